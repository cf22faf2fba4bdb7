"""Whom a statement belongs to: from the words of its source to an entity, or to a holder in those words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.records import Party, Span
from tasks.stances.reading import Named, Reading
from tasks.stances.statements import Draft

_SINGULAR = frozenset({"he", "she"})
_PRONOUNS = _SINGULAR | {"they", "it", "who", "which", "we", "i"}
_HE, _SHE = re.compile(r"\b(?:he|him|his|Mr\.?)\b", re.IGNORECASE), re.compile(r"\b(?:she|her|hers|Mrs?s?\.)\b", re.I)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_BELONGS = re.compile(r"\s*['’]s?\s+\w|\s*['’]\s")


class Holders:
    """Resolves sources in the order of the text, remembering who spoke last."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._last: tuple[int, Party] | None = None  # paragraph, holder
        self._said: dict[str, str] = {}  # entity id -> the pronoun it was last called by

    def holder(self, draft: Draft) -> Party | None:
        """The holder of the next statement; None for a floating quotation that nobody near could have said."""
        paragraph = self._reading.paragraph(draft.content[0][0])
        party = self._of_source(draft.source, paragraph) if draft.source else self._before(paragraph)
        if party is not None:
            self._last = (self._reading.paragraph(draft.content[-1][1] - 1), party)
        return party

    def _before(self, paragraph: int) -> Party | None:
        """The holder of the statement before, if that stands in this paragraph or the one before."""
        return self._last[1] if self._last and paragraph - self._last[0] <= 1 else None

    def _of_source(self, source: Span, paragraph: int) -> Party:
        words = self._reading.text[slice(*source)]
        if words.lower() in _PRONOUNS:
            return self._of_pronoun(words.lower(), source, paragraph) or Party(None, words)
        named = self._reading.named(*source)
        head = self._head(source, named)
        if head is not None:
            return Party(head.entity.id, head.entity.name)
        belongs = next((m for m in named if m.type in ("ORG", "GPE", "FAC")), None)
        return Party(None, words, belongs.entity.id if belongs else None)

    def _head(self, source: Span, named: Sequence[Named]) -> Named | None:
        """The mention that the source is: a person named in it, or an organisation or place that is all of it."""
        for mention in named:
            if mention.type == "PERSON" and not _BELONGS.match(self._reading.text, mention.end, source[1] + 1):
                return mention
        for mention in named:
            before = _ARTICLE.sub("", self._reading.text[source[0] : mention.start])
            after = self._reading.text[mention.end : source[1]]
            alone = not after.strip() or after.lstrip().startswith((",", "("))
            if mention.type not in ("PERSON", "DATE", "MONEY", "PERCENT") and not before.strip() and alone:
                return mention
        return None

    def _of_pronoun(self, pronoun: str, source: Span, paragraph: int) -> Party | None:
        if pronoun in _SINGULAR or pronoun == "who":
            return self._of_person(pronoun, source, paragraph)
        if pronoun in ("it", "which"):
            return self._nearest(source, ("ORG", "GPE", "FAC"), paragraph)
        return self._before(paragraph)

    def _of_person(self, pronoun: str, source: Span, paragraph: int) -> Party | None:
        """Who spoke last, if nobody else was named since; else the person named first in the nearest sentence."""
        last = self._before(paragraph)
        if last is not None and self._may_be(last, pronoun):
            return self._called(last, pronoun)
        nearest = self._nearest(source, ("PERSON",), paragraph, pronoun) or last
        return self._called(nearest, pronoun) if nearest else None

    def _nearest(self, source: Span, types: tuple[str, ...], paragraph: int, pronoun: str = "") -> Party | None:
        """The first such mention of the nearest sentence that has one, in this paragraph or the two before."""
        earliest = self._reading.paragraphs[max(0, paragraph - 2)][0]
        for start, end in reversed(self._reading.sentences_between(earliest, source[0])):
            for mention in self._reading.named(start, min(end, source[0])):
                party = Party(mention.entity.id, mention.entity.name)
                if mention.type in types and (not pronoun or self._may_be(party, pronoun)):
                    return party
        return None

    def _may_be(self, party: Party, pronoun: str) -> bool:
        """Whether the pronoun fits what the holder was called before, and the holder can be a he or a she at all."""
        if party.entity is None:
            return True
        entity = self._reading.entities[party.entity]
        if entity.type != "PERSON":
            return False
        called = self._said.get(entity.id) or _by_title(entity.titles)
        return pronoun not in _SINGULAR or called is None or called == pronoun

    def _called(self, party: Party, pronoun: str) -> Party:
        if party.entity is not None and pronoun in _SINGULAR:
            self._said[party.entity] = pronoun
        return party


def _by_title(titles: Sequence[str]) -> str | None:
    """The pronoun that a title gives away."""
    words = {title.rstrip(".").lower() for title in titles}
    if words & {"mr", "sir", "lord", "king", "prince", "father"}:
        return "he"
    return "she" if words & {"mrs", "ms", "miss", "lady", "dame", "queen", "princess", "sister"} else None
