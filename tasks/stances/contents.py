"""The edges of a content: quoted words are the whole quotation, reported words the clause that they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.entities.rules import is_in_title_case
from tasks.records import Form, Span
from tasks.stances.quotations import Quotation
from tasks.stances.reading import Reading

_LEADING = re.compile(r"(?:[\s,;:—–-]|that\b(?=\s))+", re.IGNORECASE)
_TRAILING = re.compile(r"(?:[\s,;:.—–-]|\s(?:and|or|but)\b)+$")
#: Characters at the end of a content that may be such: a quotation may hold any number of spaces and commas.
_TAIL = 80
#: What goes on like this is no end of the content: *it was harsh and vowed to appeal*.
_ANOTHER_CLAUSE = re.compile(r"\s*(?:,|(?:and|but|as|while|when|without|outside|according)\b)", re.IGNORECASE)
#: Characters of a sentence beyond which nothing of it is taken in on the strength of a rule.
_FAR = 400
#: Characters outside of a quotation that may still count as nothing but its frame.
_FRAME = 4
#: So many words between a reported content and an end of its sentence belong to it as well.
_NEAR_AN_END = 4
#: And so many up to its cue or its source: *…, a senior official said*, according to Reuters.
_ANOTHER_SPEAKER = 10


def content(
    reading: Reading, cue: Span, found: Sequence[Span], sources: Sequence[Span]
) -> tuple[tuple[Span, ...], Form]:
    """The pieces of a content with their true edges, and whether they are quoted.

    Args:
        found: the stretches that the network took for content.
        sources: what it took for the source; a content never runs over it.
    """
    sentence = reading.sentence(cue[0])
    frame = [cue, *sources]
    pieces: list[Span] = []
    quoted = unquoted = False
    for start, end in _without_holes(reading, found, frame):
        quotation = _around(reading, start, end, cue)
        if quotation is not None:
            if is_a_title(reading, quotation) and len(found) > 1:
                continue
            if quotation.start < sentence[1] and quotation.end > sentence[0]:
                pieces += [without_comma(reading.text, *inner) for inner in quotation.inner]
                quoted = True
        elif min(end, sentence[1]) - max(start, sentence[0]) > 1:
            piece = _reported(reading, max(start, sentence[0]), min(end, sentence[1]), cue, frame)
            if piece[0] < piece[1]:
                pieces.append(piece)
                unquoted = True
    pieces = _merged(pieces)
    inside = any(q.start >= start and q.end <= end for start, end in pieces for q in reading.quoted(start, end))
    form: Form = "direct" if quoted and not unquoted else "mixed" if quoted or inside else "indirect"
    return tuple(pieces), form


def without_comma(text: str, start: int, end: int) -> Span:
    """A span without the comma that it ends in: quoted words have one before their closing mark."""
    while end > start and (text[end - 1] == "," or text[end - 1].isspace()):
        end -= 1
    return start, end


def bare(text: str, start: int, end: int) -> Span:
    """Reported words without the conjunction in front and the punctuation behind."""
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    trailing = _TRAILING.search(text, max(start, end - _TAIL), end)
    return start, trailing.start() if trailing else end


def is_a_title(reading: Reading, quotation: Quotation) -> bool:
    """*“The Old Man and the Sea”* is nobody's words."""
    return is_in_title_case(reading.text[quotation.inner[0][0] : quotation.inner[-1][1]])


def _without_holes(reading: Reading, found: Sequence[Span], frame: Sequence[Span]) -> list[Span]:
    """Only its cue and its source may stand between two pieces of a content in one sentence."""
    closed: list[Span] = []
    for start, end in found:
        if closed and reading.sentence(closed[-1][1] - 1) == reading.sentence(start):
            hole = (closed[-1][1], start)
            if not _touches(hole, frame) and not reading.quoted(*hole):
                closed[-1] = (closed[-1][0], end)
                continue
        closed.append((start, end))
    return closed


def _around(reading: Reading, start: int, end: int, cue: Span) -> Quotation | None:
    """The quotation that a content is: it holds nearly all of the content, and not the cue."""
    for quotation in reading.quoted(start, end):
        overlap = min(end, quotation.end) - max(start, quotation.start)
        if (end - start) - overlap <= _FRAME and not quotation.covers(*cue):
            return quotation
    return None


def _reported(reading: Reading, start: int, end: int, cue: Span, frame: Sequence[Span]) -> Span:
    """A reported content takes in whole quotations where it touches them, and the ends of its sentence when near."""
    for quotation in reading.quoted(start, end):
        if not quotation.covers(*cue) and not quotation.covers(start, end):
            start, end = min(start, quotation.start), max(end, quotation.end)
    first, last = reading.sentence(cue[0])
    before, after = (first, start), (end, last)
    near = start - first <= _FAR
    if start < cue[0] and near and not _touches(before, frame) and not reading.quoted(*before):
        start = first  # what stands before its cue is reported from the start of the sentence on
    until = min((left for left, _ in frame if end <= left <= end + _FAR), default=end)
    if start < cue[0] and until <= cue[0] and len(reading.text[end:until].split()) <= _ANOTHER_SPEAKER:
        end = end if reading.quoted(end, until) else until  # *…, an official said*, according to Reuters
    rest = reading.text[end : min(last, end + _FAR)]
    if (
        not _touches(after, frame)
        and last - end <= _FAR
        and len(rest.split()) <= _NEAR_AN_END
        and not _ANOTHER_CLAUSE.match(rest)
    ):
        end = last
    return bare(reading.text, start, end)


def _touches(span: Span, others: Sequence[Span]) -> bool:
    return any(left < span[1] and span[0] < right for left, right in others)


def _merged(pieces: list[Span]) -> list[Span]:
    """In order, without doubles and overlaps."""
    merged: list[Span] = []
    for start, end in sorted(set(pieces)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
