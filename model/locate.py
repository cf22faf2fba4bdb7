"""Finding an annotator's words in a text, and saying well why they are not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from tasks.records import Span

_SENTENCE_END = re.compile(r"[.!?][\"'”’]*\s|\n")


class AnnotationError(Exception):
    """An annotation that does not fit its text: the message names the field, the words and what to do."""


def occurrences(text: str, words: str, outside: Sequence[Span] = ()) -> list[Span]:
    """Every whole-word occurrence of the words in the text that touches none of the spans `outside`."""
    if not words.strip():
        raise AnnotationError("empty string: give the words as they stand in the text")
    before = r"(?<!\w)" if re.match(r"\w", words) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", words) else ""
    found = (match.span() for match in re.finditer(before + re.escape(words) + after, text))
    return [span for span in found if not touches(span, outside)]


def touches(span: Span, others: Iterable[Span]) -> bool:
    """Whether the span shares a character with one of the others."""
    return any(span[0] < end and start < span[1] for start, end in others)


def within(span: Span, outer: Iterable[Span]) -> bool:
    """Whether the span lies inside one of the outer spans."""
    return any(start <= span[0] and span[1] <= end for start, end in outer)


def remoteness(text: str, span: Span, others: Iterable[Span]) -> int:
    """How far the span is from the nearest of the others; across the end of a sentence is farther than within one."""
    return min(_remoteness(text, *sorted([span, other])) for other in others)


def _remoteness(text: str, before: Span, after: Span) -> int:
    between = text[before[1] : after[0]]
    return len(between) + (len(text) if _SENTENCE_END.search(between) else 0)


def found(text: str, words: str, outside: Sequence[Span] = ()) -> list[Span]:
    """Like `occurrences`; raises AnnotationError, with the nearest words of the text, where there is none."""
    spans = occurrences(text, words, outside)
    if spans:
        return spans
    if occurrences(text, words):
        raise AnnotationError(f"{quoted(words)} occurs only in removed text, or in words already taken")
    if words in text:
        raise AnnotationError(f"{quoted(words)} occurs only as a part of a word: {context(text, text.find(words))}")
    raise AnnotationError(f"{quoted(words)} is not in the text; {nearest(text, words)}")


def chosen(text: str, spans: Sequence[Span], words: str, nth: int) -> Span:
    """The n-th of the spans, counted from 1; raises AnnotationError where there are fewer."""
    if not 1 <= nth <= len(spans):
        raise AnnotationError(f"{quoted(words)} has no occurrence {nth}; there are {len(spans)}:{listed(text, spans)}")
    return spans[nth - 1]


def only(text: str, spans: Sequence[Span], words: str) -> Span:
    """The one span there is; raises AnnotationError where there are more."""
    if len(spans) > 1:
        raise AnnotationError(
            f"{quoted(words)} occurs {len(spans)} times: write {{text: …, nth: N}} or more words:{listed(text, spans)}"
        )
    return spans[0]


def nearest(text: str, words: str) -> str:
    """The stretch of the text most like the words, and the first character at which they part."""
    matcher = SequenceMatcher(None, text, words, autojunk=False)
    block = matcher.find_longest_match()
    if not block.size:
        return "nothing in the text is like it"
    start = max(0, block.a - block.b)
    candidate = text[start : start + len(words)]
    same = next((i for i, (a, b) in enumerate(zip(candidate, words, strict=False)) if a != b), len(candidate))
    line = text.count("\n", 0, start) + 1
    parting = f"there the text has {candidate[same : same + 1]!r}, the annotation {words[same : same + 1]!r}"
    place = f"after {quoted(words[:same][-25:])}" if same else "at its first character"
    return f"nearest, in line {line}: {quoted(candidate)}\n      they part {place}: {parting}"


def listed(text: str, spans: Iterable[Span]) -> str:
    """The spans one a line, numbered, each with the words around it."""
    return "".join(f"\n      {n}. {context(text, *span)}" for n, span in enumerate(spans, 1))


def context(text: str, start: int, end: int | None = None) -> str:
    """The words around a span, the span itself in brackets."""
    end = start if end is None else end
    middle = f"[{text[start:end]}]" if end > start else ""
    return " ".join(f"…{text[max(0, start - 30) : start]}{middle}{text[end : end + 30]}…".split())


def quoted(words: str) -> str:
    """The words between guillemets, which no story here uses, so that quotation marks stay visible."""
    return f"«{words}»".replace("\n", "\\n")
