"""Statements (codebook, section 4): the network's attributions, set right by what quotation marks say.

The network ties cue, source and content together inside a window. Quotation marks are exact where it is not: a
content that lies in a quotation is the whole quotation, however many sentences or paragraphs that runs over, and a
quotation that no cue claims is a floating one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tasks.records import Form, Span
from tasks.stances.contents import content, is_a_title, without_comma
from tasks.stances.orphans import tied
from tasks.stances.quotations import Quotation
from tasks.stances.reading import Reading
from tasks.stances.sources import nearest, sources
from tasks.stances.subjects import subject

_MIN_WORDS_OF_A_FLOATING_QUOTATION = 3
#: Cues of a sentence that the next one is compared with: a line may have as many as it has words.
_CUES_BEFORE = 20
_LETTER = re.compile(r"\w")
#: *has not announced that* says nothing; *does not believe that* does.
_UNSAID = re.compile(
    r"(?:\bnot|n[’']t|\bnever|\byet\s+to|\bdeclined\s+to|\brefused\s+to)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE
)
_SAYING = re.compile(
    r"(?:announce|comment|say|said|respond|repl|disclos|reveal|specif|elaborat|confirm)\w*", re.IGNORECASE
)


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
    attributed = _whole(reading, _without_doubles(_attributed(reading)))
    return sorted([*attributed, *_unclaimed(reading, attributed)], key=lambda draft: draft.start)


def _attributed(reading: Reading) -> Iterator[Draft]:
    before: list[tuple[Span, list[Span]]] = []  # the cues of this sentence so far, with their sources
    for window in reading.windows:
        for attribution in window.doc._.attributions:
            cue = window.span(attribution.cue)
            if _is_unsaid(reading, cue) or _is_a_name(reading, cue):
                continue
            said = [window.span(tokens) for tokens in attribution.contents]
            found = sources(reading, cue, [window.span(tokens) for tokens in attribution.sources])
            sentence = reading.sentence(cue[0])
            before = [other for other in before[-_CUES_BEFORE:] if other[0][0] >= sentence[0]]
            said_by = subject(reading, cue, found, before) or nearest(reading, cue, said)
            before.append((cue, said_by))
            pieces, form = content(reading, cue, said, said_by)
            holders: Sequence[Span | None] = said_by or [None]
            yield from (Draft(pieces, cue, source, form) for source in holders if pieces)


def _is_unsaid(reading: Reading, cue: Span) -> bool:
    start = max(reading.sentence(cue[0])[0], cue[0] - 60)
    saying = _SAYING.match(reading.text, *cue)
    return saying is not None and _UNSAID.search(reading.text, start, cue[0]) is not None


def _is_a_name(reading: Reading, cue: Span) -> bool:
    """*Port Said United*: in capitals in mid-sentence, or part of a name."""
    inside = any(mention.start <= cue[0] and cue[1] <= mention.end for mention in reading.around(*cue))
    opens = cue[0] == reading.sentence(cue[0])[0] or reading.text[cue[0] - 1] in '“"‘('
    return inside or (reading.text[cue[0]].isupper() and not opens)


def _without_doubles(found: Iterator[Draft]) -> list[Draft]:
    """Two cues may claim one quotation (`said`, `adding`): the first in the text keeps it."""
    kept: list[Draft] = []
    claimed: dict[Span, Draft] = {}
    for draft in sorted(found, key=lambda draft: draft.cue or (0, 0)):
        free = tuple(piece for piece in draft.content if piece not in claimed or claimed[piece].cue == draft.cue)
        if free or draft.form != "direct":
            kept.append(replace(draft, content=free) if draft.form == "direct" else draft)
            claimed.update(dict.fromkeys(free, draft))
    return kept


def _whole(reading: Reading, attributed: Sequence[Draft]) -> list[Draft]:
    """With the second half of a quotation that its cue broke: *“A,” Garn said, “and B.”*"""
    claimed = {quotation for draft in attributed for piece in draft.content for quotation in reading.quoted(*piece)}
    whole = []
    for draft in attributed:
        last = max(span[1] for span in (*draft.content, draft.cue, draft.source) if span)
        rest = reading.quoted(last, reading.sentence(last - 1)[1])
        second = next((quotation for quotation in rest if quotation.start >= last and quotation not in claimed), None)
        if draft.form == "direct" and second and reading.text[last : second.start].strip() == ",":
            claimed.add(second)
            draft = replace(
                draft, content=(*draft.content, *(without_comma(reading.text, *inner) for inner in second.inner))
            )
        whole.append(draft)
    return whole


def _unclaimed(reading: Reading, attributed: Sequence[Draft]) -> Iterator[Draft]:
    """Quotations that no cue of the network's claims: with a cue plain beside them, or sentences of their own."""
    claimed = {quotation for draft in attributed for piece in draft.content for quotation in reading.quoted(*piece)}
    for quotation in reading.quotations:
        if quotation in claimed or is_a_title(reading, quotation):
            continue
        quoted = tuple(without_comma(reading.text, *inner) for inner in quotation.inner)
        beside = tied(reading, quotation)
        if beside is not None:
            yield Draft(quoted, *beside, "direct")
        elif _stands_alone(reading, quotation):
            yield Draft(quoted, None, None, "direct")


def _stands_alone(reading: Reading, quotation: Quotation) -> bool:
    first, last = reading.sentence(quotation.inner[0][0]), reading.sentence(quotation.inner[-1][1] - 1)
    outside = ((first[0], quotation.start), (quotation.end, last[1]))
    words = reading.text[quotation.inner[0][0] : quotation.inner[-1][1]].split()
    return (
        not any(_LETTER.search(reading.text, *span) for span in outside)
        and len(words) >= _MIN_WORDS_OF_A_FLOATING_QUOTATION
    )
