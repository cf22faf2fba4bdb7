"""The rows of annotated data sets, one JSON object a line: what each task needs of them.

Other keys of a row are left alone. All spans are `[start, end)` into the row's `text`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from tasks.records import Label, Span

Polarity = Literal["negative", "neutral", "positive"]

#: What the stance sets call our labels.
LABELS: dict[Polarity, Label] = {"negative": "against", "neutral": "neutral", "positive": "favor"}


class SegmentRow(Struct, frozen=True):
    """A text and its sentences."""

    text: str
    sents: list[Span]

    def __post_init__(self) -> None:
        _check(self.text, self.sents)


class EntitiesRow(Struct, frozen=True):
    """A text and its mentions: start, end, and the source's own label."""

    text: str
    spans: list[tuple[int, int, str]]

    def __post_init__(self) -> None:
        _check(self.text, ((start, end) for start, end, _ in self.spans))


class Quote(Struct, frozen=True):
    """One statement: each span from the first to the last character of what may stand in pieces."""

    content: Span
    cue: Span | None = None
    source: Span | None = None
    content_parts: list[Span] = []
    cue_parts: list[Span] = []
    source_parts: list[Span] = []


class StatementsRow(Struct, frozen=True):
    """An article as it was published, and its statements."""

    text: str
    quotes: list[Quote]

    def __post_init__(self) -> None:
        _check(self.text, (span for q in self.quotes for span in (q.content, q.cue, q.source) if span))


class StanceRow(Struct, frozen=True):
    """A text, somebody in it, and how it, or a holder in it, stands towards them."""

    text: str
    target_start: int
    target_end: int
    label: Polarity
    holder_start: int | None = None
    holder_end: int | None = None

    def __post_init__(self) -> None:
        _check(self.text, [self.target, *([self.holder] if self.holder else [])])

    @property
    def target(self) -> Span:
        """Whom the stance is about."""
        return self.target_start, self.target_end

    @property
    def holder(self) -> Span | None:
        """Whose stance it is, where the row says so."""
        return None if self.holder_start is None or self.holder_end is None else (self.holder_start, self.holder_end)


def _check(text: str, spans: Iterable[Span]) -> None:
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ValueError(f"[{start}, {end}] is no span of a text of {len(text)} characters")
