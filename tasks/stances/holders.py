"""Whom a statement belongs to: from the words of its source to an entity, or to a holder in those words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.entities import head_noun
from tasks.records import Party, Span
from tasks.stances.pronouns import pronoun
from tasks.stances.reading import Named, Reading
from tasks.stances.sources import owner, speaker
from tasks.stances.statements import Draft

_PERSONAL = frozenset({"he", "she"})
_RELATIVE = frozenset({"who", "which"})
_PLURAL = frozenset({"they", "we", "i"})
_DEFINITE = re.compile(r"(?:the|this|that|these|those)\s+(?P<words>[^,]+)", re.IGNORECASE)
_BODIES = ("ORG", "GPE", "FAC")
#: Paragraphs that a pronoun or a description looks back over.
_REACH = 3
_REACH_IN_CHARACTERS = 3000


class Holders:
    """Resolves sources in the order of the text, remembering who spoke."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._spoke: list[tuple[int, Party]] = []  # paragraph, holder
        self._called: dict[str, str] = {}  # entity -> the pronoun that it was called by

    def holder(self, draft: Draft) -> Party | None:
        """The holder of the next statement; None for a floating quotation that nobody near could have said."""
        paragraph = self._reading.paragraph(draft.content[0][0])
        party = self._of_source(draft.source, paragraph) if draft.source else self._before(paragraph)
        if party is not None:
            self._spoke.append((self._reading.paragraph(draft.content[-1][1] - 1), party))
        return party

    def _before(self, paragraph: int) -> Party | None:
        """The holder of the statement before, if that stands in this paragraph or the one before."""
        return self._spoke[-1][1] if self._spoke and paragraph - self._spoke[-1][0] <= 1 else None

    def _recent(self, paragraph: int) -> Iterator[Party]:
        """Who spoke in the last paragraphs, the last first."""
        for at, party in reversed(self._spoke):
            if paragraph - at > _REACH:
                return
            yield party

    def _of_source(self, source: Span, paragraph: int) -> Party:
        words = self._reading.text[slice(*source)]
        found = self._of_word(words.lower(), source, paragraph)
        if found is None and (said := speaker(self._reading, source)):
            found = self._party(said.entity.id)
        if found is None and (definite := _DEFINITE.fullmatch(words)):
            found = self._described(definite["words"], source, paragraph)
        if found is not None:
            return found
        belongs = owner(self._reading.named(*source))
        return Party(None, words, belongs.entity.id if belongs else None)

    def _of_word(self, word: str, source: Span, paragraph: int) -> Party | None:
        """The antecedent of a pronoun."""
        if word in _PERSONAL:
            return self._of_person(word, source, paragraph)
        if word == "it":
            return self._of_body(source, paragraph)
        if word.partition(" ")[0] in _RELATIVE:
            named = self._earlier_here(source, ("PERSON", *_BODIES))
            return self._party(named[-1].entity.id) if named else self._before(paragraph)
        return self._before(paragraph) if word in _PLURAL else None

    def _earlier_here(self, source: Span, types: tuple[str, ...]) -> list[Named]:
        """The mentions of these types before a source in its sentence."""
        start = max(self._reading.sentence(source[0])[0], source[0] - _REACH_IN_CHARACTERS)
        return [mention for mention in self._reading.named(start, source[0]) if mention.type in types]

    def _of_body(self, source: Span, paragraph: int) -> Party | None:
        """The body named first in this sentence; else the one that spoke last; else the nearest."""
        here = self._earlier_here(source, _BODIES)
        last = self._before(paragraph)
        if here:
            return self._party(here[0].entity.id)
        if last is not None and not self._may_be_a_person(last):
            return last
        return self._nearest(source, _BODIES, paragraph) or last

    def _of_person(self, word: str, source: Span, paragraph: int) -> Party | None:
        """Who spoke last, if the pronoun fits; else the person named first in the nearest sentence that fits."""
        last = self._before(paragraph)
        party = last if last and self._fits(last, word) else self._nearest(source, ("PERSON",), paragraph, word)
        party = party or next(self._recent(paragraph), None)
        if party is not None and party.entity is not None:
            self._called[party.entity] = word
        return party

    def _nearest(self, source: Span, types: tuple[str, ...], paragraph: int, word: str = "") -> Party | None:
        """The first such mention of the nearest sentence that has one."""
        earliest = self._earliest(paragraph + 1, source)
        for start, end in reversed(self._reading.sentences_between(earliest, source[0])):
            for mention in self._reading.named(max(start, earliest), min(end, source[0])):
                party = self._party(mention.entity.id)
                if mention.type in types and (not word or self._fits(party, word)):
                    return party
        return None

    def _fits(self, party: Party, word: str) -> bool:
        """Whether a holder can be the `he` or `she`: not when known to be the other, nor when no person."""
        if party.entity is None or not self._may_be_a_person(party):
            return self._may_be_a_person(party)
        entity = self._reading.entities[party.entity]
        return (self._called.get(entity.id) or pronoun(self._reading, entity)) in (None, word)

    def _may_be_a_person(self, party: Party) -> bool:
        """A named one is of that type; an unnamed one is called by a role, or by a pronoun."""
        if party.entity is not None:
            return self._reading.entities[party.entity].type == "PERSON"
        return head_noun(party.name) is not None or party.name.lower() in _PERSONAL

    def _described(self, words: str, source: Span, paragraph: int) -> Party | None:
        """*The official*: who spoke before as *a senior official*, or the one person near whose role it is."""
        noun = (head_noun(words) or words.split()[-1]).lower()
        for party in self._recent(paragraph):
            if party.entity is None and noun in party.name.lower().split():
                return party
        earliest = self._earliest(paragraph, source)
        near = {mention.entity.id: mention.entity for mention in self._reading.named(earliest, source[0])}
        fitting = [entity.id for entity in near.values() if noun in _descriptions(entity.role, entity.titles)]
        return self._party(fitting[0]) if len(fitting) == 1 else None

    def _earliest(self, paragraph: int, source: Span) -> int:
        """Where looking back from a source ends."""
        return max(
            self._reading.paragraphs[max(0, paragraph - _REACH)][0],
            source[0] - _REACH_IN_CHARACTERS,
        )

    def _party(self, entity: str) -> Party:
        return Party(entity, self._reading.entities[entity].name)


def _descriptions(role: str | None, titles: tuple[str, ...]) -> set[str]:
    return {word.lower() for words in (role or "", *titles) for word in words.split()}
