"""Whom a statement is about: the entities that its content names (codebook, sections 5 and 7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from tasks.records import Entity, Party, Span
from tasks.stances.pronouns import pronoun
from tasks.stances.reading import Named, Reading

_NEVER = frozenset({"DATE", "MONEY", "PERCENT"})
#: After a country's adjective these make it the state: *Russian forces*, not *Russian pianist*.
_STATE = frozenset(
    """
    administration aggression aid air aircraft airstrike airstrikes ambassador ambassadors armed army
    artillery assault assistance attack attacks authorities bombs cabinet commander commanders congress
    consulate counteroffensive court courts cutter cutters defence defense delegation diplomacy diplomat
    diplomats drone drones economy embassies embassy empire engineers federation fleet force forces foreign
    general generals government governments gunboats gunners intelligence invaders invasion jets judiciary
    justice law law-enforcement lawmakers leader leaders leadership legislature military minister ministers
    ministry missile missiles nation navy occupation occupiers offensive officer officers official officials
    parliament peacekeeper peacekeepers pilot pilots plane planes police policy politicians premier presidency
    president prosecutors regime rocket rockets sailor sailors sanctions security senate shelling shells ship
    ships side soldier soldiers sovereignty spies state strike strikes submarine submarines tanks territory
    threat troops vessel vessels victory war warplanes warship warships weapons
    """.split()
)
_NEXT_WORD = re.compile(r"\s+([\w-]+)")
_PRONOUN = re.compile(r"\b(?:he|him|his|she|her|hers)\b", re.IGNORECASE)
#: Characters that a pronoun looks back over.
_REACH = 500


class Target(Struct, frozen=True):
    """One target of one statement, and where the content names it."""

    party: Party
    spans: tuple[Span, ...]


def targets(reading: Reading, content: Sequence[Span], holder: Party, *, direct: bool = False) -> list[Target]:
    """The targets in the order in which the content first names them.

    Args:
        direct: whether these are the holder's own words, in which *he* and *she* are somebody else.
    """
    found: dict[str, tuple[Party, list[Span]]] = {}
    for start, end in content:
        for mention in reading.named(start, end):
            if mention.type not in _NEVER and not _in_a_title(reading, mention):
                party = _party(reading, mention)
                if party is not None and not _same(party, holder):
                    found.setdefault(party.entity or party.name, (party, []))[1].append((mention.start, mention.end))
        for entity, span in _meant(reading, start, end, holder) if direct else ():
            found.setdefault(entity.id, (Party(entity.id, entity.name), []))[1].append(span)
    return [Target(party, tuple(spans)) for party, spans in found.values()]


def _meant(reading: Reading, start: int, end: int, holder: Party) -> Iterator[tuple[Entity, Span]]:
    """The persons that pronouns of a quotation mean, where only one whom they fit was named just before."""
    for match in _PRONOUN.finditer(reading.text, start, end):
        sentence = reading.sentence(match.start())[0]
        earlier = reading.sentences_between(max(0, sentence - _REACH), match.start())[-2:]
        named = [mention for s, _ in earlier for mention in reading.named(s, match.start()) if mention.type == "PERSON"]
        word = "he" if match.group().lower() in ("he", "him", "his") else "she"
        people = {m.entity.id: m.entity for m in named if m.entity.id != holder.entity}
        fitting = [entity for entity in people.values() if pronoun(reading, entity) in (None, word)]
        if len(fitting) == 1:
            yield fitting[0], match.span()


def _party(reading: Reading, mention: Named) -> Party | None:
    """The entity; for an adjective the country where it stands for the state, and nobody where it does not."""
    entity = mention.entity
    if mention.type != "NORP" or _is_a_noun(reading.text, mention):
        return Party(entity.id, entity.name)
    if entity.stands_for and _next_word(reading.text, mention.end) in _STATE:
        country = reading.countries.get(entity.stands_for)
        return Party(country.id, country.name) if country else Party(None, entity.stands_for)
    return None


def _is_a_noun(text: str, mention: Named) -> bool:
    """*Russians*, *Democrats*, or no word after it that it could describe: *the French, …*."""
    return text[mention.start : mention.end].endswith("s") or not _next_word(text, mention.end)


def _next_word(text: str, at: int) -> str:
    word = _NEXT_WORD.match(text, at)
    return word.group(1).lower() if word else ""


def _in_a_title(reading: Reading, mention: Named) -> bool:
    """A name inside somebody's title is no target of its own: *US Vice President Kamala Harris*."""
    if mention.type not in ("GPE", "ORG", "NORP", "LOC"):
        return False
    followers = (other for other in reading.named(mention.end, mention.end + 80) if other.type == "PERSON")
    person = next(followers, None)
    return (
        person is not None
        and any(reading.text[mention.end : person.start].strip().endswith(title) for title in person.entity.titles)
        and len(reading.text[mention.end : person.start].split()) <= 5
    )


def _same(party: Party, holder: Party) -> bool:
    if party.entity is not None and holder.entity is not None:
        return party.entity == holder.entity
    return party.name == holder.name
