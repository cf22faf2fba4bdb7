"""Training windows: a stretch of text and what is known about it, from whatever source it came."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tasks.labels import ENTITY_TYPES
from tasks.records import Span

#: Of a mention: the types it may have in our scheme; "O" among them means that it may be no mention of ours at all.
Allowed = frozenset[str]


@dataclass(frozen=True)
class Attribution:
    """One cue with the spans it ties together."""

    cue: Span
    source: tuple[Span, ...]
    content: tuple[Span, ...]


@dataclass(frozen=True)
class Pair:
    """What a holder (no spans: not named here) thinks of a target; `label` is one of tasks.labels.STANCES."""

    target: tuple[Span, ...]
    holder: tuple[Span, ...]
    content: tuple[Span, ...]
    label: str


@dataclass(frozen=True)
class Window:
    """A stretch of text with what its source annotates; None stands for "not annotated here"."""

    text: str
    mentions: tuple[tuple[int, int, Allowed], ...] | None = None
    #: The types that the source does not annotate: outside its mentions a token may still be one of these.
    unannotated: Allowed = frozenset()
    attributions: tuple[Attribution, ...] | None = None
    pairs: tuple[Pair, ...] = field(default=())


def pack(windows: Sequence[Window], rng: random.Random, *, longest: int = 900) -> Iterator[Window]:
    """Join neighbours into windows of random length, as the pipeline reads several sentences at a time.

    Args:
        longest: in characters; the length aimed at is drawn between a tenth of it and all of it for each window.
    """
    group: list[Window] = []
    length, aim = 0, rng.uniform(longest / 10, longest)
    for window in windows:
        if group and (length + len(window.text) > aim or not _alike(group[0], window)):
            yield join(group)
            group, length, aim = [], 0, rng.uniform(longest / 10, longest)
        group.append(window)
        length += len(window.text) + 1
    if group:
        yield join(group)


def _alike(one: Window, other: Window) -> bool:
    annotated = (one.mentions is None, one.attributions is None, one.unannotated)
    return annotated == (other.mentions is None, other.attributions is None, other.unannotated)


def join(windows: Sequence[Window]) -> Window:
    """One window of several, with a space between the texts."""
    if len(windows) == 1:
        return windows[0]
    offset, mentions, attributions, pairs = 0, [], [], []
    for window in windows:
        mentions += [(start + offset, end + offset, kinds) for start, end, kinds in window.mentions or ()]
        attributions += [
            Attribution(_moved([a.cue], offset)[0], _moved(a.source, offset), _moved(a.content, offset))
            for a in window.attributions or ()
        ]
        pairs += [
            Pair(_moved(p.target, offset), _moved(p.holder, offset), _moved(p.content, offset), p.label)
            for p in window.pairs
        ]
        offset += len(window.text) + 1
    first = windows[0]
    return Window(
        " ".join(window.text for window in windows),
        None if first.mentions is None else tuple(mentions),
        first.unannotated,
        None if first.attributions is None else tuple(attributions),
        tuple(pairs),
    )


def _moved(spans: Iterable[Span], offset: int) -> tuple[Span, ...]:
    return tuple((start + offset, end + offset) for start, end in spans)


def kinds(*names: str) -> Allowed:
    """The named types, each checked against our scheme."""
    unknown = set(names) - set(ENTITY_TYPES) - {"O"}
    if unknown:
        raise ValueError(f"not a type of the codebook: {', '.join(sorted(unknown))}")
    return frozenset(names)
