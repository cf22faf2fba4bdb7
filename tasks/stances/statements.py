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
from tasks.stances.orphans import tied
from tasks.stances.quotations import Quotation
from tasks.stances.reading import Reading
from tasks.stances.sources import bounded

_PRONOUN = re.compile(r"\b(?:he|she|they|it|who)\b", re.IGNORECASE)
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
    return sorted([*attributed, *_unclaimed(reading, attributed)], key=lambda draft: draft.start)


def _attributed(reading: Reading) -> Iterator[Draft]:
    for window in reading.windows:
        for attribution in window.doc._.attributions:
            cue = window.span(attribution.cue)
            contents = [window.span(tokens) for tokens in attribution.contents]
            sources = [window.span(tokens) for tokens in attribution.sources]
            pieces, form = _content(reading, cue, _closed(reading, contents, [cue, *sources]))
            if pieces:
                said_by: Sequence[Span | None] = _sources(reading, cue, sources) or _nearest_source(
                    reading, cue, pieces
                )
                yield from (Draft(pieces, cue, source, form) for source in said_by or [None])


def _closed(reading: Reading, contents: Sequence[Span], between: Sequence[Span]) -> list[Span]:
    """A reported content has no holes: only its cue and source may stand between two pieces of one sentence."""
    closed: list[Span] = []
    for start, end in contents:
        if closed and reading.sentence(closed[-1][1] - 1) == reading.sentence(start):
            hole = (closed[-1][1], start)
            if not any(left < hole[1] and hole[0] < right for left, right in between) and not reading.quoted(*hole):
                closed[-1] = (closed[-1][0], end)
                continue
        closed.append((start, end))
    return closed


def _nearest_source(reading: Reading, cue: Span, content: Sequence[Span]) -> list[Span]:
    """Where the network saw none: the pronoun or the name before the cue in its sentence, outside of what was said."""
    start, _ = reading.sentence(cue[0])
    candidates = [match.span() for match in _PRONOUN.finditer(reading.text, start, cue[0])]
    candidates += [(m.start, m.end) for m in reading.named(start, cue[0]) if m.type in ("PERSON", "ORG", "GPE", "NORP")]
    outside = [span for span in candidates if not any(left < span[1] and span[0] < right for left, right in content)]
    return [max(outside)] if outside else []


def _sources(reading: Reading, cue: Span, found: Sequence[Span]) -> list[Span]:
    """The source nearest to the cue; two where *A and B warned* names both."""
    worded = [span for span in found if re.search(r"[^\W\d_]", reading.text[slice(*span)])]
    spans = sorted(worded, key=lambda span: min(abs(span[0] - cue[1]), abs(cue[0] - span[1])))
    if not spans:
        return []
    start, end = spans[0]
    for other in spans[1:]:
        between = reading.text[min(end, other[1]) : max(start, other[0])]
        if re.fullmatch(r"\s*,?\s*(and)?\s*", between):
            start, end = min(start, other[0]), max(end, other[1])
    start, end = bounded(reading, *_bare(reading.text, start, end))
    halves = [mention for mention in reading.named(start, end) if mention.type in ("PERSON", "ORG", "GPE")]
    if len(halves) == 2 and re.fullmatch(
        r"(?:,[^,]*,)?\s+and\s+(?:the\s+)?", reading.text[halves[0].end : halves[1].start]
    ):
        return [(start, halves[0].end), (halves[1].start, end)]
    return [(start, end)]


def _content(reading: Reading, cue: Span, contents: Sequence[Span]) -> tuple[tuple[Span, ...], Form]:
    """The pieces of a content with their true edges, and whether they are quoted."""
    sentence = reading.sentence(cue[0])
    pieces: list[Span] = []
    quoted = unquoted = False
    for start, end in contents:
        quotation = _around(reading, start, end, cue)
        if quotation is not None:
            if _is_a_title(reading, quotation) and len(contents) > 1:
                continue
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


def _unclaimed(reading: Reading, attributed: Sequence[Draft]) -> Iterator[Draft]:
    """Quotations that no cue of the network's claims: with a cue plain beside them, or sentences of their own."""
    claimed = {quotation for draft in attributed for piece in draft.content for quotation in reading.quoted(*piece)}
    for quotation in reading.quotations:
        if quotation in claimed or _is_a_title(reading, quotation):
            continue
        content = tuple(_direct(reading.text, *inner) for inner in quotation.inner)
        beside = tied(reading, quotation)
        if beside is not None:
            yield Draft(content, *beside, "direct")
        elif _stands_alone(reading, quotation):
            yield Draft(content, None, None, "direct")


def _is_a_title(reading: Reading, quotation: Quotation) -> bool:
    """*“The Old Man and the Sea”*: several words, all but the small ones in capitals."""
    words = re.findall(r"\w+", reading.text[quotation.inner[0][0] : quotation.inner[-1][1]])
    return len(words) > 1 and all(word[0].isupper() or word[0].isdigit() for word in words if len(word) > 3)


def _stands_alone(reading: Reading, quotation: Quotation) -> bool:
    first, last = reading.sentence(quotation.inner[0][0]), reading.sentence(quotation.inner[-1][1] - 1)
    outside = reading.text[first[0] : quotation.start] + reading.text[quotation.end : last[1]]
    words = reading.text[quotation.inner[0][0] : quotation.inner[-1][1]].split()
    return not re.search(r"\w", outside) and len(words) >= _MIN_WORDS_OF_A_FLOATING_QUOTATION
