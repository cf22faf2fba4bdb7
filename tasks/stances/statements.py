"""Statements (codebook, section 4): the network's attributions, set right by what quotation marks say.

The network ties cue, source and content together inside a window. Quotation marks are exact where it is not: a
content that lies in a quotation is the whole quotation, however many sentences or paragraphs that runs over, and a
quotation that no cue claims is a floating one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from tasks.records import Form, Span
from tasks.stances.quotations import Quotation, trimmed
from tasks.stances.reading import Reading

_LEADING = re.compile(r"(?:[\s,;:—–-]|that\b(?=\s))+", re.IGNORECASE)
_TRAILING = re.compile(r"[\s,;:.—–-]+$")
#: Characters outside of a quotation that may still count as nothing but its frame.
_FRAME = 4
_MIN_WORDS_OF_A_FLOATING_QUOTATION = 3


class Draft(Struct, frozen=True):
    """A statement before its holder is known; spans are into the repaired text."""

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    form: Form

    @property
    def start(self) -> int:
        """Where its first word stands, be it content, cue or source."""
        return min(span[0] for span in (*self.content, self.cue, self.source) if span)


def drafts(reading: Reading) -> list[Draft]:
    """All statements of the story, in the order of the text."""
    attributed = _without_doubles(_attributed(reading))
    found = sorted([*attributed, *_floating(reading, attributed)], key=lambda draft: (draft.content, draft.start))
    return sorted(found, key=lambda draft: draft.start)


def _attributed(reading: Reading) -> Iterator[Draft]:
    for window in reading.windows:
        for attribution in window.doc._.attributions:
            cue = window.span(attribution.cue)
            contents = [window.span(tokens) for tokens in attribution.contents]
            pieces, form = _content(reading, cue, contents)
            if pieces:
                sources: list[Span | None] = [window.span(tokens) for tokens in attribution.sources]
                for source in _sources(reading, cue, sources) or [None]:
                    yield Draft(pieces, cue, source, form)


def _sources(reading: Reading, cue: Span, found: Sequence[Span | None]) -> list[Span | None]:
    """The source nearest to the cue; two where *A and B warned* names both."""
    spans = sorted((span for span in found if span), key=lambda span: min(abs(span[0] - cue[1]), abs(cue[0] - span[1])))
    if not spans:
        return []
    start, end = spans[0]
    for other in spans[1:]:
        between = reading.text[min(end, other[1]) : max(start, other[0])]
        if re.fullmatch(r"\s*,?\s*(and)?\s*", between):
            start, end = min(start, other[0]), max(end, other[1])
    start, end = _whole_names(reading, *trimmed(reading.text, *_bare(reading.text, start, end)))
    halves = [mention for mention in reading.named(start, end) if mention.type in ("PERSON", "ORG", "GPE")]
    if len(halves) == 2 and re.fullmatch(
        r"(?:,[^,]*,)?\s+and\s+(?:the\s+)?", reading.text[halves[0].end : halves[1].start]
    ):
        return [(start, halves[0].end), (halves[1].start, end)]
    return [(start, end)]


def _whole_names(reading: Reading, start: int, end: int) -> Span:
    """The span, widened to the names that it cuts."""
    cut = [mention for mention in reading.around(start, end) if mention.type != "DATE"]
    return min([start, *(mention.start for mention in cut)]), max([end, *(mention.end for mention in cut)])


def _content(reading: Reading, cue: Span, contents: Sequence[Span]) -> tuple[tuple[Span, ...], Form]:
    """The pieces of a content with their true edges, and whether they are quoted."""
    sentence = reading.sentence(cue[0])
    pieces: list[Span] = []
    quoted = unquoted = False
    for start, end in contents:
        quotation = _around(reading, start, end, cue)
        if quotation is not None:
            if quotation.start < sentence[1] and quotation.end > sentence[0]:
                pieces += [_direct(reading.text, *inner) for inner in quotation.inner]
                quoted = True
            continue
        start, end = max(start, sentence[0]), min(end, sentence[1])
        if end - start > 1:
            start, end = _widened(reading, start, end, cue)
            start, end = _bare(reading.text, start, end)
            if start < end:
                pieces.append((start, end))
                unquoted = True
    pieces = _merged(pieces)
    inside = any(q.start >= start and q.end <= end for start, end in pieces for q in reading.quoted(start, end))
    form: Form = "direct" if quoted and not unquoted else "mixed" if quoted or inside else "indirect"
    return tuple(pieces), form


def _around(reading: Reading, start: int, end: int, cue: Span) -> Quotation | None:
    """The quotation that a content is: it holds nearly all of the content, and not the cue."""
    for quotation in reading.quoted(start, end):
        overlap = min(end, quotation.end) - max(start, quotation.start)
        if (end - start) - overlap <= _FRAME and not quotation.covers(*cue):
            return quotation
    return None


def _widened(reading: Reading, start: int, end: int, cue: Span) -> Span:
    """A reported content takes in whole quotations where it touches them."""
    for quotation in reading.quoted(start, end):
        if not quotation.covers(*cue) and not quotation.covers(start, end):
            start, end = min(start, quotation.start), max(end, quotation.end)
    return start, end


def _direct(text: str, start: int, end: int) -> Span:
    """Quoted words without the comma before the closing mark."""
    while end > start and (text[end - 1] == "," or text[end - 1].isspace()):
        end -= 1
    return start, end


def _bare(text: str, start: int, end: int) -> Span:
    """Reported words without the conjunction in front and the punctuation behind."""
    leading = _LEADING.match(text, start, end)
    start = leading.end() if leading else start
    trailing = _TRAILING.search(text, start, end)
    return start, trailing.start() if trailing else end


def _merged(pieces: list[Span]) -> list[Span]:
    """In order, without doubles and overlaps."""
    merged: list[Span] = []
    for start, end in sorted(set(pieces)):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _without_doubles(found: Iterator[Draft]) -> list[Draft]:
    """Two cues may claim one quotation (`said`, `adding`): the first in the text keeps it."""
    kept: list[Draft] = []
    claimed: dict[Span, Draft] = {}
    for draft in sorted(found, key=lambda draft: draft.cue or (0, 0)):
        free = tuple(piece for piece in draft.content if piece not in claimed or claimed[piece].cue == draft.cue)
        if free:
            kept.append(Draft(free, draft.cue, draft.source, draft.form))
            claimed.update(dict.fromkeys(free, draft))
    return kept


def _floating(reading: Reading, attributed: Sequence[Draft]) -> Iterator[Draft]:
    """Quotations that stand as sentences of their own and that no cue claims."""
    claimed = {quotation for draft in attributed for piece in draft.content for quotation in reading.quoted(*piece)}
    for quotation in reading.quotations:
        if quotation not in claimed and _stands_alone(reading, quotation):
            yield Draft(tuple(_direct(reading.text, *inner) for inner in quotation.inner), None, None, "direct")


def _stands_alone(reading: Reading, quotation: Quotation) -> bool:
    first, last = reading.sentence(quotation.inner[0][0]), reading.sentence(quotation.inner[-1][1] - 1)
    outside = reading.text[first[0] : quotation.start] + reading.text[quotation.end : last[1]]
    words = reading.text[quotation.inner[0][0] : quotation.inner[-1][1]].split()
    return not re.search(r"\w", outside) and len(words) >= _MIN_WORDS_OF_A_FLOATING_QUOTATION
