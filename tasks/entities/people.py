"""What a story says of a person: titles, role, affiliation.

The role is the longest phrase that stands beside one of the person's mentions, the first of those as long. The
affiliation is the organisation that a role names, before the one that the person is said to be of (`Kim of Doctors
Without Borders`), before the service of a rank (`Marine Corps Lt. Col. Garn`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from tasks.entities.countries import country_of, is_seat
from tasks.entities.descriptions import roles_after, roles_before, service_before
from tasks.entities.spelling import one_line
from tasks.entities.titles import titles_before
from tasks.records import Entity, Mention, Span

_OF = re.compile(r"\s+(?:of|from|at|with)\s+(?:the\s+)?")
_CLOSED = re.compile(r"\s*(?:[,.;:)—–\"”]|\Z)")
_ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
_NO_BODY = frozenset({"CEO", "CFO", "COO", "CTO", "MEP", "MSP", "USA", "NBA", "LGBT", "LGBTQ"})


class _Place(Struct, frozen=True):
    """A mention of a person and the sentence that it stands in."""

    mention: Mention
    start: int
    end: int


def described(text: str, sentences: Sequence[Span], entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities, people with what the story says of them."""
    bodies = _Bodies(entities)
    starts = [start for start, _ in sentences]
    return tuple(
        _described(text, sentences, starts, bodies, entity) if entity.type == "PERSON" else entity
        for entity in entities
    )


def _described(text: str, sentences: Sequence[Span], starts: list[int], bodies: "_Bodies", person: Entity) -> Entity:
    places = [_place(mention, sentences, starts) for mention in person.mentions]
    titles = dict.fromkeys(title.text for place in places for title in _titles(text, place)[0])
    roles = [span for place in places for span in _roles(text, place)]
    return structs.replace(
        person,
        titles=tuple(titles),
        role=max((one_line(text[start:end]) for start, end in roles), key=lambda role: len(role.split()), default=None),
        affiliation=_affiliation(text, places, roles, bodies),
    )


def _place(mention: Mention, sentences: Sequence[Span], starts: list[int]) -> _Place:
    at = bisect_right(starts, mention.start) - 1
    return _Place(mention, *sentences[at]) if at >= 0 else _Place(mention, mention.start, mention.end)


def _titles(text: str, place: _Place):  # type: ignore[no-untyped-def]
    titles, start = titles_before(text, place.mention.start)
    return (titles, start) if start >= place.start else ((), place.mention.start)


def _roles(text: str, place: _Place) -> Iterator[Span]:
    titles, start = _titles(text, place)
    closed = _CLOSED.match(text, place.mention.end, place.end) is not None
    yield from roles_before(text, place.start, start, titles, closed=closed)
    yield from roles_after(text, place.mention.end, place.end)


def _affiliation(text: str, places: list[_Place], roles: list[Span], bodies: "_Bodies") -> str | None:
    named = (body for span in roles if (body := bodies.within(*span) or _acronym(text[slice(*span)])))
    of = (body for place in places if (body := _of(text, place, bodies)))
    served = (body for place in places if (body := _served(text, place, bodies)))
    return next(named, None) or next(of, None) or next(served, None)


def _of(text: str, place: _Place, bodies: "_Bodies") -> str | None:
    match = _OF.match(text, place.mention.end, place.end)
    return bodies.at(match.end()) if match else None


def _served(text: str, place: _Place, bodies: "_Bodies") -> str | None:
    titles, start = _titles(text, place)
    span = service_before(text, place.start, start) if titles else None
    return (bodies.within(*span) or one_line(text[slice(*span)])) if span else None


def _acronym(role: str) -> str | None:
    """An organisation that the model did not mark, but that is written as one."""
    return next((word for word in _ACRONYM.findall(role) if word not in _NO_BODY and not country_of(word)), None)


class _Bodies:
    """Where a story names organisations and seats of government."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        spans = [
            (m.start, m.end, e.name)
            for e in entities
            if e.type in ("ORG", "FAC") or is_seat(e.name)
            for m in e.mentions
        ]
        self._spans = sorted(spans)
        self._starts = [start for start, _, _ in self._spans]

    def at(self, start: int) -> str | None:
        """The organisation whose name begins there."""
        found = self.within(start, start + 1, whole=False)
        return found if start in self._starts[bisect_right(self._starts, start) - 1 :][:1] else None

    def within(self, start: int, end: int, *, whole: bool = True) -> str | None:
        """The first organisation named inside a span."""
        at = bisect_right(self._starts, start - 1)
        if at == len(self._spans):
            return None
        first, last, name = self._spans[at]
        return name if first < end and (last <= end or not whole) else None
