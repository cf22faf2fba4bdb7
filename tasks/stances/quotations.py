"""Quotations: what stands between quotation marks, however the outlet sets them.

Curly, straight and angle marks, single marks where a story uses no double ones, quotations that run over several
paragraphs (each opens anew, only the last closes), and marks that were never closed or never opened. An odd number
of marks is ordinary news typography and never an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from tasks.records import Span

_PAIRS = {"“": "”", "„": "“", "«": "»", '"': '"', "‘": "’"}
_DOUBLE = re.compile(r"[“”„«»\"]")
#: A single mark opens at the start of a word and closes at the end of one; the rest are apostrophes.
_SINGLE = re.compile(r"(?<!\w)‘(?=\w)|(?<=[\w.,!?…])’(?!\w)")
_MAY_STAND_BEFORE_AN_OPENING_MARK = re.compile(r"[\s(\[—–‒-]")


class Quotation(Struct, frozen=True):
    """One quotation; spans are into the text that was read."""

    start: int  #: of the opening mark, or of the words where none was set
    end: int  #: after the closing mark, or after the words where none was set
    inner: tuple[Span, ...]  #: the quoted words, one piece a paragraph, without marks and outer white space

    def covers(self, start: int, end: int) -> bool:
        """Whether a span lies inside, marks included."""
        return self.start <= start and end <= self.end


def quotations(text: str, paragraphs: Sequence[Span]) -> list[Quotation]:
    """The quotations of the paragraphs, in order; none overlaps another."""
    single = not _DOUBLE.search(text)
    found: list[Quotation] = []
    carried = False  # the last paragraph ended inside a quotation
    for start, end in paragraphs:
        pieces = list(_in_paragraph(text, start, end, single=single))
        if carried and pieces and pieces[0][0] == start:
            first, *pieces = pieces
            found[-1] = _joined(text, found[-1], first)
            closed = first[2]
            carried = not closed and not pieces
        else:
            carried = False
        for piece in pieces:
            found.append(_quotation(text, piece))
            carried = not piece[2] and piece[1] == end
    return [quotation for quotation in found if quotation.inner]


def _in_paragraph(text: str, start: int, end: int, *, single: bool) -> Iterator[tuple[int, int, bool]]:
    """(start, end, closed?) of each quotation, marks included; an unclosed one ends with its paragraph."""
    pattern = _SINGLE if single else _DOUBLE
    opened: int | None = None
    closing = ""
    for match in pattern.finditer(text, start, end):
        mark, at = match.group(), match.start()
        if opened is None:
            if mark in _PAIRS and _opens(text, at, start, mark):
                opened, closing = at, _PAIRS[mark]
        elif mark == closing or (mark == "”" and closing != "»"):
            yield opened, match.end(), True
            opened = None
        elif mark in _PAIRS and _opens(text, at, start, mark) and mark != '"':
            # Opened again without having been closed: the first mark is the stray one.
            opened, closing = at, _PAIRS[mark]
    if opened is not None:
        yield opened, end, False


def _opens(text: str, at: int, start: int, mark: str) -> bool:
    """A straight mark opens only where nothing but space, a bracket or a dash touches it from the left."""
    return mark != '"' or at == start or bool(_MAY_STAND_BEFORE_AN_OPENING_MARK.match(text[at - 1]))


def _quotation(text: str, piece: tuple[int, int, bool]) -> Quotation:
    start, end, closed = piece
    inner = trimmed(text, start + 1, end - 1 if closed else end)
    return Quotation(start, end, (inner,) if inner[0] < inner[1] else ())


def _joined(text: str, before: Quotation, piece: tuple[int, int, bool]) -> Quotation:
    after = _quotation(text, piece)
    return Quotation(before.start, after.end, before.inner + after.inner)


def trimmed(text: str, start: int, end: int) -> Span:
    """The span without outer white space."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
