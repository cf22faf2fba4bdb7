"""Small stories for the tests of the stances stage: what the earlier stages would have found, given by hand."""

from __future__ import annotations

import re

import spacy
from spacy.language import Language

from tasks.records import Cleaned, Entities, Entity, EntityType, Mention, Segments, Span
from tasks.stances.reading import Reading
from tasks.stances.statements import Draft

#: name -> its type, its titles, the country it stands for
Names = dict[str, tuple[EntityType, tuple[str, ...], str | None]]


def entity(number: int, text: str, name: str, kind: EntityType, *, titles: tuple[str, ...], of: str | None) -> Entity:
    """One entity with every occurrence of its name, and of a person's surname, as a mention."""
    forms = [name, name.split()[-1]] if kind == "PERSON" else [name]
    pattern = "|".join(rf"(?<!\w){re.escape(form)}(?!\w)" for form in forms)
    mentions = tuple(Mention(m.start(), m.end(), kind) for m in re.finditer(pattern, text))
    return Entity(f"e{number}", name, kind, mentions, titles=titles, stands_for=of)


def reading(text: str, names: Names, nlp: Language | None = None) -> Reading:
    """A story of one sentence or more a line, read with a pipeline that knows nothing unless one is given."""
    paragraphs = [(m.start(), m.end()) for m in re.finditer(r"\S.*", text)]
    sentences = [
        (start + m.start(), start + m.end())
        for start, end in paragraphs
        for m in re.finditer(r"\S.*?[.!?][”\"’]?(?=\s|$)|\S.*$", text[start:end])
    ]
    entities = [
        entity(number, text, name, kind, titles=titles, of=of)
        for number, (name, (kind, titles, of)) in enumerate(names.items(), 1)
    ]
    segments = Segments(tuple(paragraphs), tuple(sentences))
    return Reading(Cleaned(text=text), segments, Entities(tuple(entities)), nlp or spacy.blank("en"))


def span(text: str, words: str, nth: int = 1) -> Span:
    """The n-th occurrence of some words."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return start, start + len(words)


def draft(text: str, content: str, cue: str | None, source: str | None, *, nth: int = 1) -> Draft:
    """A statement by its words; `nth` is the source's occurrence."""
    return Draft(
        (span(text, content),),
        span(text, cue) if cue else None,
        span(text, source, nth) if source else None,
        "direct",
    )
