"""What of a text is not body: the rules, and the order in which they run."""

from collections.abc import Callable, Iterator, Sequence

from tasks.cleaning.boilerplate import find_boilerplate
from tasks.cleaning.bylines import find_bylines
from tasks.cleaning.credits import find_credits
from tasks.cleaning.cross_links import find_cross_links
from tasks.cleaning.datelines import find_dateline
from tasks.cleaning.lines import Line, lines_of
from tasks.records import Removal

# Cross links are judged by the paragraphs around them, and a dateline by being first: so both come late.
_RULES: tuple[Callable[[Sequence[Line]], Iterator[Removal]], ...] = (
    find_boilerplate,
    find_bylines,
    find_credits,
    find_cross_links,
    find_dateline,
)


def find_removals(text: str) -> tuple[Removal, ...]:
    """What of a text is not body (codebook, section 1), in order; spans never overlap."""
    lines = lines_of(text)
    removals: list[Removal] = []
    for rule in _RULES:
        found = list(rule(lines))
        removals += found
        lines = _left_over(lines, found)
    return tuple(sorted(removals, key=lambda removal: removal.start))


def _left_over(lines: Sequence[Line], removals: Sequence[Removal]) -> list[Line]:
    """The lines as they are without the removals, each of which lies at the head or the tail of a line."""
    by_start = {removal.start: removal for removal in removals}
    by_end = {removal.end: removal for removal in removals}
    left = []
    for line in lines:
        start = by_start[line.start].end if line.start in by_start else line.start
        end = by_end[line.end].start if line.end in by_end else line.end
        if start < end:
            left.append(_trimmed(line, start, end))
    return left


def _trimmed(line: Line, start: int, end: int) -> Line:
    plain = line.plain[start - line.start : end - line.start]
    start += len(plain) - len(plain.lstrip())
    plain = plain.strip()
    return Line(start, start + len(plain), plain)
