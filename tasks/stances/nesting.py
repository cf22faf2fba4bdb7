"""Statements inside statements: *X said that Y believes Z*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from tasks.records import Party, Statement
from tasks.stances.reading import Reading
from tasks.stances.statements import Draft

Item = TypeVar("Item", Statement, tuple[Draft, Party])


def with_holder(reading: Reading, held: Sequence[tuple[Draft, Party | None]]) -> Iterator[tuple[Draft, Party]]:
    """Without quotations that nobody said, and without *X said he believes*: nesting needs a second holder."""
    spoken = [(draft, holder) for draft, holder in held if holder]
    near = _by_paragraph(reading, spoken)
    for draft, holder in spoken:
        others = near[reading.paragraph(draft.content[0][0])]
        if not any(draft is not other and _holds(other, draft) and holder == of_other for other, of_other in others):
            yield draft, holder


def nested(reading: Reading, statements: Sequence[Statement]) -> list[Statement]:
    """Each statement with the smallest other that it lies in."""
    near = _by_paragraph(reading, statements)

    def around(inner: Statement) -> str | None:
        others = near[reading.paragraph(inner.content[0][0])]
        outer = [other for other in others if other is not inner and _holds(other, inner)]
        return min(outer, key=lambda other: sum(end - start for start, end in other.content)).id if outer else None

    return [replace(statement, inside=around(statement)) for statement in statements]


def _by_paragraph(reading: Reading, items: Sequence[Item]) -> dict[int, list[Item]]:
    """So that looking for what lies around a statement costs no more in a long story than in a short one."""
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        content = item.content if isinstance(item, Statement) else item[0].content
        for paragraph in {reading.paragraph(start) for start, _ in content}:
            found[paragraph].append(item)
    return found


def _holds(outer: Draft | Statement, inner: Draft | Statement) -> bool:
    """Whether cue and content of one statement lie in the content of another."""
    spans = [*inner.content, *([inner.cue] if inner.cue else [])]
    return inner.cue is not None and all(
        any(left <= start and end <= right for left, right in outer.content) for start, end in spans
    )
