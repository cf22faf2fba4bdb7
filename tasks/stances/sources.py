"""The words of a source: where they begin and end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.entities import is_role_noun
from tasks.records import Span
from tasks.stances.contents import bare
from tasks.stances.quotations import trimmed
from tasks.stances.reading import Reading
from tasks.stances.speakers import speaker

#: Characters around a cue or a source in which the rest of it is looked for.
_FAR = 400
_LETTER = re.compile(r"[^\W\d_]")
_PRONOUN = re.compile(r"\b(?:he|she|they|it)\b", re.IGNORECASE)
_ADJACENT = re.compile(r"\s+(?:(?:has|have|had|also|later|then|already|\w+ly)\s+)*")
_ACCORDING = re.compile(r"according\b", re.IGNORECASE)
#: Whoever is told something does not say it.
_TELLING = re.compile(r"(?:tell|told|assur|inform|urg)", re.IGNORECASE)
_PAUSE = re.compile(r"[,:;“”\"]")
_BEHIND = re.compile(
    r"\s*(?P<source>[^,.;:“”\"]+?)(?=[,.;:“”\"]|\s+(?:on|last|in)\b|\s+(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|$)"
)
_JOINED = re.compile(r"\s*+,?\s*+(?:and)?\s*+")
_COUPLE = re.compile(r"(?:,[^,]*,)?\s+and\s+(?:the\s+)?")
_DETERMINERS = re.compile(
    r"(?:\b(?:an?|the|its|his|her|their|our|some|several|many|most|other|another|one|two|three|four|five|dozens of"
    r"|senior|former|top|local|at least|about|nearly|all but|more than|\d+(?:[,.]\d+)*(?:-\w+)?)\s+)+\Z",
    re.IGNORECASE,
)
_ADJECTIVE = re.compile(r"\b(?:an?|the|its|his|her|their|our|my)\s+[\w-]+\s+\Z", re.IGNORECASE)
_PREPOSITION = re.compile(r"(?:of|by|from|in|for|at|to|with|on)\s+")
#: What a source does not end in: *officials on*, *an economist, who*.
_HANGING = re.compile(
    r"(?:,?\s++(?:who|whose|which)\b.*|,?\s++(?:that|and|but|of|by|from|in|for|at|to|with|on|about|near))\Z", re.DOTALL
)
#: What a source is the end of: *two diplomats familiar with* the talks, *one of* the diplomats.
_PHRASE = re.compile(
    r"(?:^|[\s“”\"(])(?P<first>[\w’'-]+)(?:\s+[\w’'-]+){0,5}?\s+(?:of|with|on|for|by|at|in|from|to|about)\s+"
    r"(?:(?:the|an?|his|her|its|their)\s+)?\Z",
    re.IGNORECASE,
)
#: Where somebody unnamed goes on: *a scientist* at IORA, *two people* familiar with the talks, *one* of them.
_POSSESSIVE = re.compile(r"['’]s?\b")
_MORE = re.compile(
    r"\s+(?:(?:of|from|for|with|by|familiar|close|briefed|aware)\b|(?:in|at|on|near)\b(?!\s+(?:(?!on\b|in\b|at\b|of\b)[a-z]+\s+){0,3}(?:statement"
    r"|speech|interview|letter|rally|conference|briefing|meeting|hearing|e-?mail|post|message|video|ceremony|note|report"
    r"|filing|event|summit|response|debate|call|address|\w+day|week|month|year)\b))[^,;:“”\"]*"
)
#: Words that no source ends in, so that whatever follows is part of it.
_DANGLING = re.compile(
    r"(?:\b(?:the|an?|his|her|its|their|of|state|familiar|briefed|shared)|-based|['’]s?)\Z", re.IGNORECASE
)
_REST = re.compile(r"\s+[^,;:“”\"]+")
#: The source has ended before a verb of its own.
_VERB = re.compile(
    r"\s++(?:and|but|said|told|was|were|had|has|have|is|are|gave|took|made|went|came|did|does|will|would|who|that"
    r"|(?!(?:based|named|united)\b)[a-z]{2,}ed)\b|['’]s?\s*\Z"
)
_OWNED = frozenset({"its", "his", "her", "their"})
#: Where the rest of a source behind its cue ends: *said an official at the bank* on Monday.
_BACK_TO_THE_STORY = re.compile(
    r"[.?!](?=\s|$)|\s++(?:on|last|in|this|that|after|during|as|when|while|earlier|yesterday|today|\w+day)\b|['’]s?\s",
    re.IGNORECASE,
)
#: Between a source and its cue, and part of neither.
_BETWEEN = re.compile(
    r"(?:\s++(?:has|have|had|is|are|was|were|also|later|then|already|earlier|yesterday|today|(?:last|this)\s+\w+"
    r"|(?:on\s+)?\w+day(?:\s+\w+)?|\w+ly)){1,5}\Z"
)
#: What hangs on behind somebody unnamed: *her father, a retired officer*.
_ASIDE = re.compile(r",\s+(?:an?|the|in|at|among|now|once|\w+ing|based|reached)\b.*", re.DOTALL)
_ARTICLE = re.compile(r"(?:an?|the|its|his|her|their)\s", re.IGNORECASE)
#: Between a description and the name that it belongs to: *its director*, Dr. *Ana Paz*.
_UP_TO_A_NAME = re.compile(r"\.?,?\s+(?:[A-Z][\w.’-]*\s+){0,4}")
_AFTER_A_NAME = re.compile(r"\s*(?:[,.;:)]|$|who\b)")
_IN_FRONT = re.compile(
    r"(?:\w+ly|Abroad|Elsewhere|Meanwhile|Instead|Still|Later|However|Yesterday|Today|Then|Of [^,]+?),?\s+(?=\w)"
)


def sources(reading: Reading, cue: Span, found: Sequence[Span]) -> list[Span]:
    """The source nearest to the cue in its sentence; two where *A and B warned* names both.

    Args:
        found: the stretches that the network took for the source.
    """
    spans = _likeliest(reading, cue, found)
    if not spans:
        return []
    start, end = spans[0]
    for other in spans[1:]:
        if _JOINED.fullmatch(reading.text, min(end, other[1]), max(start, other[0])):
            start, end = min(start, other[0]), max(end, other[1])
    start, end = whole(reading, *bounded(reading, *bare(reading.text, start, end), cue), cue)
    return parted(reading, (start, end))


def parted(reading: Reading, source: Span) -> list[Span]:
    """The two sources that *A and B* are."""
    halves = [mention for mention in reading.named(*source) if mention.type in ("PERSON", "ORG", "GPE")]
    if len(halves) == 2 and _COUPLE.fullmatch(reading.text, halves[0].end, halves[1].start):
        return [(source[0], halves[0].end), (halves[1].start, source[1])]
    return [source]


def _likeliest(reading: Reading, cue: Span, found: Sequence[Span]) -> list[Span]:
    """The stretches of the cue's own sentence, the nearest to it first."""
    first, last = reading.sentence(cue[0])
    worded = [span for span in found if _LETTER.search(reading.text, *span) and first <= span[0] < last]
    worded = [span for span in worded if reading.text[slice(*span)].lower() not in _OWNED]
    if _ACCORDING.match(reading.text, *cue):
        worded = [span for span in worded if span[0] >= cue[1]]
    if _TELLING.match(reading.text, *cue):
        worded = [span for span in worded if span[0] < cue[1] or _PAUSE.search(reading.text, cue[1], span[0])]
    return sorted(worded, key=lambda span: min(abs(span[0] - cue[1]), abs(cue[0] - span[1])))


def nearest(reading: Reading, cue: Span, content: Sequence[Span]) -> list[Span]:
    """Where the network saw no source: the name that touches the cue, the pronoun before it, or the first name.

    None may be among what was said, nor in quotation marks. *According to* has its source behind it.
    """
    start, end = reading.sentence(cue[0])
    start, end = max(start, cue[0] - _FAR), min(end, cue[1] + _FAR)
    if _ACCORDING.match(reading.text, *cue):
        behind = _BEHIND.match(reading.text, cue[1], end)
        return [whole(reading, *bounded(reading, *behind.span("source"), cue), cue)] if behind else []

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
    preposition = _PREPOSITION.match(reading.text, start, end)
    start = preposition.end() if preposition else start
    names = [mention for mention in reading.around(start, end) if mention.type != "DATE"]
    start = min([start, *(mention.start for mention in names)])
    end = max([end, *(mention.end for mention in names)])
    left = max(reading.sentence(start)[0], cue[1] if cue[1] <= start else 0, start - _FAR)
    return _beginning(reading, start, end, left), end


def _beginning(reading: Reading, start: int, end: int, left: int) -> int:
    """Where the phrase begins that a source ends: with its owner, its determiners, its adjective."""
    text = reading.text
    while start > left and (text[start - 1].isalnum() or text[start - 1] in "-’'"):
        start -= 1
    if _POSSESSIVE.match(text, start, end):
        start = max((m.start for m in reading.around(start - 1, start)), default=start)
    phrase = _PHRASE.search(text, left, start)
    if phrase and (_DETERMINERS.match(f"{phrase['first']} ") or is_role_noun(phrase["first"])):
        start = phrase.start("first")
    people = next((m for m in reading.around(start - 2, start) if m.type == "NORP" and m.end == start - 1), None)
    start = people.start if people and people.start >= left else start
    before = _DETERMINERS.search(text, left, start)
    if before is None and is_role_noun(text[start:end]):
        before = _ADJECTIVE.search(text, left, start)
    return before.start() if before else start


def whole(reading: Reading, start: int, end: int, cue: Span) -> Span:
    """A source with the name that its description belongs to, or with all of the description where there is none."""
    if not any(mention.type == "PERSON" for mention in reading.named(start, end)):
        start, end = _with_name(reading, start, end, cue)
    if speaker(reading, (start, end)) is None:
        end = _with_rest(reading, start, end, cue)
        aside = _ASIDE.search(reading.text, start, end)
        end = aside.start() if aside and not _names_somebody(reading, aside.start(), end) else end
        start, end = _with_name(reading, start, end, cue)
    front = _IN_FRONT.match(reading.text, start, end)
    return (front.end() if front else start), end


def _with_name(reading: Reading, start: int, end: int, cue: Span) -> Span:
    """*Ana Paz, a lawyer*; *its director, Ana Paz*; *the Rev. Ana Paz*."""
    first, last = reading.sentence(start)
    before = next((m for m in reading.around(start - 3, start) if m.type == "PERSON" and m.end == start - 2), None)
    if before and before.start >= first and reading.text[before.end] == "," and _ARTICLE.match(reading.text, start):
        return before.start, end
    limit = cue[0] if end <= cue[0] else last
    after = next((m for m in reading.named(end, min(limit, end + _FAR)) if m.type in ("PERSON", "ORG")), None)
    if after is None or not _UP_TO_A_NAME.fullmatch(reading.text, end, after.start):
        return start, end
    apart = "," in reading.text[end : after.start]
    if (apart and not _AFTER_A_NAME.match(reading.text, after.end, limit)) or (after.type == "ORG" and not apart):
        return start, end
    return start, after.end


def _with_rest(reading: Reading, start: int, end: int, cue: Span) -> int:
    """Where the words end that somebody unnamed is described in, up to the cue or the next comma."""
    ahead = end <= cue[0]
    limit = cue[0] if ahead else min(reading.sentence(start)[1], end + _FAR)
    dangling = _DANGLING.search(reading.text, start, end) or any(
        mention.type == "NORP" and mention.end == end for mention in reading.named(start, end)
    )
    rest = (_REST if dangling else _MORE).match(reading.text, end, limit)
    if rest is None or reading.quoted(end, rest.end()):
        return end
    last = rest.end()
    if not ahead:
        back = _BACK_TO_THE_STORY.search(reading.text, end + 1, last)
        last = back.start() if back else last
    else:
        verb = _VERB.search(reading.text, end + 1, last)
        last = verb.start() if verb else last
        between = _BETWEEN.search(reading.text, end, last)
        last = between.start() if between else last
    return trimmed(reading.text, start, last)[1]


def _names_somebody(reading: Reading, start: int, end: int) -> bool:
    return any(mention.type in ("PERSON", "ORG") for mention in reading.named(start, end))
