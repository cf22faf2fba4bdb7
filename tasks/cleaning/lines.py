"""The lines of a story, in the form that the rules read."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from tasks.records import Span

# One character for one, so that offsets stay: the rules know one apostrophe, one quotation mark, one dash, one space.
_PLAIN = str.maketrans(
    dict.fromkeys("‘’‚‛ʼ`´", "'")
    | dict.fromkeys("“”„‟", '"')
    | dict.fromkeys("–—―−‒", "—")
    | dict.fromkeys("\t\n\r\x0c\x0b\x85\xa0\u2007\u2009\u200a\u202f\u2028\u2029\u3000", " ")
)
_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_BLOCK = re.compile(r"[^\n\r]+(?:\r?\n(?![ \t]*\r?(?:\n|$))[^\n\r]+)*")
_WRAPPED_AT = range(45, 101)  #: characters: how long the lines of mail and of old wire copy are

_WORD = re.compile(r"[^\W_](?:[^\s]*[^\W_])?")
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*(?=\s)|(?<=[^\W\d_A-Z]{2})[.!?][\"')\]]*(?=[A-Z][a-z])")
_NEXT_SENTENCE = re.compile(r"\s*(?=[—*(\[\"#@©-]{0,3}\s?[A-ZÀ-Þ\d©#@])")
_SPACE = re.compile(r" (\?)?(?![^\[\]]*\])")  # not the one of a `[set of characters]`
_ABBREVIATIONS = frozenset(
    "Mr Mrs Ms Dr Prof Rev Hon Sen Rep Gov Gen Lt Col Capt Maj Sgt Cpl Adm Cmdr St Mt Jr Sr vs No Inc Ltd Co Corp "
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Ala Ariz Calif Colo Conn Fla Ga Ill Ind Kan Mass Mich Minn Miss "
    "Mo Mont Okla Ore Pa Tenn Tex Va Wash Wis a.m p.m i.e e.g".split()
)


class Line(Struct, frozen=True):
    """A line (or hard-wrapped paragraph) of the text: where it stands, and its words with plain marks."""

    start: int
    end: int
    plain: str  #: as long as the span


def lines_of(text: str) -> list[Line]:
    """The lines that have something on them, without the white space around them; wrapped lines count as one."""
    matches = list((_BLOCK if _is_hard_wrapped(text) else _LINE).finditer(text))
    return [line for match in matches if (line := _line(text, *match.span())).plain]


def words(plain: str) -> list[str]:
    """The words of a line, with what is inside them, without what is around them."""
    return _WORD.findall(plain)


def sentences(plain: str) -> list[Span]:
    """Roughly, the sentences of a line: good enough to find furniture that is glued to the body."""
    starts = [0, *_sentence_starts(plain)]
    return [(start, len(plain[:end].rstrip())) for start, end in zip(starts, [*starts[1:], len(plain)], strict=True)]


def joined(spans: Sequence[Span], plain: str) -> list[Span]:
    """The spans of a line, with those made one that only spaces part."""
    together: list[Span] = []
    for start, end in spans:
        if together and not plain[together[-1][1] : start].strip():
            start = together.pop()[0]
        together.append((start, end))
    return together


def ends_sentence(plain: str) -> bool:
    """Whether a line ends as a sentence does."""
    return plain.rstrip("\"')] ")[-1:] in (".", "!", "?", "…", "。")


def is_prose(plain: str) -> bool:
    """Whether a line reads as a paragraph of the story rather than as a heading, a caption or a button."""
    return ends_sentence(plain) and plain.count(" ") >= 4 and not is_capitals(plain)


def is_capitals(plain: str) -> bool:
    """Whether a line is in capitals; the odd small letter (`McCARTHY`, `iPHONE`) does not matter."""
    upper = sum(map(str.isupper, plain))
    lower = sum(map(str.islower, plain))
    return upper >= 2 and upper >= 9 * lower


def spaced(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    """Compile a pattern in which one space stands for any run of spaces, and ` ?` for none as well.

    The run is never given back: with several in a row, what a page of spaces costs would grow as their power.
    """
    return re.compile(_SPACE.sub(lambda space: " *+" if space[1] else " ++", pattern), flags)


def any_of(phrases: Sequence[str]) -> str:
    """A pattern for any of these phrases, longest first."""
    return "(?:" + "|".join(re.escape(p).replace(r"\ ", " ") for p in sorted(phrases, key=len, reverse=True)) + ")"


def _line(text: str, start: int, end: int) -> Line:
    raw = text[start:end].translate(_PLAIN)
    start += len(raw) - len(raw.lstrip())
    plain = raw.strip()
    return Line(start, start + len(plain), plain)


def _is_hard_wrapped(text: str) -> bool:
    # Body text never starts a line in small letters, unless somebody broke the lines at a fixed width.
    lines = [line.strip() for line in text.splitlines()]
    pairs = [(one, two) for one, two in pairwise(lines) if one and two]
    broken = sum(len(one) in _WRAPPED_AT and two[0].islower() for one, two in pairs)
    return broken >= 3 and broken * 4 >= len(pairs)


def _sentence_starts(plain: str) -> Iterator[int]:
    for end in _SENTENCE_END.finditer(plain):
        following = _NEXT_SENTENCE.match(plain, end.end())
        if following and not _is_abbreviation(plain, end.start()):
            yield following.end()


def _is_abbreviation(plain: str, stop: int) -> bool:
    before = plain[max(0, stop - 12) : stop].rpartition(" ")[2].lstrip("\"'([")
    return before in _ABBREVIATIONS or (len(before) == 1 and before.isupper())
