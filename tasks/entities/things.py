"""Which names of organisations, places, events, works and products are one thing's.

Every name gets a key, equal for spellings of one name; then keys are tied where one is clearly short for the other:
an acronym, a long form without its country, `Kahler` of `Kahler Industries`, `Department` of `Department of Health`.
What fits two things is tied to neither.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from tasks.entities.countries import country_named, country_of, people_key, place_key
from tasks.entities.spelling import fold
from tasks.records import EntityType

Name = tuple[str, EntityType]  #: as written, on one line, and its type

_COMPANY = frozenset(
    """
    inc incorporated corp corporation co company ltd limited llc llp lp plc ag sa se nv gmbh spa oyj ab asa
    pjsc
    """.split()
)
# What a name can open or close with and still be the same name without.
_OPENERS = frozenset("mv ms uss hms hmas rms fk fc ac as sc cd sv fsv grupo groupe gruppo".split())
_WATERS = frozenset("sea ocean river strip desert gulf mountains peninsula reserve park forest".split())
# Parts of a whole: `Harvard Press` is not `Harvard`.
_PARTS = frozenset(
    """
    academy agency assembly association bureau center club cloud committee council court deepmind department
    foundation institute laboratory law library ministry museum music neft news observatory office parliament
    press research school squad studios subcommittee trust union ventures
    """.split()
)
# Words that are no name alone: they are a short form only at the end or before `of`: `Bureau`, `Department of …`.
_COMMON = _PARTS | frozenset(
    """
    air alliance army authority bank board bloc brigade cabinet central chamber charity church city coast
    coalition college commission committee community company conference congress corps defense democratic east
    eastern embassy electoral federal federation first force forces forum free front fund general government
    great green group guard health high hospital house human independent international islamic joint justice
    labor league liberal market metropolitan military mission mosque movement national navy network new north
    northern organization party patriotic peace people peoples police popular port post progressive province
    public radio red regional republic republican revolutionary rights royal security senate service sisters
    social socialist society south southern special staff star state supreme team temple third times treasury
    tribunal tribune unit united university watch west western white women workers world young youth
    """.split()
)
_UNIONS = frozenset({"un", "united nations", "eu", "european union"})
_SMALL = frozenset(
    """
    of the and for in on at to de la le du des del a an with against by
    """.split()
)
_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,8}|[A-Z][A-Za-z]{0,2}[A-Z]{1,6}[a-z]?")
_OFFICE_OF = re.compile(r"^(.*?)\b(ministry|department) of (?:the )?(.+)$")
_OFFICE = re.compile(r"^(.+) (ministry|department)$")
_ORGANISED: frozenset[EntityType] = frozenset({"ORG", "EVENT", "WORK", "PRODUCT", "FAC"})


def group_things(names: Sequence[Name], definitions: Iterable[tuple[str, str]] = ()) -> list[str]:
    """A key for each name: the same key, the same thing.

    Args:
        definitions: pairs of names that the story itself ties: `Defense Intelligence Agency (DIA)`.
    """
    kinds = {thing_key(name, kind): kind for name, kind in reversed(names)}
    written = {thing_key(name, kind): name for name, kind in reversed(names)}
    ties = _Ties()
    for one, other in definitions:
        ties.tie(fold_key(one), fold_key(other), kinds)
    for short, long in _short_forms(kinds, written):
        ties.tie(short, long, kinds)
    return [ties.head(thing_key(name, kind)) for name, kind in names]


def thing_key(name: str, kind: EntityType) -> str:
    """Equal for two spellings of one name: `U.S.` and `America`, `Kiev` and `Kyiv`."""
    if kind == "NORP":
        return f"people: {_people(name)}"
    return fold_key(name)


@lru_cache(maxsize=65536)
def fold_key(name: str) -> str:
    """As `thing_key`, for whatever is no people's name."""
    if country := country_named(name):
        return f"country: {country}"
    if place := place_key(name):
        return f"place: {place}"
    words = _OFFICE_OF.sub(r"\1\3 \2", fold(name)).split()
    while len(words) > 1 and words[-1] in _COMPANY:
        words.pop()
    return " ".join(_letters(word) for word in words)


def is_acronym(name: str) -> bool:
    """Whether a name is written like an acronym: `DIA`, `U.N.`, `DoD`."""
    return _ACRONYM.fullmatch(name) is not None


def spells(acronym: str, name: str) -> bool:
    """Whether the acronym is made of the long form's initials."""
    return fold(acronym).replace(" ", "") in _initials(fold(name).split())


class _Ties:
    """Keys tied to each other, each set under the key of its longest form."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def head(self, key: str) -> str:
        while key in self._parent:
            key = self._parent[key]
        return key

    def tie(self, short: str, long: str, known: Iterable[str]) -> None:
        short, long = self.head(short), self.head(long)
        if short != long and short in known and long in known:
            self._parent[short] = long


def _short_forms(kinds: dict[str, EntityType], written: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of a short key and the one long key that it can be short for."""
    longs: dict[str, set[str]] = defaultdict(set)
    for key, kind in kinds.items():
        for short in _shortened(key, kind, written[key]):
            if short in kinds and _may_be_tied(written[short], kinds[short], written[key], kind):
                longs[short].add(key)
    for short, fits in longs.items():
        longest = max(fits, key=lambda key: (len(key), key))
        # `Kahler` ends at `Kahler Industries Group` although `Kahler Industries` fits too.
        between = _shortened(longest, kinds[longest], written[longest]) | {longest}
        if fits <= between:
            yield short, longest


def _may_be_tied(short: str, short_kind: EntityType, long: str, kind: EntityType) -> bool:
    """Whether two names are of one type; an acronym's type is often mistaken."""
    return short_kind == kind or (short_kind in _ORGANISED | {"GPE"} and is_acronym(short) and spells(short, long))


def _shortened(key: str, kind: EntityType, name: str) -> set[str]:
    """The keys that a name could be shortened to."""
    words = fold(name).split()
    if key.startswith("people: ") or len(words) < 2:
        return set()
    short: set[str] = set()
    if kind != "LOC":
        short |= _initials(words) | _initials(_OFFICE.sub(r"\2 of \1", fold(name)).split())
    if kind == "WORK":
        short.add(fold_key(name.partition(":")[0]))
    if not key.startswith(("country: ", "place: ")):
        short |= {_key(part) for part in _parts(words, kind)}
    return short - {"", key}


def _parts(words: list[str], kind: EntityType) -> Iterator[list[str]]:
    """The runs of words that a name could be shortened to."""
    if kind in ("LOC", "GPE"):
        yield words[:-1] if words[-1] in _WATERS else []
    if kind not in _ORGANISED:
        return
    yield words[-1:] if "of" not in words else []
    yield _without_country(words)
    yield words[1:] if words[0] in _OPENERS else []
    for end in range(1, len(words)):
        if words[end] in ("of", "for"):
            yield words[:end] if words[end - 1] != "church" else []
            yield words[end - 1 : end] if words[end - 1] != "church" else []
        elif words[end] not in _PARTS and not all(word in _COMMON or _is_country(word) for word in words[:end]):
            yield words[:end]


def _without_country(words: list[str]) -> list[str]:
    for count in (2, 1):
        opening = " ".join(words[:count])
        if len(words) > count and (_is_country(opening) or opening in _UNIONS):
            return words[count:]
    return []


def _is_country(words: str) -> bool:
    return place_key(words) is None and (country_of(words) is not None or people_key(words) is not None)


def _initials(words: list[str]) -> set[str]:
    """`dia`; `dod` and `dd`; `usaid` and `uaid` of `U.S. Agency for International Development`."""
    content = [word for word in words if word not in _SMALL]
    if len(content) < 2:
        return set()
    spelt = ["".join(word[0] for word in words), "".join(word[0] for word in content)]
    spelt += [
        "".join(word if word in ("us", "un", "uk", "eu") else word[0] for word in part) for part in (words, content)
    ]
    return {letters for letters in spelt if len(letters) > 1}


def _key(words: Sequence[str]) -> str:
    return " ".join(_letters(word) for word in words)


def _letters(word: str) -> str:
    """One spelling for `Odessa` and `Odesa`."""
    return re.sub(r"(.)\1", r"\1", word) if len(word) > 4 else word


def _people(name: str) -> str:
    return people_key(name) or re.sub(r"(?<=[^s])s$", "", fold(name))
