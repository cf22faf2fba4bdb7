"""Titles: what stands directly before a person's name and is no part of it."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from msgspec import Struct

Gender = Literal["m", "f"]
Kind = Literal["rank", "office", "courtesy", "given"]

_LONGEST = 60  # characters before a name in which a title is looked for
_DEPUTY = r"(?:(?:Deputy|Vice|First|Second|Junior|Assistant|Associate)\s+)*"
_FIELD = (
    r"(?:Foreign|Defen[cs]e|Interior|Finance|Health|Justice|Education|Energy|Economy|Economic|Trade|Culture|Environment"
    r"|Agriculture|Transport(?:ation)?|Labou?r|Security|Home|Treasury|State|Press|Cabinet|Oil|Information|Intelligence"
    r"|External|Internal|Commerce|Housing|Migration|Immigration|Science|Sports?|Tourism|Water|Climate|Veterans|Social"
    r"|Highways?|Roads|Mines|Mining|Petroleum|Power|Infrastructure|Physical|Public|Works|Fisheries|Forestry|Lands?|Planning"
    r"|Communications?|Digital|Industry|Railways?|Aviation|Maritime|Religious|European|Europe|Local|Higher|Women|Youth"
    r"|Development|Employment|Technology|Innovation|Food|Budget|Family|Rural|Urban|Overseas|Government)"
)
_MINISTERIAL = rf"(?:{_FIELD}(?:(?:,\s+|\s+(?:and\s+)?){_FIELD})*(?:\s+Affairs)?\s+(?:Minister|Secretary))"
# First names as well: within a name they stay, before one they are titles.
_ALSO_NAMES = frozenset(
    {
        "Baron",
        "Dean",
        "Don",
        "Mama",
        "Canon",
        "Tun",
        "Pa",
        "Count",
        "Duke",
        "Earl",
        "Major",
        "Marshal",
        "Judge",
        "Sultan",
        "Emir",
        "Private",
    }
)


_ADDRESSES = frozenset(
    {"mr", "mrs", "ms", "miss", "mx", "messrs", "madam", "madame", "mme", "monsieur", "herr", "frau"}
)


class Title(Struct, frozen=True):
    """A title as a story writes it, and what it says of who bears it."""

    text: str
    kind: Kind
    gender: Gender | None

    @property
    def is_address(self) -> bool:
        """Whether it is said of anybody: `Mr.`, `Ms.`."""
        return self.text.rstrip(".").casefold() in _ADDRESSES


@cache
def _known() -> dict[str, tuple[Kind, Gender | None]]:
    rows = (line.split("\t") for line in Path(__file__).with_name("titles.tsv").read_text("utf-8").splitlines())
    return {_key(title): (kind, gender or None) for title, kind, gender in rows if not title.startswith("#")}  # type: ignore[misc]


@cache
def _pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(title).replace(r"\ ", r"\s+") for title in sorted(_known(), key=len, reverse=True))
    return re.compile(rf"(?<![\w.]){_DEPUTY}(?P<title>{words}|{_MINISTERIAL})(?=\s)", re.IGNORECASE)


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(rf"{_pattern().pattern}\s+\Z", re.IGNORECASE)


def titles_before(text: str, start: int) -> tuple[tuple[Title, ...], int]:
    """The titles directly before `start`, in order, and where the first of them begins (`start` if there is none)."""
    found: list[Title] = []
    while _may_be_title(text[max(0, start - _LONGEST) : start]) and (
        match := _ending().search(text, max(0, start - _LONGEST), start)
    ):
        if not _is_written_as_title(match.group()):
            break
        found.insert(0, _title(match))
        start = match.start()
    return tuple(found), start


def _may_be_title(before: str) -> bool:
    """Whether the last word has a capital or a figure: before most names it has not, and searching takes long."""
    last = "".join(before.split()[-1:])
    return before[-1:].isspace() and any(letter.isupper() or letter.isdigit() for letter in last)


def without_titles(text: str, start: int, end: int) -> int:
    """Where the name in a span begins, past the titles that it opens with."""
    while match := _pattern().match(text, start, end):
        word = match.group()
        after = match.end() + len(text[match.end() : end]) - len(text[match.end() : end].lstrip())
        if word in _ALSO_NAMES or not _is_written_as_title(word) or after >= end:
            break
        start = after
    return start


def is_title(words: str) -> bool:
    """Whether the words are a title and nobody's name: `President`, not `Major`."""
    return words not in _ALSO_NAMES and _known().get(_key(words), ("given",))[0] != "given"


def _title(match: re.Match[str]) -> Title:
    kind, gender = _known().get(_key(match["title"]), ("office", None))
    return Title(" ".join(match.group().split()), kind, gender)


def _is_written_as_title(words: str) -> bool:
    """`President` and `PRESIDENT`, not `president`: in lower case it describes, and is a role."""
    return all(word[0].isupper() or word[0].isdigit() or word in ("of", "the") for word in words.split())


def _key(title: str) -> str:
    return " ".join(title.casefold().split())
