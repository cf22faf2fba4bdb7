"""Quotations that the network tied to nobody, with words of speech plain beside them.

*“…,” a Pentagon spokesman, Lt. Col. Garn, told Fox News.* — where the verb touches the quotation there is no doubt,
and no need for a network.
"""

from __future__ import annotations

import re

from tasks.records import Span
from tasks.stances.quotations import Quotation
from tasks.stances.reading import Reading

_VERBS = "|".join(
    """
    acknowledged added admitted announced argued asked claimed complained concluded continued countered declared
    explained insisted joked lamented noted observed posted promised quipped recalled remarked replied responded said
    says stated stressed suggested testified told tells tweeted vowed warned writes wrote
    """.split()
)
_ADDRESSEE = r"(?:\s+(?:reporters|journalists|parliament|lawmakers|me|us|him|her|them))?"
_SOURCE = r"(?P<source>[^“”\"«»;:]{1,160}?)"
_AFTER = [
    re.compile(rf"[\s,]*(?P<cue>(?:{_VERBS}){_ADDRESSEE})\s+(?P<source>[^“”\"«»;:,.]{{2,120}})"),
    re.compile(rf"[\s,]*{_SOURCE},?\s+(?P<cue>(?:{_VERBS}){_ADDRESSEE})\b"),
]
_BEFORE = re.compile(
    rf"(?:^|[,;:]\s*|\b(?:and|but|as|when)\s+){_SOURCE},?\s+(?P<cue>(?:{_VERBS}){_ADDRESSEE})[^“”\"«»]{{0,40}}[,:]?\s*$"
)
#: Behind an inverted source: *said Koffler on Monday in Kyiv*.
_BEHIND_A_SOURCE = re.compile(
    r"\s+(?:on|in|at|during|after|before|by|last|this|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|as|when|while)\b.*$"
)


def tied(reading: Reading, quotation: Quotation) -> tuple[Span, Span] | None:
    """Cue and source of a quotation, where the words beside it in its own sentences say so plainly."""
    end = reading.sentence(quotation.inner[-1][1] - 1)[1]
    for pattern in _AFTER:
        if match := pattern.match(reading.text, quotation.end, end):
            return match.span("cue"), _source(reading, *match.span("source"))
    start = reading.sentence(quotation.inner[0][0])[0]
    if match := _BEFORE.search(reading.text[start : quotation.start]):
        cue, source = match.span("cue"), match.span("source")
        return (start + cue[0], start + cue[1]), _source(reading, start + source[0], start + source[1])
    return None


def _source(reading: Reading, start: int, end: int) -> Span:
    behind = _BEHIND_A_SOURCE.search(reading.text, start, end)
    end = behind.start() if behind else end
    while end > start and reading.text[end - 1] in " ,":
        end -= 1
    return start, end
