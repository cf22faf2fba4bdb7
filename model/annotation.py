"""Turns annotated stories into offsets: `NN-slug.txt` (or `.html`) and `NN-slug.yaml` become `NN-slug.json`.

    python -m model.annotation FOLDER          write the JSON of every story that has no problem
    python -m model.annotation FOLDER --check  write nothing; say which JSON is missing or old
    python -m model.annotation FOLDER --hints  also say where something may have been forgotten

The YAML names strings; `seeds/README.md` describes it. What a program can check of the codebook's
rules is checked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Literal, TypeVar

import msgspec
import yaml
from msgspec import Struct

import tasks
from model.entity_annotation import EntityNote, locate_entities
from model.locate import AnnotationError, chosen, context, found, only, quoted
from model.statement_annotation import StatementNote, locate_stances, locate_statements
from tasks.records import Removal, RemovalReason, Span, Story
from tasks.scoring.annotation import Annotation

Region = Literal[
    "africa",
    "anglo",
    "central-asia",
    "east-asia",
    "europe",
    "latin-america",
    "middle-east",
    "oceania",
    "south-asia",
    "southeast-asia",
]
T = TypeVar("T")
R = TypeVar("R")


class RemovalNote(Struct, forbid_unknown_fields=True):
    """A string of the text that is not body; `nth` where it occurs more than once."""

    text: str
    reason: RemovalReason
    nth: int | None = None


class StoryNote(Struct, forbid_unknown_fields=True):
    """What the YAML of one story says, in strings."""

    language: str
    region: Region | None = None
    removed: list[RemovalNote] = []
    sentences: Literal["auto"] | list[str] = "auto"
    entities: list[EntityNote] = []
    statements: list[StatementNote] = []


class Problems(Exception):
    """All that is wrong with one story's annotation, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Loader(yaml.SafeLoader):
    """YAML in which 2019, May 3 and no are strings: only null is special."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag == "tag:yaml.org,2002:null"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read_note(source: str) -> StoryNote:
    """The annotation in a YAML source; raises Problems where it is not one."""
    try:
        return msgspec.convert(yaml.load(source, Loader=_Loader), StoryNote, strict=False)
    except yaml.YAMLError as error:
        raise Problems([f"not valid YAML (put strings with a colon or quotation marks in quotes): {error}"]) from error
    except msgspec.ValidationError as error:
        raise Problems([str(error)]) from error


def annotate(text: str, note: StoryNote) -> Annotation:
    """The annotation in offsets; raises Problems with everything that does not fit."""
    problems: list[str] = []
    removed = tuple(sorted(_each("removed", note.removed, partial(_remove, text), problems), key=_start))
    gone = [(removal.start, removal.end) for removal in removed]
    sentences = _try("sentences", partial(_sentences, text, note.sentences, gone), problems)
    entities = locate_entities(text, note.entities, gone, problems)
    statements, ids = locate_statements(text, note.statements, gone, entities, problems)
    stances = locate_stances(text, note.statements, statements, ids, entities, problems)
    if problems:
        raise Problems(problems)
    return Annotation(text, note.language, note.region, removed, sentences, entities, statements, stances)


def read_text(path: Path) -> str:
    """The text that the offsets of a story refer to: the file's, or, for HTML, the one extracted from it."""
    source = path.read_bytes().decode("utf-8")
    return tasks.clean(Story(id=path.stem, html=source)).text if path.suffix == ".html" else source


def read_story(path: Path) -> Annotation:
    """The annotation of the story in a `.txt` or `.html` file with its `.yaml` beside it; raises Problems."""
    notes = path.with_suffix(".yaml")
    if not notes.exists():
        raise Problems([f"{notes.name} is missing"])
    return annotate(read_text(path), read_note(notes.read_text(encoding="utf-8")))


def stories(folder: Path) -> list[Path]:
    """The story files of a folder, in the order of their names."""
    return sorted(path for path in folder.iterdir() if path.suffix in (".txt", ".html"))


def to_json(annotation: Annotation) -> str:
    """The annotation as JSON, one item a line, so that a change of one shows as a change of one line."""
    fields = []
    for name, value in msgspec.to_builtins(annotation).items():
        if isinstance(value, list) and value and name != "sentences":
            items = ",\n  ".join(msgspec.json.encode(item).decode() for item in value)
            fields.append(f'"{name}": [\n  {items}\n]')
        else:
            fields.append(f'"{name}": {msgspec.json.encode(value).decode()}')
    return "{" + ",\n".join(fields) + "}\n"


def _remove(text: str, note: RemovalNote) -> Removal:
    spans = found(text, note.text)
    start, end = chosen(text, spans, note.text, note.nth) if note.nth else only(text, spans, note.text)
    return Removal(start, end, note.reason)


def _sentences(text: str, sentences: str | list[str], gone: list[Span]) -> tuple[Span, ...] | None:
    if isinstance(sentences, str):
        return None
    spans, at = [], 0
    for n, sentence in enumerate(sentences, 1):
        start = text.find(sentence, at)
        if start < 0:
            found(text, sentence)  # raises, with the nearest words
            raise AnnotationError(f"{n}: {quoted(sentence)} does not come after the sentence before it")
        if "\n" in sentence:
            raise AnnotationError(f"{n}: {quoted(sentence)} crosses a paragraph")
        spans.append((start, at := start + len(sentence)))
    _check_covered(text, sorted([*spans, *gone, (len(text), len(text))]))
    return tuple(spans)


def _check_covered(text: str, spans: list[Span]) -> None:
    at = 0
    for start, end in spans:
        if start < at:
            raise AnnotationError(
                f"two sentences, or a sentence and removed text, overlap at {context(text, start, at)}"
            )
        if text[at:start].strip():
            raise AnnotationError(f"neither in a sentence nor removed: {quoted(text[at:start].strip())}")
        at = end


def _start(removal: Removal) -> int:
    return removal.start


def _each(field: str, items: Iterable[T], make: Callable[[T], R], problems: list[str]) -> list[R]:
    made = [_try(f"{field}[{n}]", partial(make, item), problems) for n, item in enumerate(items, 1)]
    return [item for item in made if item is not None]


def _try(field: str, make: Callable[[], R], problems: list[str]) -> R | None:
    try:
        return make()
    except AnnotationError as error:
        problems.append(f"{field}: {error}")
        return None


def main(arguments: list[str]) -> int:
    """Writes or checks the JSON of a folder; 1 where an annotation has a problem, 2 where the call has."""
    options = {argument for argument in arguments if argument.startswith("--")}
    folders = [Path(argument) for argument in arguments if argument not in options]
    if len(folders) != 1 or not folders[0].is_dir() or options - {"--check", "--hints"}:
        print("usage: python -m model.annotation FOLDER [--check] [--hints]", file=sys.stderr)
        return 2
    paths = stories(folders[0])
    bad = sum([_convert(path, options) for path in paths])
    print(f"{len(paths)} stories, {bad} with problems", file=sys.stderr)
    return 1 if bad else 0


def _convert(path: Path, options: set[str]) -> bool:
    """Whether the story has problems, which are printed; its JSON is written where it has none."""
    target = path.with_suffix(".json")
    try:
        annotation = read_story(path)
        made = to_json(annotation)
        if "--check" not in options:
            target.write_text(made, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != made:
            raise Problems([f"{target.name} is missing or old: run python -m model.annotation {path.parent}"])
    except Problems as error:
        print("\n".join(f"{path.with_suffix('.yaml')}: {problem}" for problem in error.problems), file=sys.stderr)
        return True
    if "--hints" in options:
        from model.annotation_hints import hints  # here: it needs this module's records

        print("".join(f"{path.with_suffix('.yaml')}: hint: {hint}\n" for hint in hints(annotation)), end="")
    return False


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
