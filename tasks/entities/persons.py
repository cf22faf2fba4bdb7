"""Which mentions of people are one person's.

Full names are gathered into people first. Then every short name, in the order of the story, goes to the person it
fits best; between two whom it fits as well, title and gender decide, then who was named just before, then who was
named most so far. Names that could
be two people's are kept apart: a person too many does less harm than two people in one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from msgspec import Struct

from tasks.entities.names import (
    PersonName,
    closeness,
    full_names,
    gender,
    initials,
    pairs,
    same_person,
    without_article,
)
from tasks.entities.titles import Gender, Title

_MOST = 50  # people of one surname among whom a name is looked up: keeps an absurd text from taking for ever


class Named(Struct, frozen=True):
    """A mention of a person, as far as merging needs it."""

    name: PersonName
    titles: tuple[Title, ...] = ()

    @property
    def gender(self) -> Gender | None:
        """What the titles say, or else the given name."""
        said = (title.gender for title in self.titles if title.gender)
        return next(said, None) or gender(self.name)

    @property
    def is_given(self) -> bool:
        """Whether the titles go with a given name: `Prince Harry`, `Pope Francis`."""
        return any(title.kind == "given" for title in self.titles)

    @property
    def offices(self) -> set[str]:
        """The last words of titles that few bear: `minister` of `Agriculture Minister`."""
        return {title.text.casefold().split()[-1] for title in self.titles if not title.is_address}


class _Person:
    """One person of the story: the full names that are theirs, and what their titles say."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.names: list[PersonName] = []
        self.gender: Gender | None = None
        self.offices: set[str] = set()
        self.is_namesake = False  # known by a title and a surname that is somebody else's too: `Mrs. Floyd`
        self.first = -1  # the place of the first full name among the mentions
        self.count = 0  # of mentions so far

    def learn(self, named: Named) -> None:
        self.gender = self.gender or named.gender
        self.offices |= named.offices


def group_people(mentions: Sequence[Named], aliases: Iterable[tuple[int, int]] = ()) -> list[int]:
    """A number for each mention: the same number, the same person.

    Args:
        mentions: in the order of the story.
        aliases: pairs of mentions that the story itself says are one: `Joko Widodo, known as Jokowi`.
    """
    crowd = _Crowd(_without_articles(mentions))
    also = {crowd.mentions[short].name: full for short, full in aliases}
    return [crowd.place(at, also.get(named.name)) for at, named in enumerate(crowd.mentions)]


class _Crowd:
    """The people of one story while their mentions are being sorted out."""

    def __init__(self, mentions: Sequence[Named]) -> None:
        self.mentions = mentions
        self.people: list[_Person] = []
        self._by_word: dict[str, list[_Person]] = defaultdict(list)
        self._by_pair: dict[str, list[_Person]] = defaultdict(list)
        self._latest: _Person | None = None
        self._by_full_name: dict[PersonName, _Person] = {}
        for name in _fullest_first(mentions):
            self._admit(name)
        for at, named in enumerate(mentions):
            if person := self._by_full_name.get(named.name):
                person.learn(named)
                person.first = at if person.first < 0 else person.first

    def place(self, at: int, alias_of: int | None) -> int:
        """The number of the person whom a mention names."""
        named = self.mentions[at]
        person = self._by_full_name.get(named.name)
        if person is None and alias_of is not None:
            person = self._by_full_name.get(self.mentions[alias_of].name)
        person = person or self._best(named) or self._stranger(named)
        person.count += 1
        self._latest = person
        return person.number

    def _admit(self, name: PersonName) -> None:
        kin = {person.number: person for pair in _asked(name) for person in self._by_pair.get(pair, ())}
        fits = [kin[n] for n in sorted(kin) if all(same_person(name, other) for other in kin[n].names)]
        if len(fits) > 1:
            return  # `George Bush` beside both presidents: each mention is decided where it stands
        person = fits[0] if fits else self._newcomer()
        person.names.append(name)
        self._by_full_name[name] = person
        self._file(person, name)

    def _newcomer(self) -> _Person:
        self.people.append(_Person(len(self.people)))
        return self.people[-1]

    def _file(self, person: _Person, name: PersonName) -> None:
        words = {*name.words, *full_names(name.words[0]), name.nickname, f"={initials(name)}"} - {""}
        for index, keys in ((self._by_word, words), (self._by_pair, pairs(name))):
            for key in keys:
                if person not in index[key][-1:] and len(index[key]) < _MOST:
                    index[key].append(person)

    def _sharing(self, name: PersonName) -> list[_Person]:
        """Those who share the last word, or the first; in the order of their admission."""
        shared = {
            person.number: person for word in {name.words[-1], name.words[0]} for person in self._by_word.get(word, ())
        }
        return [shared[number] for number in sorted(shared)]

    def _best(self, named: Named) -> _Person | None:
        ranked = [(rank, person) for person in self._sharing_short(named.name) if (rank := self._rank(named, person))]
        if not ranked:
            return None
        best = min(rank for rank, _ in ranked)
        return self._choose([person for rank, person in ranked if rank == best], named, by_surname=best < 3)

    def _sharing_short(self, name: PersonName) -> list[_Person]:
        shared = {person.number: person for word in full_names(name.words[0]) for person in self._by_word.get(word, ())}
        shared |= {person.number: person for person in self._sharing(name)}
        if len(name.words) == 1 and len(name.words[0]) > 2:
            shared |= {person.number: person for person in self._by_word.get(f"={name.words[0]}", ())}
        return [shared[number] for number in sorted(shared)]

    def _rank(self, named: Named, person: _Person) -> int | None:
        if named.gender and person.gender and named.gender != person.gender:
            return None
        ranks = [closeness(named.name, name, given=named.is_given) for name in person.names]
        if len(named.name.words) == 1:
            ranks += [1 for name in person.names if len(name.words) > 2 and initials(name) == named.name.words[0]]
        best = min((rank for rank in ranks if rank), default=None)
        return best + 1 if best and person.is_namesake and not named.gender else best

    def _choose(self, fits: list[_Person], named: Named, *, by_surname: bool) -> _Person | None:
        if len(fits) > 1:
            fits = [person for person in fits if named.offices & person.offices] or fits
        if len(fits) > 1 and not named.name.suffix:
            fits = [person for person in fits if not any(name.suffix for name in person.names)] or fits
        if len(fits) > 1 and not by_surname:
            return None
        if self._latest in fits:
            return self._latest
        return max(fits, key=lambda person: (person.count, -person.first))

    def _stranger(self, named: Named) -> _Person:
        """A person of whom the story gives no full name; `Mrs. Clinton` is not the `Clinton` who is a man."""
        person = self._newcomer()
        person.names.append(named.name)
        person.learn(named)
        person.first = len(self.mentions)
        person.is_namesake = bool(self._sharing(named.name)) and not named.is_given
        self._file(person, named.name)
        return person


def _without_articles(mentions: Sequence[Named]) -> list[Named]:
    """The mentions, `Al Rujaib` as `Rujaib` where somebody in the story has that name with an article."""
    known = {named.name.words[-1] for named in mentions if named.name.article}
    return [
        Named(short, named.titles) if (short := without_article(named.name)).words[-1] in known else named
        for named in mentions
    ]


def _asked(name: PersonName) -> set[str]:
    """The pairs under which a fuller form of the name may be filed."""
    return pairs(name) | {" ".join(name.words)}


def _fullest_first(mentions: Sequence[Named]) -> list[PersonName]:
    """The full names, those with the most words written out first, else in the order of the story."""
    names = dict.fromkeys(named.name for named in mentions if len(named.name.words) > 1 or named.name.suffix)
    return sorted(names, key=lambda name: (-sum(len(word) > 1 for word in name.words), -len(name.words)))
