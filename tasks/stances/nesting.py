"""Statements inside statements: *X said that Y believes Z*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from tasks.records import Party, Span, Statement
from tasks.stances.reading import Reading
from tasks.stances.statements import Draft

Item = TypeVar("Item", Statement, tuple[Draft, Party])


def with_holder(reading: Reading, held: Sequence[tuple[Draft, Party | None]]) -> Iterator[tuple[Draft, Party]]:
    """Without quotations that nobody said, and without *X said he believes*: nesting needs a second holder.

    Of *X said* and *he believes* the first is kept, with the content of whichever has more of it.
    """
    spoken = [(draft, holder) for draft, holder in held if holder]
    near = _by_paragraph(reading, spoken)
    for draft, holder in spoken:
        own = [d for d, h in near[reading.paragraph(draft.content[0][0])] if d is not draft and h == holder]
        if not any(_holds(other, draft) or _says_again(other, draft) for other in own):
            more = [other.content for other in own if _says_again(draft, other)]
            yield replace(draft, content=max([draft.content, *more], key=_length)), holder


def nested(reading: Reading, statements: Sequence[Statement]) -> list[Statement]:
    """Each statement with the smallest other that it lies in."""
    near = _by_paragraph(reading, statements)

    def around(inner: Statement) -> str | None:
        others = near[reading.paragraph(inner.content[0][0])]
        outer = [other for other in others if other is not inner and _holds(other, inner)]
        return min(outer, key=lambda other: _length(other.content)).id if outer else None

    return [replace(statement, inside=around(statement)) for statement in statements]


def _by_paragraph(reading: Reading, items: Sequence[Item]) -> dict[int, list[Item]]:
    """So that looking for what lies around a statement costs no more in a long story than in a short one."""
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        content = item.content if isinstance(item, Statement) else item[0].content
        for paragraph in {reading.paragraph(start) for start, _ in content}:
            found[paragraph].append(item)
    return found


def _says_again(first: Draft, second: Draft) -> bool:
    """Whether a later cue has most of an earlier one's content: `said` and `believes` of *X said he believes*."""
    if not first.cue or not second.cue or first.cue >= second.cue:
        return False
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in first.content for c, d in second.content)
    return 2 * shared > min(_length(first.content), _length(second.content))


def _length(content: Sequence[Span]) -> int:
    return sum(end - start for start, end in content)


def _holds(outer: Draft | Statement, inner: Draft | Statement) -> bool:
    """Whether cue and content of one statement lie in the content of another."""
    spans = [*inner.content, *([inner.cue] if inner.cue else [])]
    return inner.cue is not None and all(
        any(left <= start and end <= right for left, right in outer.content) for start, end in spans
    )
