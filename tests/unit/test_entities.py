"""The entities stage as a whole: spans, labels, what is trimmed, and traps that others fell into."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.entities import find_entities
from tasks.entities.mentions import TYPES
from tasks.records import Cleaned, Removal, Repair, Segments
from tests.unit.naming import find, find_marked, namer, sentences, words

TRIMMED = [
    ("a title", "Lt. Col. Garron J. Garn said.", "Lt. Col. Garron J. Garn", "PERSON", "Garron J. Garn"),
    ("a country and a title", "U.S. President Joe Biden said.", "U.S. President Joe Biden", "PERSON", "Joe Biden"),
    ("an article", "at the Pentagon today", "the Pentagon", "ORG", "Pentagon"),
    ("a possessive", "on Putin’s desk", "Putin’s", "PERSON", "Putin"),
    ("a plural possessive", "the Russians' plan", "Russians'", "NORP", "Russians"),
    ("quotation marks and a comma", "read “Bad Water,” twice", "“Bad Water,”", "WORK_OF_ART", "Bad Water"),
    ("a full stop", "met Koffler.", "Koffler.", "PERSON", "Koffler"),
    ("not the stop of an acronym", "in the U.S. today", "U.S.", "GPE", "U.S."),
    ("not the stop of Jr.", "Robert Downey Jr. said", "Robert Downey Jr.", "PERSON", "Robert Downey Jr."),
    ("not the s of Moody's", "Moody's said", "Moody's", "ORG", "Moody's"),
    ("not a first name that is a title", "Duke Ellington played", "Duke Ellington", "PERSON", "Duke Ellington"),
    ("not the article of The Hague", "in The Hague", "The Hague", "GPE", "The Hague"),
]


@pytest.mark.parametrize(
    ("text", "marked", "label", "name"), [case[1:] for case in TRIMMED], ids=[why for why, *_ in TRIMMED]
)
def test_a_span_holds_the_name_only(text: str, marked: str, label: str, name: str) -> None:
    assert [words(text, entity) for entity in find(text, {marked: label}).entities] == [[name]]


NO_NAMES = [
    ("a description", "the ministry said", {"ministry": "ORG"}),
    ("a title alone", "the President said", {"President": "PERSON"}),
    ("a vague date", "two years ago", {"two years": "DATE"}),
    ("a sum without a figure", "cost millions", {"millions": "MONEY"}),
    ("a number", "the first of three", {"first": "ORDINAL", "three": "CARDINAL"}),
    ("punctuation", "said “ ”", {"“ ”": "ORG"}),
]


@pytest.mark.parametrize(("text", "names"), [case[1:] for case in NO_NAMES], ids=[why for why, *_ in NO_NAMES])
def test_what_names_nothing_is_no_entity(text: str, names: dict[str, str]) -> None:
    assert find(text, names).entities == ()


RETYPED = [
    ("an adjective under a place's label", "Russian troops", {"Russian": "GPE"}, [("Russian", "NORP")]),
    ("a country under LOC", "in Ukraine", {"Ukraine": "LOC"}, [("Ukraine", "GPE")]),
    ("a seat of government under FAC", "the Kremlin said", {"Kremlin": "FAC"}, [("Kremlin", "ORG")]),
    ("a person of a country's name", "Jordan won", {"Jordan": "PERSON"}, [("Jordan", "PERSON")]),
    ("the whole sum, not a part", "worth $2.5 billion", {"2.5 billion": "MONEY"}, [("$2.5 billion", "MONEY")]),
    ("the date without `last`", "last Friday", {"last Friday": "DATE"}, [("Friday", "DATE")]),
    ("a name that has a date in it", "on Black Friday", {"Black Friday": "EVENT"}, [("Black Friday", "EVENT")]),
    ("an honorific", "Alhaji Sani Yelwa left", {"Alhaji Sani Yelwa": "PERSON"}, [("Sani Yelwa", "PERSON")]),
    ("an adjective in a name", "the Russian Army", {"Russian Army": "ORG"}, [("Russian Army", "ORG")]),
    ("CoNLL labels", "Koffler of MSF", {"Koffler": "PER", "MSF": "ORG"}, [("Koffler", "PERSON"), ("MSF", "ORG")]),
]


@pytest.mark.parametrize(
    ("text", "names", "expected"), [case[1:] for case in RETYPED], ids=[why for why, *_ in RETYPED]
)
def test_types_are_ours_whatever_the_pipeline_calls_them(
    text: str, names: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert [(entity.name, entity.type) for entity in find(text, names).entities] == expected


def test_every_label_of_ours_is_read() -> None:
    assert set(TYPES.values()) == {*"PERSON ORG GPE LOC NORP FAC EVENT WORK PRODUCT DATE MONEY PERCENT".split()}


def test_rules_find_what_a_pipeline_without_names_does_not() -> None:
    text = "Russian troops left on Monday at a cost of $2.5 billion, or 40 percent."
    assert [(entity.name, entity.type) for entity in find(text, {}).entities] == [
        ("Russian", "NORP"),
        ("Monday", "DATE"),
        ("$2.5 billion", "MONEY"),
        ("40 percent", "PERCENT"),
    ]


def test_what_a_name_stands_for_is_kept() -> None:
    _, entities = find_marked("[Moscow|GPE] and [Kremlin|ORG] want [Russian|NORP] [Koffler|PERSON] in [Russia|GPE]")
    assert {entity.name: entity.stands_for for entity in entities} == {
        "Moscow": "Russia",
        "Kremlin": "Russia",
        "Russian": "Russia",
        "Koffler": None,
        "Russia": None,
    }


def test_one_word_names_are_never_dropped() -> None:
    names = ["Xi", "Suharto", "Pelé", "U", "Cher", "Bo"]
    _, entities = find_marked("\n".join(f"Yesterday [{name}|PERSON] spoke." for name in names))
    assert [entity.name for entity in entities] == names


def test_a_two_part_name_takes_in_its_surname() -> None:
    text, entities = find_marked("[Rebekah Koffler|PERSON] spoke.\n[Koffler|PERSON] left.\n[Koffler|PERSON]’s car")
    assert [words(text, entity) for entity in entities] == [["Rebekah Koffler", "Koffler", "Koffler"]]


def test_no_text_is_cut_at_a_fixed_length() -> None:
    text = "and so on, " * 5_000 + "said Rebekah Koffler, " + "and so on, " * 5_000 + "said Koffler."
    (koffler,) = find(text, {"Rebekah Koffler": "PERSON", "Koffler": "PERSON"}).entities
    assert words(text, koffler) == ["Rebekah Koffler", "Koffler"]


def test_spans_are_into_the_submitted_text_when_characters_were_repaired() -> None:
    text = "â€œWe know,â€\x9d said AndrÃ©s LÃ³pez.\nLÃ³pez left on Monday."
    repairs = tuple(
        Repair(at, at + len(broken), mended)
        for broken, mended in [("â€œ", "“"), ("â€\x9d", "”"), ("Ã©", "é"), ("Ã³", "ó")]
        for at in range(len(text))
        if text.startswith(broken, at)
    )
    cleaned = Cleaned(text=text, repairs=tuple(sorted(repairs, key=lambda repair: repair.start)))
    nlp = namer((("Andrés López", "PERSON"), ("López", "PERSON")))
    lines = sentences(text)
    lopez, monday = find_entities(cleaned, Segments(lines, lines), nlp).entities
    assert (lopez.name, words(text, lopez)) == ("Andrés López", ["AndrÃ©s LÃ³pez", "LÃ³pez"])
    assert words(text, monday) == ["Monday"]


def test_removed_text_names_nothing() -> None:
    text = "Koffler spoke.\nBIDEN HAILS RUSSIAN DEAL\nKoffler left."
    first, link, last = sentences(text)
    cleaned = Cleaned(text=text, removed=(Removal(*link, "cross_link"),))
    found = find_entities(
        cleaned, Segments((first, last), (first, last)), namer((("Koffler", "PERSON"), ("BIDEN", "PERSON")))
    )
    assert [words(text, entity) for entity in found.entities] == [["Koffler", "Koffler"]]


def test_a_name_ends_where_its_sentence_ends() -> None:
    text = "They met Lee\nKoffler left."
    found = find(text, {"Lee\nKoffler": "PERSON"})
    assert [words(text, entity) for entity in found.entities] == [["Lee"]]


def test_a_story_without_sentences_has_no_entities() -> None:
    assert find_entities(Cleaned(text="\n"), Segments((), ()), namer((("Lee", "PERSON"),))).entities == ()


def test_the_result_does_not_depend_on_other_stories() -> None:
    story = "[Rebekah Koffler|PERSON] met [Lee|PERSON] in [Moscow|GPE].\n[Koffler|PERSON] left."
    before = find_marked(story)
    find_marked("[Ann Koffler|PERSON] met [Bruce Lee|PERSON].\n[Koffler|ORG] left [Moscow|ORG].")
    assert find_marked(story) == before


@settings(deadline=None)  # a pipeline is built for each new set of names
@given(
    st.text(st.sampled_from("Koffler Ann.,’s“” Mr\n$2%é the"), max_size=60),
    st.sets(st.sampled_from(["Koffler", "Ann", "’s“", "the"])),
)
def test_mentions_are_in_order_and_never_overlap(text: str, names: set[str]) -> None:
    found = find(text, dict.fromkeys(sorted(names), "PERSON")).entities
    spans = sorted((m.start, m.end) for entity in found for m in entity.mentions)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(0 <= start < end <= len(text) and text[start:end].strip() == text[start:end] for start, end in spans)


def test_two_names_in_one_repair_are_the_first_since_mentions_never_overlap() -> None:
    """Found by fuzzing: a word of 1,000 letters is repaired as a whole."""
    text = "It was AnÃ¡PazJuÃ¡nLima."
    broken = "AnÃ¡PazJuÃ¡nLima"
    cleaned = Cleaned(text=text, repairs=(Repair(7, 7 + len(broken), "Aná Paz, Juán Lima"),))
    lines = sentences(text)
    (paz,) = find_entities(
        cleaned, Segments(lines, lines), namer((("Aná Paz", "PERSON"), ("Juán Lima", "PERSON")))
    ).entities
    assert (paz.name, words(text, paz)) == ("Aná Paz", [broken])
