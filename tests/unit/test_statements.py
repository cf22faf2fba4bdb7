"""What quotation marks and sentence ends make of the network's attributions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from tasks.attributions import Attribution, Tokens
from tasks.stances.statements import drafts
from tests.unit.stories import Names, reading

#: An attribution by its words: cue, sources, contents.
Words = tuple[str, list[str], list[str]]


@Language.factory("told_attributions")
def tell(nlp: Language, name: str, attributions: list[Words]) -> Callable[[Doc], Doc]:
    """A component that stands in the network's place, with just these attributions to tell."""

    def component(doc: Doc) -> Doc:
        doc._.attributions = tuple(
            Attribution(cue, tuple(found(doc, sources)), tuple(found(doc, contents)))
            for cue_words, sources, contents in attributions
            for cue in found(doc, [cue_words])
        )
        return doc

    def found(doc: Doc, many: list[str]) -> Iterator[Tokens]:
        for words in many:
            start = doc.text.find(words)
            if start >= 0 and (span := doc.char_span(start, start + len(words), alignment_mode="expand")) is not None:
                yield span.start, span.end

    return component


def knowing(attributions: list[Words]) -> Language:
    """A pipeline of that component alone."""
    nlp = spacy.blank("en")
    nlp.add_pipe("told_attributions", config={"attributions": attributions})
    return nlp


#: phrase, text, attributions, expected (contents, cue, source, form)
CASES: list[tuple[str, str, list[Words], list[tuple[list[str], str | None, str | None, str]]]] = [
    (
        "indirect: without the conjunction and the final stop",
        "Officials said that it was late.",
        [("said", ["Officials"], ["that it was late."])],
        [(["it was late"], "said", "Officials", "indirect")],
    ),
    (
        "direct: the whole quotation, though the network saw half, without the last comma",
        "“It was late when they came,” Garn said.",
        [("said", ["Garn"], ["when they came"])],
        [(["It was late when they came"], "said", "Garn", "direct")],
    ),
    (
        "direct, over several sentences",
        "“It was late. Nobody came. I left,” he said.",
        [("said", ["he"], ["I left"])],
        [(["It was late. Nobody came. I left"], "said", "he", "direct")],
    ),
    (
        "after a colon",
        "He said: “It was late. I left.”",
        [("said", ["He"], ["It was late"])],
        [(["It was late. I left."], "said", "He", "direct")],
    ),
    (
        "broken by its cue in one sentence: one statement in two pieces",
        "“We are aware,” Garn said, “but we wait.”",
        [("said", ["Garn"], ["We are aware", "but we wait"])],
        [(["We are aware", "but we wait."], "said", "Garn", "direct")],
    ),
    (
        "broken by its cue, and the network saw the first half only",
        "“We are aware,” Garn said, “but we wait.”",
        [("said", ["Garn"], ["We are aware"])],
        [(["We are aware", "but we wait."], "said", "Garn", "direct")],
    ),
    (
        "a word of speech inside a name is no cue",
        "The team of Port Said United was late.",
        [("Said", ["Port"], ["was late"])],
        [],
    ),
    (
        "a source without the clause that hangs on it",
        "“It was late,” said an economist, who left.",
        [("said", ["an economist, who"], ["It was late"])],
        [(["It was late"], "said", "an economist", "direct")],
    ),
    (
        "a source with the phrase that it ends",
        "“It was late,” two people briefed on the plan said.",
        [("said", ["the plan"], ["It was late"])],
        [(["It was late"], "said", "two people briefed on the plan", "direct")],
    ),
    (
        "after a cue that ends in a full stop: a new statement",
        "“We are aware,” Garn said. “We will wait here.”",
        [("said", ["Garn"], ["We are aware", "We will wait here"])],
        [(["We are aware"], "said", "Garn", "direct"), (["We will wait here."], None, None, "direct")],
    ),
    (
        "mixed: reported, with marked words inside",
        "Koffler said Putin is preparing for “massive escalation.”",
        [("said", ["Koffler"], ["Putin is preparing for “massive"])],
        [(["Putin is preparing for “massive escalation.”"], "said", "Koffler", "mixed")],
    ),
    (
        "over two paragraphs: one statement, a piece for each",
        "“It began early.\n“It ended late,” he said.",
        [("said", ["he"], ["It ended late"])],
        [(["It began early.", "It ended late"], "said", "he", "direct")],
    ),
    (
        "a floating quotation",
        "Koffler spoke.\n“This is a firm path to war.”",
        [],
        [(["This is a firm path to war."], None, None, "direct")],
    ),
    ("quoted words in a sentence that nobody speaks are none", "The so-called “humane shooting” went on.", [], []),
    (
        "two who warn are two statements",
        "Iran and Iraq warned that it was late.",
        [("warned", ["Iran and Iraq"], ["it was late"])],
        [(["it was late"], "warned", "Iran", "indirect"), (["it was late"], "warned", "Iraq", "indirect")],
    ),
    (
        "a content does not run on into the next sentence",
        "Officials said it was late. The rain fell.",
        [("said", ["Officials"], ["it was late. The rain fell"])],
        [(["it was late"], "said", "Officials", "indirect")],
    ),
    (
        "a source is widened to the names that it cuts",
        "“It was late,” said Ana Paz.",
        [("said", ["Paz"], ["It was late"])],
        [(["It was late"], "said", "Ana Paz", "direct")],
    ),
    (
        "the network saw no cue, but the words beside the quotation are plain: cue behind",
        "“It was late,” Garn told reporters on Monday.",
        [],
        [(["It was late"], "told reporters", "Garn", "direct")],
    ),
    (
        "the same, inverted",
        "“It was late,” said Ana Paz, the mayor. The rain fell.",
        [],
        [(["It was late"], "said", "Ana Paz", "direct")],
    ),
    (
        "the same, cue in front",
        "On Monday, Ana Paz said: “It was late. I left.”",
        [],
        [(["It was late. I left."], "said", "Ana Paz", "direct")],
    ),
    (
        "a title in quotation marks is nobody's statement",
        "Ana Paz wrote “The Long Road Home to Lima” and left.",
        [],
        [],
    ),
    (
        "what stands before its cue is reported from the start of the sentence on",
        "It had rained all night, officials said.",
        [("said", ["officials"], ["rained all night"])],
        [(["It had rained all night"], "said", "officials", "indirect")],
    ),
    (
        "the last words of the sentence belong to a content that comes near them",
        "Officials said it had rained all night.",
        [("said", ["Officials"], ["it had rained"])],
        [(["it had rained all night"], "said", "Officials", "indirect")],
    ),
    (
        "but not where another clause begins",
        "Officials said it had rained and vowed to stay.",
        [("said", ["Officials"], ["it had rained"])],
        [(["it had rained"], "said", "Officials", "indirect")],
    ),
    (
        "a hole in a content is closed, unless cue or source stand in it",
        "The road, officials said, was closed for good this week.",
        [("said", ["officials"], ["The road", "was closed", "good this week"])],
        [(["The road", "was closed for good this week"], "said", "officials", "indirect")],
    ),
    (
        "an official, according to an agency: both are kept, the second around the first",
        "Iran advised Iraq to wait, an official said, according to Ana Paz on Friday.",
        [("said", ["an official"], ["Iraq to wait"]), ("according to", [], ["to wait"])],
        [
            (["Iran advised Iraq to wait"], "said", "an official", "indirect"),
            (["Iran advised Iraq to wait, an official said"], "according to", "Ana Paz", "indirect"),
        ],
    ),
    (
        "without a source from the network: the name that touches the cue",
        "Iran has moved troops, Ana Paz has also learned.",
        [("learned", [], ["moved troops"])],
        [(["Iran has moved troops"], "learned", "Ana Paz", "indirect")],
    ),
    (
        "what somebody has not announced was not said",
        "Iran has not officially announced that it was late.",
        [("announced", ["Iran"], ["it was late"])],
        [],
    ),
    (
        "what somebody does not believe was",
        "Iran does not believe that it was late.",
        [("believe", ["Iran"], ["it was late"])],
        [(["it was late"], "believe", "Iran", "indirect")],
    ),
    (
        "without a source from the network: the first person of the sentence, not a name inside quotation marks",
        "Ana Paz, who wrote “Iran Before Iraq,” told Fox it was late.",
        [("told Fox", [], ["it was late"])],
        [(["it was late"], "told Fox", "Ana Paz", "indirect")],
    ),
    (
        "an unclosed quotation ends with its paragraph",
        "He said: “It was late.\nThe rain fell.",
        [("said", ["He"], ["It was late"])],
        [(["It was late."], "said", "He", "direct")],
    ),
]
NAMES: Names = {"Iran": ("GPE", (), None), "Iraq": ("GPE", (), None), "Ana Paz": ("PERSON", (), None)}


@pytest.mark.parametrize(
    ("text", "attributions", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_statements(
    text: str, attributions: list[Words], expected: list[tuple[list[str], str | None, str | None, str]]
) -> None:
    found = drafts(reading(text, NAMES, knowing(attributions)))
    assert [
        (
            [text[start:end] for start, end in draft.content],
            draft.cue and text[slice(*draft.cue)],
            draft.source and text[slice(*draft.source)],
            draft.form,
        )
        for draft in found
    ] == expected
