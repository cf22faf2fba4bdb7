"""Stories whose names are marked by hand, for the tests of what becomes of them.

`[Rebekah Koffler|PERSON]` marks a mention. A real spaCy pipeline then finds exactly the marked spans: an entity ruler
over the marked names, so that the stage runs as it does with a trained model.
"""

import re
from functools import cache

import spacy
from spacy.language import Language

from tasks.entities import find_entities
from tasks.records import Cleaned, Entities, Entity, Mention, Segments, Span

_MARK = re.compile(r"\[([^|\]]+)\|([A-Z_]+)\]")


def marked(story: str) -> tuple[str, list[Mention]]:
    """The text without the marks, and the marked mentions."""
    text, mentions, at = "", [], 0
    for match in _MARK.finditer(story):
        text += story[at : match.start()]
        mentions.append(Mention(len(text), len(text) + len(match[1]), match[2]))  # type: ignore[arg-type]
        text += match[1]
        at = match.end()
    return text + story[at:], mentions


def sentences(text: str) -> tuple[Span, ...]:
    """Every line is a sentence."""
    return tuple(match.span() for match in re.finditer(r"[^\n]+", text))


@cache
def namer(names: tuple[tuple[str, str], ...]) -> Language:
    """A pipeline that finds these names: pairs of name and label."""
    nlp = spacy.blank("en")
    if not names:
        return nlp
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": label, "pattern": name} for name, label in names])  # type: ignore[attr-defined]
    return nlp


def find(text: str, names: dict[str, str]) -> Entities:
    """What the stage finds in a text of one sentence a line."""
    lines = sentences(text)
    return find_entities(Cleaned(text=text), Segments(lines, lines), namer(tuple(names.items())))


def find_marked(story: str) -> tuple[str, tuple[Entity, ...]]:
    """The text and the entities of a story with marks."""
    text, mentions = marked(story)
    return text, find(text, {text[m.start : m.end]: m.type for m in mentions}).entities


def words(text: str, entity: Entity) -> list[str]:
    """The mentions as the text has them."""
    return [text[mention.start : mention.end] for mention in entity.mentions]
