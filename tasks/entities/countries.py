"""Countries, what they are called, and the cities and buildings that their governments are called by.

The facts are in `countries.tsv`, peoples and groups that are no country's in `groups.tsv`. What could be meant by
one name is left out there rather than guessed: Brussels (Belgium or the European Union), Kingston, Georgetown.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from msgspec import Struct

from tasks.entities.spelling import fold

_HERE = Path(__file__).parent


class Atlas(Struct, frozen=True):
    """Folded names, and what each means."""

    countries: dict[str, str]  #: names of a country -> the country
    adjectives: dict[str, str]  #: `russian`, `russians` -> the country
    places: dict[str, str]  #: names of a capital or a seat -> the first of that place's names
    capitals: dict[str, str]  #: the first name of a capital -> the country
    seats: dict[str, str]  #: the first name of a seat -> the country
    groups: dict[str, str]  #: `jews`, `jewish` -> the group


@cache
def atlas() -> Atlas:
    """The two tables, read once."""
    facts = Atlas({}, {}, {}, {}, {}, {})
    for country, names, adjectives, capital, seats in _rows("countries.tsv"):
        facts.countries.update((fold(name), country) for name in [country, *_forms(names)])
        facts.adjectives.update((fold(form), country) for name in _forms(adjectives) for form in (name, *_plural(name)))
        for place, of in [(capital, facts.capitals), *((seat.strip(), facts.seats) for seat in seats.split(";"))]:
            if place:
                first = _forms(place)[0]
                of[fold(first)] = country
                facts.places.update((fold(name), fold(first)) for name in _forms(place))
    for group, names in _rows("groups.tsv"):
        facts.groups.update((fold(name), group) for name in _forms(names))
    return facts


def country_of(name: str) -> str | None:
    """The country that a name of a country, an adjective, a capital or a seat belongs to, where that is certain.

    The name alone decides: a person called Jordan or Washington must be told apart by the caller.
    """
    return country_named(name) or stands_for(name)


def country_named(name: str) -> str | None:
    """The country that is called so: `U.S.` gives `United States`, `Russian` and `Moscow` give nothing."""
    return atlas().countries.get(fold(name))


def stands_for(name: str) -> str | None:
    """The country of an adjective, a capital or a seat of government; nothing for the country's own name."""
    folded = fold(name)
    facts = atlas()
    if folded in facts.countries:
        return None
    place = facts.places.get(folded, "")
    return facts.adjectives.get(folded) or facts.capitals.get(place) or facts.seats.get(place)


def place_key(name: str) -> str | None:
    """One key for all names of one capital or seat: `Kiev` and `Kyiv`, `Downing Street` and `No. 10`."""
    return atlas().places.get(fold(name))


def is_seat(name: str) -> bool:
    """Whether a government is called by this building or street: `Kremlin`, `Downing Street`."""
    return place_key(name) in atlas().seats


def people_key(name: str) -> str | None:
    """The country or group that an adjective or a people's name belongs to: `Briton` and `British` are one."""
    folded = fold(name)
    return atlas().adjectives.get(folded) or atlas().groups.get(folded)


def _rows(file: str) -> Iterator[list[str]]:
    for line in (_HERE / file).read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def _forms(cell: str) -> list[str]:
    return [form.strip() for form in cell.split("|") if form.strip()]


def _plural(adjective: str) -> tuple[str, ...]:
    """`Russians` of `Russian`; nothing of `French` or `Swiss`, nor where it would name the country (`Laos`)."""
    if adjective.endswith(("ese", "ish", "ch", "ss", "s", "z", "Philippine", "Lao", "tch")) and adjective != "Czech":
        return ()
    return (f"{adjective}s",)
