"""Whether somebody is a he or a she in a story: by title, by role, by given name."""

from __future__ import annotations

import re

from tasks.entities.names import gender, person_name
from tasks.entities.titles import titles_before
from tasks.records import Entity
from tasks.stances.reading import Reading

_PRONOUNS = {"m": "he", "f": "she"}
_WOMAN = re.compile(
    r"\b(?:\w*woman|mother|mum|mom|wife|girlfriend|widow|daughter|sister|actress|nun|queen|princess|girl|aunt)\b", re.I
)
#: *Human*, *German* and the like are no men, nor are *Oman* and *Amman*.
_MAN = re.compile(
    r"\b(?:(?!(?:hu|ger|ro|nor|otto)man\b)(?:(?-i:[a-z]*)|Chair|Congress|Council|Police|Spokes)(?<!wo)man|father|dad|husband|boyfriend|widower|son|brother|monk|king|prince|boy|uncle)\b",
    re.I,
)


def pronoun(reading: Reading, entity: Entity) -> str | None:
    """`he` or `she`, where the story or the given name says so; None where nothing does."""
    if entity.id not in reading.pronouns:
        reading.pronouns[entity.id] = _pronoun(reading, entity)
    return reading.pronouns[entity.id]


def _pronoun(reading: Reading, entity: Entity) -> str | None:
    for mention in entity.mentions:
        start, _ = reading.repaired.from_submitted(mention.start, mention.end)
        for title in titles_before(reading.text, start)[0]:
            if title.gender:
                return _PRONOUNS[title.gender]
    by_name = gender(person_name(entity.name))
    return pronoun_of_words(entity.role or "") or (_PRONOUNS[by_name] if by_name else None)


def pronoun_of_words(words: str) -> str | None:
    """`he` or `she`, where a description says so: *Karam’s mother*, *a spokesman*."""
    if _WOMAN.search(words):
        return "she"
    return "he" if _MAN.search(words) else None
