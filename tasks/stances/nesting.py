"""Statements inside statements: *X said that Y believes Z*."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from tasks.records import Party, Span, Statement
from tasks.stances.reading import Reading
from tasks.stances.statements import Draft

#: Statements before and behind that one may be part of: they follow each other in the order of the text.
_NEAR = 12


def with_holder(reading: Reading, held: Sequence[tuple[Draft, Party | None]]) -> list[tuple[Draft, Party]]:
    """Without quotations that nobody said, and with *X said he believes* as one: nesting needs a second holder.

    Of the two, the outer cue is kept, with the content of whichever has more of it.
    """
    kept: list[tuple[Draft, Party]] = []
    near: dict[tuple[int, Party], list[int]] = defaultdict(list)  # paragraph and holder -> places in `kept`
    for draft, holder in held:
        if holder is None:
            continue
        key = (reading.paragraph(draft.content[0][0]), holder)
        same = next((at for at in near[key][-_NEAR:] if _are_one(kept[at][0], draft)), None)
        if same is None:
            near[key].append(len(kept))
            kept.append((draft, holder))
        else:
            kept[same] = (_as_one(kept[same][0], draft), holder)
    return kept


def _are_one(first: Draft, second: Draft) -> bool:
    return _holds(first, second) or _holds(second, first) or _share(first, second)


def _as_one(first: Draft, second: Draft) -> Draft:
    kept = second if _holds(second, first) else first
    return replace(kept, content=max(first.content, second.content, key=_length))


def nested(statements: Sequence[Statement]) -> list[Statement]:
    """Each statement with the smallest other that it lies in."""

    def around(at: int, inner: Statement) -> str | None:
        others = statements[max(0, at - _NEAR) : at + _NEAR]
        outer = [other for other in others if other is not inner and _holds(other, inner)]
        return min(outer, key=lambda other: _length(other.content)).id if outer else None

    return [replace(statement, inside=around(at, statement)) for at, statement in enumerate(statements)]


def _share(first: Draft, second: Draft) -> bool:
    """Whether two cues have most of a content between them: `said` and `believes` of *X said he believes*."""
    shared = sum(max(0, min(b, d) - max(a, c)) for a, b in first.content for c, d in second.content)
    return bool(first.cue and second.cue) and 2 * shared > min(_length(first.content), _length(second.content))


def _length(content: Sequence[Span]) -> int:
    return sum(end - start for start, end in content)


def _holds(outer: Draft | Statement, inner: Draft | Statement) -> bool:
    """Whether cue and content of one statement lie in the content of another."""
    spans = [*inner.content, *([inner.cue] if inner.cue else [])]
    return inner.cue is not None and all(
        any(left <= start and end <= right for left, right in outer.content) for start, end in spans
    )
