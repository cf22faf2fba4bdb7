"""What a story says of a person: titles, role, affiliation.

The role is the longest phrase that stands beside one of the person's mentions, the first of those as long; where there
is none, an office that is the title (`President`), or what the person does (`heads the agency`). The affiliation is, in
this order: the organisation that such a phrase names; the one that `its director` or `the bank's director` points back
to; the one that the person is of (`Kim of Doctors Without Borders`); the service of a rank (`Marine Corps Lt. Col.`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from tasks.entities.bodies import Bodies
from tasks.entities.countries import country_of
from tasks.entities.descriptions import (
    Description,
    descriptions_after,
    descriptions_before,
    service_before,
    work_after,
)
from tasks.entities.spelling import one_line
from tasks.entities.titles import Title, titles_before
from tasks.records import Entity, Mention, Span

_OF = re.compile(r"\s+(?:of|from|at|with)\s+(?:(?:the|an?)\s+)?(?:[a-z]+\s+)?")
_ACRONYM = re.compile(r"\b[A-Z]{3,6}\b")
_KIN = frozenset(
    "aunt brother child cousin dad daughter father grandfather grandmother grandson husband mother mum nephew niece"
    " sibling sister son uncle wife widow widower neighbor neighbour friend".split()
)
_NO_BODY = frozenset({"CEO", "CFO", "COO", "CTO", "MEP", "MSP", "MLA", "USA", "NBA", "LGBT", "LGBTQ"})


class _Place(Struct, frozen=True):
    """A mention of a person, its titles, and the sentence that it stands in."""

    name: Span
    titles: tuple[Title, ...]
    first: int  #: where the titles begin
    sentence: Span
    before: int  #: where the sentence before begins


def described(text: str, sentences: Sequence[Span], entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """The entities, people with what the story says of them."""
    bodies = Bodies(text, entities)
    starts = [start for start, _ in sentences]
    return tuple(
        _described(text, [_place(text, mention, sentences, starts) for mention in entity.mentions], bodies, entity)
        if entity.type == "PERSON"
        else entity
        for entity in entities
    )


def _described(text: str, places: list[_Place], bodies: Bodies, person: Entity) -> Entity:
    titles = dict.fromkeys(title.text for place in places for title in place.titles if not title.is_address)
    found = [(place, description) for place in places for description in _descriptions(text, place)]
    roles = [one_line(text[slice(*description.role)]) for _, description in found]
    works = [span for place in places if (span := work_after(text, place.name[1], place.sentence[1]))]
    return structs.replace(
        person,
        titles=tuple(titles),
        role=max(
            roles,
            key=_fullness,
            default=next((one_line(text[slice(*work)]) for work in works), None),
        ),
        affiliation=next(_affiliations(text, places, found, works, bodies), None),
    )


def _fullness(role: str) -> int:
    """The number of words; what relative somebody is says less than any other role."""
    return len(role.split()) - (role.split()[-1] in _KIN)


def _place(text: str, mention: Mention, sentences: Sequence[Span], starts: list[int]) -> _Place:
    at = bisect_right(starts, mention.start) - 1
    sentence = sentences[at] if at >= 0 else (mention.start, mention.end)
    titles, first = titles_before(text, mention.start)
    if first < sentence[0]:
        titles, first = (), mention.start
    return _Place((mention.start, mention.end), titles, first, sentence, starts[max(at - 1, 0)])


def _descriptions(text: str, place: _Place) -> Iterator[Description]:
    start, end = place.sentence
    yield from descriptions_before(text, start, place.titles, place.first, place.name, end)
    yield from descriptions_after(text, place.name[1], end)


def _affiliations(
    text: str, places: list[_Place], found: list[tuple[_Place, Description]], works: list[Span], bodies: Bodies
) -> Iterator[str]:
    for scope in [description.scope for _, description in found] + works:
        if body := bodies.within(*scope) or _acronym(text[slice(*scope)]):
            yield body
    for place, description in found:
        if body := bodies.meant(description.owner, place.before, place.sentence[0], description.scope[0]):
            yield body
    for place in places:
        after = _OF.match(text, place.name[1], place.sentence[1])
        if after and (body := bodies.at(after.end())):
            yield body
    for place in places:
        span = service_before(text, place.sentence[0], place.first) if place.titles else None
        if span:
            yield bodies.within(*span) or one_line(text[slice(*span)])


def _acronym(role: str) -> str | None:
    """An organisation that the model did not mark, but that is written as one."""
    return next((word for word in _ACRONYM.findall(role) if word not in _NO_BODY and not country_of(word)), None)
