"""Quotations that the network tied to nobody, with words of speech plain beside them.

*“…,” a Pentagon spokesman, Lt. Col. Garn, told Fox News.* — where the verb touches the quotation there is no doubt,
and no need for a network.
"""

from __future__ import annotations

import re

from tasks.records import Span
from tasks.stances.contents import without_comma
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
_INVERTED = re.compile(rf"[\s,]*(?P<cue>(?:{_VERBS}){_ADDRESSEE})\s+(?P<source>[^“”\"«»;:,.]{{2,120}})")
_AFTER = re.compile(rf"[\s,]*+{_SOURCE},?\s++(?P<cue>(?:{_VERBS}){_ADDRESSEE})\b")
_BEFORE = re.compile(rf"{_SOURCE},?\s++(?P<cue>(?:{_VERBS}){_ADDRESSEE})\b[^“”\"«»]{{0,40}}[,:]?\s*\Z")
#: In front of a source: *On Monday, Koffler said*.
_IN_FRONT_OF_A_SOURCE = re.compile(
    r"(?:On|In|At|After|Before|During|Speaking|Asked|For|But|And|Still|Meanwhile|However|Later|Earlier|When|While|As)\b"
    r"(?:[^,]*,)?\s*"
)
#: Behind an inverted source: *said Koffler on Monday in Kyiv*.
_BEHIND_A_SOURCE = re.compile(
    r"\s++(?:on|in|at|during|after|before|by|last|this|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|as|when|while)\b.*$"
)


def tied(reading: Reading, quotation: Quotation) -> tuple[Span, Span] | None:
    """Cue and source of a quotation, where the words beside it in its own sentences say so plainly."""
    end = reading.sentence(quotation.inner[-1][1] - 1)[1]
    if match := _INVERTED.match(reading.text, quotation.end, end):
        start, end = match.span("source")
        behind = _BEHIND_A_SOURCE.search(reading.text, start, end)
        return match.span("cue"), without_comma(reading.text, start, behind.start() if behind else end)
    if match := _AFTER.match(reading.text, quotation.end, end):
        return match.span("cue"), without_comma(reading.text, *match.span("source"))
    start = reading.sentence(quotation.inner[0][0])[0]
    if match := _BEFORE.match(reading.text, start, quotation.start):
        front = _IN_FRONT_OF_A_SOURCE.match(reading.text, *match.span("source"))
        start = front.end() if front else match.start("source")
        return match.span("cue"), without_comma(reading.text, start, match.end("source"))
    return None
