"""Which name among the words of a source is the one that speaks."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.records import Span
from tasks.stances.reading import Named, Reading

_POSSESSIVE = re.compile(r"['’]s?\b")
_PREPOSITION = re.compile(r"\b(?:of|by|from|in|for|at|to|with|on|and|under|about|near|against)\b", re.IGNORECASE)
#: What a body says it says in papers, and what merely passed through its hands it does not.
_PAPER = re.compile(
    r"\b(?:report|statement|study|survey|letter|filing|post|release|memo|poll|review|analysis|paper|notice|audit|figures"
    r"|data|estimates?)s?\b(?![^,]*\b(?:seen|obtained|reviewed|shared|carried|viewed|leaked)\b)"
    r"[^,;]{0,80}\b(?:by|from|of)\s+(?:the\s+)?(?:[\w-]+\s+){0,3}\Z",
    re.IGNORECASE,
)
#: Behind a body's name: *a World Bank study*, *the Syrian Observer newspaper*, *the Education Ministry in Kabul*.
_STILL_ITSELF = re.compile(
    r"(?:study|report|survey|poll|statement|figures|data|analysis|index|estimates?)\b.*"
    r"|(?:[\w-]+\s+)?(?:newspaper|magazine|website|channel|broadcaster|agency|party|group|lobby|company|charity)"
    r"|(?:in|on|of)\s+[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,2}",
    re.DOTALL,
)
#: *The maker, Kansai Biologics*; *its ally from Andhra Pradesh, the Telugu Praja Samithi*.
_IN_APPOSITION = re.compile(
    r"(?:the|an?|its|their|his|her|[\w.’' -]+?['’]s?)\s[^,]*,\s+(?:the\s+)?(?:[a-z-]+\s+|[\w-]+-based\s+)?\Z",
    re.IGNORECASE,
)
_SPEAKERS = ("ORG", "GPE", "FAC", "NORP", "WORK", "PRODUCT", "LOC")


def speaker(reading: Reading, source: Span) -> Named | None:
    """The mention that the source is: a person that it names, or the body that is all of it."""
    named = reading.named(*source)
    people = (mention for mention in named if mention.type == "PERSON" and _speaks(reading, source, mention))
    bodies = (mention for mention in named if mention.type in _SPEAKERS and _is_all(reading, source, mention))
    return next(people, None) or next(bodies, None)


def owner(named: Sequence[Named]) -> Named | None:
    """The organisation that somebody unnamed belongs to: of *a senior White House official*, the White House."""
    return next((mention for mention in named if mention.type in ("ORG", "GPE", "FAC")), None)


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
    if body.type in ("GPE", "NORP") and (before.strip().lower() not in ("", "the") or re.match(r"[\w-]", after)):
        return False  # *many Kurds* are not all, *the Dubai-based company* is not Dubai
    described = not _PREPOSITION.search(before) and "," not in before
    ends = not after or after.startswith((",", "(")) or _STILL_ITSELF.fullmatch(after)
    return bool(ends) and (described or bool(_PAPER.search(before) or _IN_APPOSITION.fullmatch(before)))
