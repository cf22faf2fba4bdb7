"""Whom a statement belongs to: from the words of its source to an entity, or to a holder in those words."""

from __future__ import annotations

from collections.abc import Callable

from tasks.records import Party, Span
from tasks.stances.antecedents import Antecedents, Candidate, Speaker
from tasks.stances.descriptions import Descriptions, is_person, is_several
from tasks.stances.pronouns import pronoun, pronoun_of_words
from tasks.stances.reading import Reading
from tasks.stances.speakers import owner, speaker
from tasks.stances.statements import Draft

_PERSONAL = frozenset({"he", "she"})
_RELATIVE = frozenset({"who", "which"})
_PLURAL = frozenset({"they", "we", "i"})
#: *According to him*.
_SUBJECTS = {"him": "he", "her": "she", "them": "they"}
_BODIES = ("ORG", "GPE", "FAC")


class Holders:
    """Resolves sources in the order of the text, remembering who spoke."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._antecedents = Antecedents(reading)
        self._descriptions = Descriptions(reading, self._antecedents)
        self._last: tuple[int, Party] | None = None  # paragraph in which the last statement ended, its holder
        self._called: dict[str, str] = {}  # entity -> the pronoun that it was called by

    def holder(self, draft: Draft) -> Party | None:
        """The holder of the next statement; None for a floating quotation that nobody near could have said."""
        paragraph = self._reading.paragraph(draft.content[0][0])
        party = self._of_source(draft, draft.source) if draft.source else self._before(paragraph)
        if party is not None:
            self._last = (self._reading.paragraph(draft.content[-1][1] - 1), party)
            at = draft.source or draft.content[0]
            words = self._reading.text[slice(*draft.source)] if draft.source else party.name
            self._antecedents.speakers.append(
                Speaker(at, words, party, (*([draft.cue] if draft.cue else []), *draft.content))
            )
        return party

    def _before(self, paragraph: int) -> Party | None:
        """The holder of the statement before, if that stands in this paragraph or the one before."""
        return self._last[1] if self._last and paragraph - self._last[0] <= 1 else None

    def _of_source(self, draft: Draft, source: Span) -> Party:
        words = self._reading.text[slice(*source)]
        found = self._of_word(_SUBJECTS.get(words.lower(), words.lower()), draft, source)
        if found is None and (said := speaker(self._reading, source)):
            found = self._party(said.entity.id)
        if found is None:
            found = self._descriptions.meant(words, source)
        if found is not None:
            return found
        belongs = owner(self._reading.named(*source))
        return Party(None, words, belongs.entity.id if belongs else None)

    def _of_word(self, word: str, draft: Draft, source: Span) -> Party | None:
        """The antecedent of a pronoun."""
        if word in _PERSONAL:
            return self._of_person(word, draft, source)
        if word == "it":
            return self._first(draft, source, "it", _may_be_it)
        if word.partition(" ")[0] in _RELATIVE:
            return self._of_relative(source)
        return self._of_plural(word, draft, source) if word in _PLURAL else None

    def _of_relative(self, source: Span) -> Party | None:
        """*Koffler, who said*: whoever is named last before it in its sentence."""
        named = self._reading.named(self._antecedents.earliest(source[0]), source[0])
        start = self._reading.sentence(source[0])[0]
        here = [mention for mention in named if mention.start >= start and mention.type in ("PERSON", *_BODIES)]
        return self._party(here[-1].entity.id) if here else self._before(self._reading.paragraph(source[0]))

    def _of_person(self, word: str, draft: Draft, source: Span) -> Party | None:
        """Whom *he* or *she* goes back to; in a story's first words, whom it goes forward to."""
        party = (
            self._first(draft, source, word, lambda candidate: self._fits(candidate, word))
            or self._first(draft, source, "", lambda candidate: candidate.type is None or candidate.type == "PERSON")
            or self._descriptions.to_come(source)
        )
        if party is not None and party.entity is not None:
            self._called[party.entity] = word
        return party

    def _of_plural(self, word: str, draft: Draft, source: Span) -> Party | None:
        """*They* are people spoken of as several; else, as with *we* and *I*, who spoke before."""
        several = self._first(draft, source, word, lambda candidate: is_several(candidate.words))
        return (several if word == "they" else None) or self._before(self._reading.paragraph(source[0]))

    def _first(self, draft: Draft, source: Span, word: str, fits: Callable[[Candidate], bool]) -> Party | None:
        candidates = self._antecedents.before(source[0], word, draft.content)
        return next((candidate.party for candidate in candidates if fits(candidate)), None)

    def _fits(self, candidate: Candidate, word: str) -> bool:
        """Whether somebody can be the `he` or `she`: not when known to be the other, nor when no single person."""
        if candidate.type is None:
            known = pronoun_of_words(candidate.words)
            return is_person(candidate.words) and not is_several(candidate.words) and known in (None, word)
        if candidate.type != "PERSON" or candidate.party.entity is None:
            return False
        entity = self._reading.entities[candidate.party.entity]
        return (self._called.get(entity.id) or pronoun(self._reading, entity)) in (None, word)

    def _party(self, entity: str) -> Party:
        return Party(entity, self._reading.entities[entity].name)


def _may_be_it(candidate: Candidate) -> bool:
    if candidate.type is None:
        return not is_person(candidate.words) and not is_several(candidate.words)
    return candidate.type in _BODIES
