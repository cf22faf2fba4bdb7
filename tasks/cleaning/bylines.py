"""Author lines: `By Jane Roe`, `Jane Roe, Staff Writer`."""

import re
from collections.abc import Iterator, Sequence

from tasks.cleaning.lines import Line, is_prose, spaced
from tasks.records import Removal

_OUTLETS = (
    r"(?:the )?(?:associated press|reuters|agence france-presse|afp|ap|upi|cnn|bbc|npr|pbs|fox news|abc news|cbs news"
    r"|nbc news|bloomberg|axios|politico|new york times|washington post|guardian|wall street journal|telegraph|times"
    r"|independent|los angeles times|usa today|al jazeera|dpa|xinhua|voice of america|deutsche welle|staff|agencies"
    r"|foreign staff|news staff|staff reporter|staff reporters|staff writer|staff writers|web desk|news desk|newsroom"
    r"|our foreign staff|our correspondent|our reporter|editorial board|editorial staff)"
)
_ROLE = (
    r"(?:[\w.'&/-]+ ){0,5}?(?:writer|writers|reporter|reporters|correspondent|correspondents|editor|editors|columnist"
    r"|journalist|journalists|producer|contributor|bureau chief|staff|fellow)(?: (?:in|at|for|of) [\w.' -]{1,40})?"
)
_PARTICLES = frozenset("de da del della der den di do dos du la le van von bin ibn al el ter ten y and".split())
_NO_NAMES = frozenset(
    "the a an any all our this that these no numbers design land sea air popular demand then now monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october "
    "november"
    "december midnight noon contrast comparison law night day accident chance default definition".split()
)
_BY = spaced(r"^(?:(?:written|story|reported|words|posted|published|article|analysis|opinion) )?by:? ?(?=\S)")
_OUTLET = spaced(rf"{_OUTLETS}(?: (?:news|staff|digital|business|world|international|online))*")
_IS_ROLE = spaced(_ROLE)
_WHERE = spaced(r" (?:in|for|at|of|from) [A-Z][\w.' -]{1,40}$", 0)
_STAMP = spaced(
    r"(?:(?:published|updated|posted)\b.*|.*\b\d{4}|.*\d{1,2}:\d{2}.*|\d+ min(?:ute)?s?(?: (?:read|ago))?"
    r"|\d+ hours? ago|@\w+|[\w.]+@[\w.]+|follow)"
)
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+—\s+|\s+-\s+|\s*;\s*")
_JOINED = re.compile(r",? and |,? & |,? with |, ", re.IGNORECASE)
_TOP, _BOTTOM = 8, 3  #: lines of a story where an author is named
_LONGEST = 24  #: words


def find_bylines(lines: Sequence[Line]) -> Iterator[Removal]:
    """Author lines at the top and at the bottom of a story."""
    for place, line in enumerate(lines):
        if (place < _TOP or place >= len(lines) - _BOTTOM) and is_byline(line.plain):
            yield Removal(line.start, line.end, "byline")


def is_byline(plain: str) -> bool:
    """Whether a line does nothing but name its authors."""
    if plain.count(" ") > _LONGEST or (is_prose(plain) and not plain.endswith((" Jr.", " Sr."))):
        return False
    people, *rest = _SEPARATOR.split(plain)
    opener = _BY.match(people)
    if opener:
        return _are_authors(people[opener.end() :]) and all(map(_is_extra, rest))
    return _is_signed(people, rest)


def _are_authors(people: str) -> bool:
    """`Jane Roe`, `JANE ROE and John Doe, Associated Press`, `Our Foreign Staff`."""
    first, *others = [part for part in _JOINED.split(people) if part] or [""]
    first = _WHERE.sub("", first)
    named = _is_name(first) or bool(_OUTLET.fullmatch(first))
    return named and all(_is_name(_WHERE.sub("", other)) or _is_extra(other) for other in others)


def _is_signed(people: str, rest: Sequence[str]) -> bool:
    """`Jane Roe, Staff Writer`, `Jane Roe | Associated Press`: a name needs a role to be an author's."""
    names = [part for part in _JOINED.split(people) if part]
    roles = [part for part in [*names[1:], *rest] if _is_role(part)]
    if not names or not roles or not _is_name(names[0]):
        return False
    return all(_is_name(part) or _is_extra(part) for part in [*names[1:], *rest])


def _is_name(part: str) -> bool:
    tokens = part.strip(" .,").split()
    if not 2 <= len(tokens) <= 5 or any(token.lower().strip("'") in _NO_NAMES for token in tokens):
        return False
    return all(token in _PARTICLES or (token[0].isupper() and not token[-1].isdigit()) for token in tokens)


def _is_role(part: str) -> bool:
    return bool(_OUTLET.fullmatch(part) or (_IS_ROLE.fullmatch(part) and part[0].isupper()))


def _is_extra(part: str) -> bool:
    """What may follow the names: a role, an outlet, a date or an address."""
    if not part or _STAMP.fullmatch(part):
        return True
    return _is_role(part) or (part[0].isupper() and part.istitle() and part.count(" ") < 4 and part[-1] != ".")
