"""Where the paragraphs of a story lie."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from tasks.records import Span

_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\u2028\u2029]")
_INVISIBLE = "\u200b\u2060\ufeff"  # zero-width: nothing to read, but not white space for Python either
_FINISHED = re.compile(r"""[.!?…:;][”’"')\]»]*$""")
_FIRST_WORD = re.compile(r"\S+")

# Mail, wire and print columns: narrower is verse or a table, wider is not wrapped by hand.
_WRAP_WIDTHS = range(40, 121)


class Line(NamedTuple):
    """A line of the body that has something to read on it; offsets without the white space around."""

    start: int
    end: int
    piece: int  #: which of the pieces between removals
    indent: int


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space and zero-width characters at its edges; empty when there is nothing else."""
    while start < end and _blank(text[start]):
        start += 1
    while start < end and _blank(text[end - 1]):
        end -= 1
    return start, end


def find_paragraphs(text: str, pieces: Iterable[Span]) -> list[Span]:
    """The paragraphs in some pieces of a text, in order; each lies within one piece.

    A blank line ends a paragraph. So does every other line break, except in a text wrapped at a column.
    """
    lines = [line for number, piece in enumerate(pieces) for line in _lines(text, number, piece)]
    width = _wrap_width(text, lines)
    spans: list[Span] = []
    for before, line in pairwise([None, *lines]):
        assert line is not None  # only the first `before` is
        if width and before and _goes_on(text, before, line, width):
            spans[-1] = (spans[-1][0], line.end)
        else:
            spans.append((line.start, line.end))
    return spans


def _blank(character: str) -> bool:
    return character.isspace() or character in _INVISIBLE


def _lines(text: str, piece: int, span: Span) -> Iterator[Line]:
    for match in _LINE.finditer(text, *span):
        start, end = trim(text, *match.span())
        if start < end:
            yield Line(start, end, piece, start - match.start())


def _adjacent(text: str, before: Line, line: Line) -> bool:
    """Whether just one line break, and no removal, stands between two lines."""
    gap = text[before.end : line.start]
    return before.piece == line.piece and len(_BREAK.findall(gap)) == 1 and "\u2029" not in gap


def _wrap_width(text: str, lines: list[Line]) -> int | None:
    """The column at which the text is wrapped, or None when its line breaks are meant."""
    breaks = [(before, line) for before, line in pairwise(lines) if _adjacent(text, before, line)]
    if not breaks:
        return None
    lengths = sorted(line.end - line.start for pair in breaks for line in pair)
    width = lengths[len(lengths) * 9 // 10]  # a long address or a title may stick out
    full = sum(_full(text, *pair, width) for pair in breaks)
    broken = sum(_runs_on(text, *pair) for pair in breaks)
    # Nearly every line is full and, names aside, goes on in lower case; lines that are paragraphs do neither.
    wrapped = width in _WRAP_WIDTHS and 3 * full >= 2 * len(breaks) and 3 * broken >= len(breaks)
    return width if wrapped else None


def _goes_on(text: str, before: Line, line: Line, width: int) -> bool:
    """Whether a line of a wrapped text continues the paragraph of the line before it."""
    if not _adjacent(text, before, line) or line.indent > before.indent + 1:
        return False
    return _full(text, before, line, width) or _runs_on(text, before, line)


def _full(text: str, before: Line, line: Line, width: int) -> bool:
    """Whether the next line's first word would not have fitted."""
    word = _FIRST_WORD.match(text, line.start, line.end)
    assert word  # a line starts with something to read
    return before.end - before.start + 1 + len(word.group()) > width


def _runs_on(text: str, before: Line, line: Line) -> bool:
    """Whether the line break stands inside a sentence beyond doubt."""
    return text[line.start].islower() and not _FINISHED.search(text, max(before.start, before.end - 9), before.end)
