"""The annotators' tool: strings become offsets, and what does not fit is named with its place and its remedy."""

import msgspec
import pytest

from model.annotation import Annotation, Problems, annotate, main, read_note, to_json
from model.annotation_hints import hints

TEXT = (
    "QUITO, May 2 (Wire) - Rosa Vela met Tomas Vela in Quito in May. Wind may rise.\n\n"
    "“We will see,” Lt. Rosa Vela said, “and Quito will pay.”\n\n"
    "“It rains. It pours,” she added. Vela's aide said that Tomas Vela believes Quito lied.\n"
)
ENTITIES = """
entities:
- {name: Rosa Vela, type: PERSON, titles: [Lt.], mentions: [Rosa Vela, {text: Vela, nth: 4}]}
- {name: Tomas Vela, type: PERSON}
- {name: Quito, type: GPE}
- {name: May, type: DATE, mentions: [{text: in May, pick: May}]}
"""
HEAD = "language: en\nregion: latin-america\nremoved: [{text: 'QUITO, May 2 (Wire) -', reason: dateline}]\n"


def made(extra: str = "", entities: str = ENTITIES, text: str = TEXT) -> Annotation:
    return annotate(text, read_note(HEAD + entities + extra))


def problem(extra: str = "", entities: str = ENTITIES) -> str:
    with pytest.raises(Problems) as caught:
        made(extra, entities)
    return str(caught.value)


def statement(**fields: object) -> str:
    given = {"id": "s1", "content": ["We will see", "and Quito will pay."], "cue": "said", "source": "Rosa Vela"}
    given |= {"holder": "Rosa Vela", "form": "direct", **fields}
    return "statements: " + msgspec.json.encode([given]).decode()


def words(annotation: Annotation, span: tuple[int, int]) -> str:
    return annotation.text[slice(*span)]


def test_mentions_are_the_longest_whole_words_in_the_body() -> None:
    annotation = made()
    found = {
        entity.name: [(m.start, words(annotation, (m.start, m.end))) for m in entity.mentions]
        for entity in annotation.entities
    }
    assert found == {
        "Rosa Vela": [
            (TEXT.index("Rosa"), "Rosa Vela"),
            (TEXT.index("Rosa Vela said"), "Rosa Vela"),
            (TEXT.index("Vela's"), "Vela"),
        ],
        "Tomas Vela": [(TEXT.index("Tomas"), "Tomas Vela"), (TEXT.rindex("Tomas"), "Tomas Vela")],
        "Quito": [(m, "Quito") for m in (TEXT.index("Quito"), TEXT.index("Quito will"), TEXT.index("Quito lied"))],
        "May": [(TEXT.index("May. Wind"), "May")],
    }
    assert [entity.id for entity in annotation.entities] == ["e1", "e2", "e3", "e4"]


def test_a_statement_in_two_pieces_with_its_nearest_cue_and_source() -> None:
    stance = {"target": "Quito", "label": "against", "evidence": "Quito will pay"}
    annotation = made(statement(stances=[stance]))
    found = annotation.statements[0]
    assert [words(annotation, piece) for piece in found.content] == ["We will see", "and Quito will pay."]
    assert found.cue == (TEXT.index("said, “and"), TEXT.index("said, “and") + 4)
    assert found.source == (TEXT.index("Rosa Vela said"), TEXT.index(" said, “and"))
    assert (found.holder.entity, annotation.stances[0].target.entity) == ("e1", "e3")
    assert words(annotation, annotation.stances[0].evidence) == "Quito will pay"


def test_a_cue_in_the_same_sentence_is_nearer_than_one_before_the_full_stop() -> None:
    text = "Vela said.\n\n“It rains,” one of the aides in her office said. “It pours.”\n"
    fields = {"content": ["It rains"], "source": "one of the aides", "holder": "one of the aides"}
    note = read_note("language: en\n" + statement(**fields))
    assert annotate(text, note).statements[0].cue == (text.rindex("said"), text.rindex("said") + 4)


def test_statements_are_numbered_in_the_order_of_the_text_and_nest() -> None:
    outer = {"id": "b", "content": ["Tomas Vela believes Quito lied"], "cue": "said", "source": "Vela's aide"}
    outer |= {"holder": "Vela's aide", "form": "indirect"}
    inner = {"id": "a", "content": ["Quito lied"], "cue": "believes", "source": "Tomas Vela", "holder": "Tomas Vela"}
    inner |= {"form": "indirect", "inside": "b"}
    annotation = made("statements: " + msgspec.json.encode([inner, outer]).decode())
    assert [(s.id, s.inside, s.holder.name) for s in annotation.statements] == [
        ("s1", None, "Vela's aide"),
        ("s2", "s1", "Tomas Vela"),
    ]


def test_json_decodes_to_the_same_annotation() -> None:
    annotation = made(statement())
    assert msgspec.json.decode(to_json(annotation), type=Annotation) == annotation


def test_a_story_in_another_language_needs_nothing_but_its_language() -> None:
    annotation = annotate("Llueve en Quito.", read_note("language: es"))
    assert (annotation.language, annotation.entities, annotation.sentences) == ("es", (), None)


def test_sentences_cover_the_body() -> None:
    sentences = [
        "Rosa Vela met Tomas Vela in Quito in May.",
        "Wind may rise.",
        "“We will see,” Lt. Rosa Vela said, “and Quito will pay.”",
        "“It rains.",
        "It pours,” she added.",
        "Vela's aide said that Tomas Vela believes Quito lied.",
    ]
    annotation = made("sentences: " + msgspec.json.encode(sentences).decode())
    assert annotation.sentences is not None
    assert [words(annotation, span) for span in annotation.sentences] == sentences
    assert "neither in a sentence nor removed: «Wind may rise.»" in problem(
        "sentences: " + msgspec.json.encode([sentences[0], *sentences[2:]]).decode()
    )


def one(line: str) -> str:
    return f"entities: [{line}]"


ENTITY_PROBLEMS = [
    ("a name with a wrong letter", "{name: Quiyo, type: GPE}", "the text has 't', the annotation 'y'"),
    ("a name only in removed text", "{name: QUITO, type: GPE}", "only in removed text"),
    ("a name only inside a word", "{name: Quit, type: GPE}", "only as a part of a word"),
    ("a leading possessive", "{name: his Rosa Vela, type: PERSON}", "begins with an article or possessive"),
    ("a possessive's s", '{name: "Vela\'s", type: PERSON}', "ends in a possessive"),
    ("the title in the name", "{name: Lt. Rosa Vela, type: PERSON, titles: [Lt.]}", "begins with the title «Lt.»"),
    ("a name that is no mention", "{name: Vela, type: PERSON, mentions: [Rosa Vela]}", "none of its mentions"),
    ("an occurrence too many", "{name: Quito, type: GPE, mentions: [{text: Quito, nth: 9}]}", "there are 3:"),
    ("a role in other words", "{name: Quito, type: GPE, role: capital}", "role «capital» is not worded like this"),
    ("an unknown type", "{name: Quito, type: CITY}", "Invalid enum value 'CITY' - at `$.entities[0].type`"),
    ("an unknown field", "{name: Quito, type: GPE, titel: x}", "unknown field `titel`"),
    ("one name listed twice", "{name: Quito, type: GPE}, {name: Quito, type: ORG}", "listed twice"),
    (
        "one span claimed twice",
        "{name: Tomas Vela, type: PERSON, mentions: [Tomas Vela, Vela]}, "
        "{name: Rosa Vela, type: PERSON, mentions: [Rosa Vela, Vela]}",
        "entities[Rosa Vela]: «Vela» clashes with «Vela» of [Tomas Vela]",
    ),
    (
        "spans that overlap",
        "{name: Rosa Vela, type: PERSON}, {name: Vela met, type: ORG}",
        "spans must be disjoint",
    ),
    (
        "an entity without a mention of its own",
        "{name: Rosa Vela, type: PERSON}, {name: Rosa, type: PERSON}",
        "every occurrence lies inside a longer mention",
    ),
]


@pytest.mark.parametrize(("case", "line", "said"), ENTITY_PROBLEMS, ids=[case for case, _, _ in ENTITY_PROBLEMS])
def test_what_is_wrong_with_an_entity_is_said(case: str, line: str, said: str) -> None:
    assert said in problem(entities=one(line)), case


STATEMENT_PROBLEMS: list[tuple[str, dict[str, object], str]] = [
    ("outer marks in the content", {"content": ["“We will see"]}, "without its outer quotation marks"),
    ("the comma before the mark", {"content": ["We will see,"]}, "leave out the comma"),
    ("a direct content without marks", {"content": ["Tomas Vela believes Quito lied"]}, "no quotation mark beside it"),
    ("that belongs to the cue", {"content": ["that Tomas Vela believes"], "form": "indirect"}, "starts after «that»"),
    ("mixed without marked words", {"content": ["Quito lied"], "form": "mixed"}, "this one has none"),
    ("pieces in the wrong order", {"content": ["and Quito will pay.", "We will see"]}, "does not come after"),
    ("a content over two paragraphs", {"content": ["and Quito will pay.”\n\n“It rains"]}, "crosses a paragraph"),
    ("a content that occurs often", {"content": ["Quito"], "form": "indirect"}, "occurs 3 times"),
    ("a surname for a holder", {"holder": "Vela"}, "«Vela» is a mention of «Rosa Vela»: write the full name"),
    ("a pronoun for a holder", {"holder": "She", "source": "she"}, "is a pronoun"),
    ("own words for a named source", {"holder": "aide"}, "the source is a mention of «Rosa Vela»"),
    ("a holder nowhere in the text", {"holder": "an official", "source": "aide"}, "«an official» is not in the text"),
    ("a cue nowhere in the text", {"cue": "warned"}, "cue: «warned» is not in the text"),
    ("an outer statement that is not there", {"inside": "s9"}, "there is no statement «s9»"),
    ("a target that is no entity", {"stances": [("Lima", "neutral", "Quito")]}, "no entity of this name"),
    ("a target by its surface form", {"stances": [("Vela", "neutral", "Quito")]}, "write the full name"),
    ("the holder as target", {"stances": [("Rosa Vela", "favor", "We")]}, "the holder is no target"),
    ("a date as target", {"stances": [("May", "neutral", "Quito")]}, "a DATE is never a target"),
    ("evidence outside the content", {"stances": [("Quito", "neutral", "It rains")]}, "is not inside the content"),
    ("one target twice", {"stances": [("Quito", "neutral", "Quito")] * 2}, "listed twice"),
    ("an unknown label", {"stances": [("Quito", "favour", "Quito")]}, "Invalid enum value 'favour'"),
]


@pytest.mark.parametrize(
    ("case", "fields", "said"), STATEMENT_PROBLEMS, ids=[case for case, _, _ in STATEMENT_PROBLEMS]
)
def test_what_is_wrong_with_a_statement_is_said(case: str, fields: dict[str, object], said: str) -> None:
    if isinstance(stances := fields.get("stances"), list):
        fields = {"stances": [dict(zip(("target", "label", "evidence"), line, strict=True)) for line in stances]}
    assert said in problem(statement(**fields)), case


def test_all_problems_of_a_story_are_said_at_once() -> None:
    said = problem(statement(content=["We will sea"]), ENTITIES + "- {name: Lima, type: GPE}\n")
    assert "entities[Lima]" in said
    assert "statements[s1].content: «We will sea» is not in the text; nearest, in line 3: «We will see»" in said


def test_hints_name_targets_without_a_line_and_marks_outside_statements() -> None:
    assert hints(made(statement())) == [
        "s1 names «Quito» and has no stance line for it",
        f"a quotation mark in no statement: «{TEXT[TEXT.index('“It') - 30 : TEXT.index('“It') + 30]}»".replace(
            "\n", "\\n"
        ),
        f"a quotation mark in no statement: «{TEXT[TEXT.index('” she') - 30 : TEXT.index('” she') + 30]}»".replace(
            "\n", "\\n"
        ),
    ]


def test_the_command_writes_checks_and_names_the_file(tmp_path, capsys) -> None:
    (tmp_path / "01-rain.txt").write_text(TEXT, encoding="utf-8")
    notes = tmp_path / "01-rain.yaml"
    notes.write_text(HEAD + ENTITIES, encoding="utf-8")
    assert main([str(tmp_path), "--check"]) == 1
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0
    notes.write_text(HEAD + ENTITIES.replace("Quito", "Lima"), encoding="utf-8")
    capsys.readouterr()
    assert main([str(tmp_path)]) == 1
    assert f"{notes}: entities[Lima]: «Lima» is not in the text" in capsys.readouterr().err
    assert main([]) == 2
