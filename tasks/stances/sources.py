"""The words of a source: where they begin and end, and which name among them is the one that speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.entities import is_role_noun
from tasks.records import Span
from tasks.stances.contents import bare
from tasks.stances.quotations import trimmed
from tasks.stances.reading import Named, Reading

#: Characters around a cue or a source in which the rest of it is looked for.
_FAR = 400
_LETTER = re.compile(r"[^\W\d_]")
_PRONOUN = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_ADJACENT = re.compile(r"\s+(?:(?:has|have|had|also|later|then|already|\w+ly)\s+)*")
_ACCORDING = re.compile(r"according\b", re.IGNORECASE)
_BEHIND = re.compile(
    r"\s*(?P<source>[^,.;:“”\"]+?)(?=[,.;:“”\"]|\s+(?:on|last|in)\b|\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|$)"
)
_JOINED = re.compile(r"\s*,?\s*(?:and)?\s*")
_COUPLE = re.compile(r"(?:,[^,]*,)?\s+and\s+(?:the\s+)?")
_DETERMINERS = re.compile(
    r"(?:\b(?:an?|the|its|his|her|their|our|some|several|many|most|other|another|one|two|three|four|five|dozens of"
    r"|senior|former|top|local)\s+)+\Z",
    re.IGNORECASE,
)
#: What a source does not end in: *officials on*, *an economist, who*.
_HANGING = re.compile(
    r"(?:,?\s+(?:who|whose|which)\b.*|,?\s+(?:that|and|but|of|by|from|in|for|at|to|with|on|about|near))\Z", re.DOTALL
)
#: What a source is the end of: *two diplomats familiar with* the talks, *one of* the diplomats.
_PHRASE = re.compile(
    r"(?:^|[\s“”\"(])(?P<first>[\w’'-]+)(?:\s+[\w’'-]+){0,5}?\s+(?:of|with|on|for|by|at|in|from|to|about)\s+"
    r"(?:(?:the|an?|his|her|its|their)\s+)?\Z",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"['’]s?\b")
_PREPOSITION = re.compile(r"\b(?:of|by|from|in|for|at|to|with|on|and|under|about|near|against)\b", re.IGNORECASE)
_PAPER = re.compile(
    r"\b(?:report|statement|study|survey|letter|filing|post|release|memo|poll|review|analysis|paper|notice)s?"
    r"\s+(?:by|from|of)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_OWN_PAPER = re.compile(r"(?:study|report|survey|poll|statement|figures|data|analysis|index|estimates?)\b.*", re.DOTALL)
_SPEAKERS = ("ORG", "GPE", "FAC", "NORP", "WORK", "PRODUCT", "LOC")


def sources(reading: Reading, cue: Span, found: Sequence[Span]) -> list[Span]:
    """The source nearest to the cue; two where *A and B warned* names both.

    Args:
        found: the stretches that the network took for the source.
    """
    worded = [span for span in found if _LETTER.search(reading.text, *span)]
    if _ACCORDING.match(reading.text, *cue):
        worded = [span for span in worded if span[0] >= cue[1]]
    spans = sorted(worded, key=lambda span: min(abs(span[0] - cue[1]), abs(cue[0] - span[1])))
    if not spans:
        return []
    start, end = spans[0]
    for other in spans[1:]:
        if _JOINED.fullmatch(reading.text, min(end, other[1]), max(start, other[0])):
            start, end = min(start, other[0]), max(end, other[1])
    start, end = bounded(reading, *bare(reading.text, start, end), cue)
    halves = [mention for mention in reading.named(start, end) if mention.type in ("PERSON", "ORG", "GPE")]
    if len(halves) == 2 and _COUPLE.fullmatch(reading.text, halves[0].end, halves[1].start):
        return [(start, halves[0].end), (halves[1].start, end)]
    return [(start, end)]


def nearest(reading: Reading, cue: Span, content: Sequence[Span]) -> list[Span]:
    """Where the network saw no source: the name that touches the cue, the pronoun before it, or the first name.

    None may be among what was said, nor in quotation marks. *According to* has its source behind it.
    """
    start, end = reading.sentence(cue[0])
    start, end = max(start, cue[0] - _FAR), min(end, cue[1] + _FAR)
    if _ACCORDING.match(reading.text, *cue):
        behind = _BEHIND.match(reading.text, cue[1], end)
        return [bounded(reading, *behind.span("source"), cue)] if behind else []

    def outside(span: Span) -> bool:
        return not reading.quoted(*span) and not any(left < span[1] and span[0] < right for left, right in content)

    named = [
        m for m in reading.named(start, cue[0]) if m.type in ("PERSON", "ORG", "GPE") and outside((m.start, m.end))
    ]
    if named and _ADJACENT.fullmatch(reading.text, named[-1].end, cue[0]):
        return [(named[-1].start, named[-1].end)]
    pronouns = [match.span() for match in _PRONOUN.finditer(reading.text, start, cue[0]) if outside(match.span())]
    if pronouns:
        return pronouns[-1:]
    first = [m for m in named if m.type == "PERSON"] or named
    return [(m.start, m.end) for m in first[:1]]


def bounded(reading: Reading, start: int, end: int, cue: Span) -> Span:
    """A source widened to the names that it cuts and the phrase that it ends, without what hangs on behind it."""
    start, end = trimmed(reading.text, start, end)
    hanging = _HANGING.search(reading.text, start, end)
    end = hanging.start() if hanging and hanging.start() > start else end
    names = [mention for mention in reading.around(start, end) if mention.type != "DATE"]
    start = min([start, *(mention.start for mention in names)])
    end = max([end, *(mention.end for mention in names)])
    if _POSSESSIVE.match(reading.text, start, end):
        start = max((m.start for m in reading.around(start - 1, start)), default=start)
    left = max(reading.sentence(start)[0], cue[1] if cue[1] <= start else 0, start - _FAR)
    phrase = _PHRASE.search(reading.text, left, start)
    if phrase and (_DETERMINERS.match(f"{phrase['first']} ") or is_role_noun(phrase["first"])):
        start = phrase.start("first")
    before = _DETERMINERS.search(reading.text, left, start)
    return (before.start() if before else start), end


def speaker(reading: Reading, source: Span) -> Named | None:
    """The mention that the source is: a person that it names, or the body that is all of it."""
    named = reading.named(*source)
    people = (mention for mention in named if mention.type == "PERSON" and _speaks(reading, source, mention))
    bodies = (mention for mention in named if mention.type in _SPEAKERS and _is_all(reading, source, mention))
    return next(people, None) or next(bodies, None)


def _speaks(reading: Reading, source: Span, person: Named) -> bool:
    """Neither *Koffler's lawyer* nor *a lawyer for Koffler* is Koffler."""
    if _POSSESSIVE.match(reading.text, person.end, source[1]):
        return False
    before = reading.text[source[0] : person.start].rpartition(",")[2]
    return not _PREPOSITION.search(before) or _PAPER.search(before) is not None or "," in reading.text[slice(*source)]


def _is_all(reading: Reading, source: Span, body: Named) -> bool:
    """*the charity Tembo Watch*, *a report by Tembo Watch*, *a Tembo Watch report*; not *a Tembo Watch spokesman*."""
    after = reading.text[body.end : source[1]].strip()
    before = reading.text[source[0] : body.start]
    described = not _PREPOSITION.search(before) and "," not in before
    ends = not after or after.startswith((",", "(")) or _OWN_PAPER.fullmatch(after)
    return bool(ends) and (described or _PAPER.search(before) is not None)


def owner(named: Sequence[Named]) -> Named | None:
    """The organisation that somebody unnamed belongs to: of *a senior White House official*, the White House."""
    return next((mention for mention in named if mention.type in ("ORG", "GPE", "FAC")), None)
