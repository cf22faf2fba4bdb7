"""The segment stage: paragraphs and sentences of the body (codebook, section 2)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from spacy.language import Language

from tasks.records import Cleaned, Segments, Span
from tasks.repairs import Repaired
from tasks.segmentation.paragraphs import find_paragraphs, trim
from tasks.segmentation.sentences import find_sentences

__all__ = ["segment"]


def segment(cleaned: Cleaned, nlp: Language) -> Segments:
    """Paragraphs and sentences of the body, as spans into `cleaned.text` without white space at their edges.

    Args:
        nlp: a pipeline that marks sentence starts; it is asked only where the rules cannot tell.
    """
    pieces = list(_body(cleaned))
    repaired = _repair(cleaned, pieces)
    blocks = find_paragraphs(repaired.text, [repaired.from_submitted(*piece) for piece in pieces])
    return Segments(
        paragraphs=tuple(_submitted(cleaned.text, repaired, blocks)),
        sentences=tuple(_submitted(cleaned.text, repaired, find_sentences(repaired.text, blocks, nlp))),
    )


def _body(cleaned: Cleaned) -> Iterator[Span]:
    """The pieces of the text between what was removed."""
    at = 0
    for removal in sorted(cleaned.removed, key=lambda removal: removal.start):
        if at < removal.start:
            yield at, removal.start
        at = max(at, removal.end)
    if at < len(cleaned.text):
        yield at, len(cleaned.text)


def _repair(cleaned: Cleaned, pieces: list[Span]) -> Repaired:
    """The repaired text; a repair that reaches over the edge of the body is left out, so that edges stay edges."""
    edges = [edge for piece in pieces for edge in piece]
    within = [r for r in cleaned.repairs if bisect_right(edges, r.start) == bisect_left(edges, r.end)]
    return Repaired(cleaned.text, within)


def _submitted(text: str, repaired: Repaired, spans: Iterable[Span]) -> Iterator[Span]:
    """The spans in the submitted text; where two meet inside one repair, the first has all of it."""
    at = 0
    for span in spans:
        start, end = repaired.to_submitted(*span)
        start, end = trim(text, max(at, start), end)
        if start < end:
            yield start, end
            at = end
