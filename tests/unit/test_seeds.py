"""The seed stories: complete, annotated, and with offsets that cut out the words that the annotation names."""

from functools import cache
from itertools import chain
from pathlib import Path

import msgspec
import pytest

from model.annotation import Annotation, read_note, read_story, to_json

SEEDS = Path(__file__).parents[2] / "seeds"
STORIES = sorted(path for path in SEEDS.iterdir() if path.suffix in (".txt", ".html"))
NAMES = [path.stem for path in STORIES]


@cache
def annotation(path: Path) -> Annotation:
    return msgspec.json.decode(path.with_suffix(".json").read_bytes(), type=Annotation)


def english() -> list[Annotation]:
    return [annotation(path) for path in STORIES if annotation(path).language == "en"]


def test_there_are_as_many_stories_of_each_kind_as_the_readme_says() -> None:
    assert len(english()) == 14
    assert len([path for path in STORIES if path.suffix == ".html"]) == 3
    assert [annotation(path).language for path in STORIES if annotation(path) not in english()] == ["es"]


def test_every_file_belongs_to_a_story_with_its_annotation_and_every_story_is_in_the_readme() -> None:
    expected = {path.with_suffix(suffix).name for path in STORIES for suffix in (path.suffix, ".yaml", ".json")}
    assert {path.name for path in SEEDS.iterdir()} == expected | {"README.md"}
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in STORIES if f"`{path.name}`" not in readme] == []


@pytest.mark.parametrize("path", STORIES, ids=NAMES)
def test_the_json_is_what_the_tool_makes_of_story_and_yaml(path: Path) -> None:
    assert path.with_suffix(".json").read_text(encoding="utf-8") == to_json(read_story(path))


@pytest.mark.parametrize("path", STORIES, ids=NAMES)
def test_spans_cut_out_the_words_that_the_yaml_names(path: Path) -> None:
    note, made = read_note(path.with_suffix(".yaml").read_text(encoding="utf-8")), annotation(path)

    def cut(span: tuple[int, int] | None) -> str | None:
        return None if span is None else made.text[slice(*span)]

    def said(piece: object) -> object:
        return getattr(piece, "text", piece)

    assert [(cut((r.start, r.end)), r.reason) for r in made.removed] == sorted(
        ((r.text, r.reason) for r in note.removed), key=lambda pair: made.text.index(pair[0])
    )
    assert [cut(span) for span in made.sentences or ()] == (note.sentences if made.sentences is not None else [])
    assert {entity.name for entity in made.entities} == {entity.name for entity in note.entities}
    by_content = {(*map(cut, s.content), s.holder.name): s for s in made.statements}
    for statement in note.statements:
        found = by_content[(*(str(said(piece)) for piece in statement.content), statement.holder)]
        assert (cut(found.cue), cut(found.source)) == (said(statement.cue), said(statement.source))
        stances = [s for s in made.stances if s.statement == found.id]
        assert [(s.target.name, s.label, cut(s.evidence)) for s in stances] == [
            (s.target, s.label, said(s.evidence)) for s in statement.stances
        ]


@pytest.mark.parametrize("path", STORIES, ids=NAMES)
def test_nothing_annotated_lies_in_removed_text(path: Path) -> None:
    made = annotation(path)
    gone = set(chain.from_iterable(range(r.start, r.end) for r in made.removed))
    spans = [(m.start, m.end) for entity in made.entities for m in entity.mentions]
    for statement in made.statements:
        spans += [*statement.content, *(span for span in (statement.cue, statement.source) if span)]
    assert [made.text[slice(*span)] for span in spans if gone & set(range(*span))] == []


def test_together_they_have_every_form_type_reason_and_label() -> None:
    stories = english()
    statements = [statement for story in stories for statement in story.statements]
    assert {statement.form for statement in statements} == {"direct", "indirect", "mixed"}
    assert {stance.label for story in stories for stance in story.stances} == {"favor", "against", "neutral"}
    assert len({entity.type for story in stories for entity in story.entities}) == 12
    assert len({removal.reason for story in stories for removal in story.removed}) == 5
    assert any(statement.inside for statement in statements)
    assert any(statement.holder.entity is None for statement in statements)
    assert any(len(statement.content) == 2 for statement in statements)
    assert any(statement.cue is None for statement in statements)


@pytest.mark.parametrize("path", STORIES, ids=NAMES)
def test_each_is_as_long_as_a_wire_story(path: Path) -> None:
    assert 250 <= len(annotation(path).text.split()) <= 600
