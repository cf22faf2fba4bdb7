"""Whom a statement is about: the entities that its content names (codebook, sections 5 and 7)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from tasks.entities.countries import country_named
from tasks.records import Entity, Party, Span
from tasks.stances.reading import Named, Reading

_NEVER = frozenset({"DATE", "MONEY", "PERCENT"})
#: After a country's adjective these make it the state: *Russian forces*, not *Russian pianist*.
_STATE = frozenset(
    """
    administration aggression air aid airstrike airstrikes ambassador ambassadors armed army artillery assault
    assistance attack attacks authorities cabinet commander commanders congress consulate counteroffensive
    court courts defence defense delegation diplomacy diplomat diplomats drone drones economy embassy
    embassies empire federation fleet force forces foreign general generals government governments
    intelligence invasion invaders jets judiciary justice law lawmakers leader leaders leadership legislature
    law-enforcement military minister ministers ministry missile missiles nation navy occupation occupiers
    offensive official officials parliament police policy politicians premier president presidency prosecutors
    rocket rockets regime sanctions security senate shelling side soldiers sovereignty state strike strikes
    tanks territory threat troops victory warplanes war warship warships weapons
    """.split()
)


class Target(Struct, frozen=True):
    """One target of one statement, and where the content names it."""

    party: Party
    spans: tuple[Span, ...]


def targets(reading: Reading, content: Sequence[Span], holder: Party) -> list[Target]:
    """The targets in the order in which the content first names them."""
    found: dict[str, tuple[Party, list[Span]]] = {}
    for start, end in content:
        for mention in reading.named(start, end):
            if mention.type not in _NEVER and not _in_a_title(reading, mention):
                party = _party(reading, mention)
                if party is not None and not _same(party, holder):
                    found.setdefault(party.entity or party.name, (party, []))[1].append((mention.start, mention.end))
    return [Target(party, tuple(spans)) for party, spans in found.values()]


def _party(reading: Reading, mention: Named) -> Party | None:
    """The entity; for an adjective the country where it stands for the state, and nobody where it does not."""
    entity = mention.entity
    if mention.type != "NORP" or _is_a_noun(reading.text, mention):
        return Party(entity.id, entity.name)
    if entity.stands_for and _next_word(reading.text, mention.end) in _STATE:
        country = _named_country(reading, entity.stands_for)
        return Party(country.id, country.name) if country else Party(None, entity.stands_for)
    return None


def _is_a_noun(text: str, mention: Named) -> bool:
    """*Russians*, *Democrats*, or no word after it that it could describe: *the French, …*."""
    return text[mention.start : mention.end].endswith("s") or not _next_word(text, mention.end)


def _named_country(reading: Reading, country: str) -> Entity | None:
    same = (e for e in reading.entities.values() if e.type == "GPE" and country_named(e.name) == country)
    return next(same, None)


def _next_word(text: str, at: int) -> str:
    word = re.compile(r"\s+([\w-]+)").match(text, at)
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
