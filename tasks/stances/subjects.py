"""Whose words a cue brings in by the shape of its sentence, where the network saw somebody nearer.

*Garn thanked Kyiv, praised Warsaw and warned Moscow* has one speaker, and so has *Turkey, which hosts the fleet of
Russia, warned of a storm*.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.entities import is_role_noun
from tasks.records import Span
from tasks.stances.quotations import trimmed
from tasks.stances.reading import Reading
from tasks.stances.sources import parted

_ADVERBS = r"(?:(?:has|have|had|also|later|then|once|again|even|still|not|never|\w+ly)\s+)*"
#: A verb of the same subject as the one before: *and warned*, *but also praised*; *, adding*.
_COORDINATED = re.compile(rf"\b(?:and|but|or|then|while|before|after)\s+{_ADVERBS}\Z")
_LISTED = re.compile(r",\s+(?:\w+ly\s+)?\Z")
#: *Turkey, which …, warned*: nobody within the commas is who warned.
_PARENTHESIS = re.compile(
    rf"(?P<head>[^,;:“”\"]{{2,120}}),\s+(?:who|which|whose|where|based|speaking|reached|granted|asked|citing)\b[^“”\"]*,\s+{_ADVERBS}\Z"
)
_RELATIVE = re.compile(rf",\s+(?:who|which)\s+{_ADVERBS}\Z")
_SPEAKERS = ("PERSON", "ORG", "GPE")
_FRONT = re.compile(r"(?:On|In|At|After|Before|During|For|But|And|When|While|As|If|Since|Under|With)\b", re.IGNORECASE)


def subject(
    reading: Reading, cue: Span, found: Sequence[Span], earlier: Sequence[tuple[Span, list[Span]]]
) -> list[Span]:
    """The sources of a cue; what was found, unless its sentence says that it is somebody else.

    Args:
        found: the sources as the network sees them.
        earlier: the cues of this sentence before this one, with their sources.
    """
    if head := _before_the_parenthesis(reading, cue, found) or _before_the_relative(reading, cue, found):
        return parted(reading, head)
    same = [sources for _, sources in earlier if any(_touch(one, other) for one in found for other in sources)]
    if earlier and _shares_its_subject(reading, cue, found, known=bool(same)):
        return (same or [sources for _, sources in earlier])[-1] or list(found)
    return list(found)


def _shares_its_subject(reading: Reading, cue: Span, found: Sequence[Span], *, known: bool) -> bool:
    """Whether it follows another verb; in a list of verbs no name but an object of the last stands before the comma."""
    before = max(reading.sentence(cue[0])[0], cue[0] - 60)
    if _COORDINATED.search(reading.text, before, cue[0]):
        return True
    listed = _LISTED.search(reading.text, before, cue[0])
    verb = reading.text[slice(*cue)].partition(" ")[0].lower()
    if listed is None or verb == "according" or any(source[0] >= cue[1] for source in found):
        return False
    return known or verb.endswith("ing") or all(_is_object(reading.text, source, listed.start()) for source in found)


def _is_object(text: str, source: Span, comma: int) -> bool:
    """Whether it stands before the comma, and is no apposition: *its leader, Ana Paz, warned* has a subject."""
    return (
        source[1] == comma
        and "," not in text[slice(*source)]
        and not text[max(0, source[0] - 9) : source[0]].rstrip().endswith(",")
    )


def _before_the_parenthesis(reading: Reading, cue: Span, found: Sequence[Span]) -> Span | None:
    start = max(reading.sentence(cue[0])[0], cue[0] - 400)
    match = _PARENTHESIS.match(reading.text, start, cue[0])
    according = reading.text[slice(*cue)].lower().startswith("according")
    if not match or according or any(source[0] < match.end("head") for source in found):
        return None
    head = trimmed(reading.text, *match.span("head"))
    words = reading.text[slice(*head)]
    names_somebody = any(mention.type != "DATE" for mention in reading.named(*head))
    return head if not _FRONT.match(words) and (names_somebody or any(map(is_role_noun, words.split()[-1:]))) else None


def _before_the_relative(reading: Reading, cue: Span, found: Sequence[Span]) -> Span | None:
    """*Koffler, who said …*: the name that the relative clause hangs on."""
    start = max(reading.sentence(cue[0])[0], cue[0] - 60)
    if not (relative := _RELATIVE.search(reading.text, start, cue[0])):
        return None
    comma = relative.start()
    named = ((m.start, m.end) for m in reading.around(comma - 1, comma) if m.end == comma and m.type in _SPEAKERS)
    return next((name for name in named if not any(_touch(name, source) for source in found)), None)


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]
