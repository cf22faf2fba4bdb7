"""Whom a pronoun or a description may mean: who spoke or was named before it, the nearest sentence first.

Within a sentence the subject comes first, since that is what pronouns go back to (Grosz, Joshi and Weinstein 1995):
whoever stands first and is neither an owner (*Koffler’s lawyer*) nor behind a preposition (*a letter from Koffler*).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from tasks.records import EntityType, Party, Span
from tasks.stances.reading import Named, Reading

#: Paragraphs, and characters, that a pronoun or a description looks back over.
_REACH = 3
_REACH_IN_CHARACTERS = 3000
#: Speakers, the last ones, that may stand in those.
_SPEAKERS = 40
_OBLIQUE = re.compile(
    r"\b(?:[Oo]f|[Bb]y|[Ff]rom|[Ii]n|[Ff]or|[Aa]t|[Tt]o|[Ww]ith|[Oo]n|[Uu]nder|about|near|against|over|than|into|between|behind)"
    r"\s+(?:(?:the|an?|his|her|its|their)\s+)?(?:[A-Z][\w.’'-]*\s+){0,4}\Z"
)
_NOBODY = frozenset({"DATE", "MONEY", "PERCENT"})
_OWNER = re.compile(r"['’]s?\b")
#: *He looks up.* — whoever that is, nobody else in the sentence is meant by the next *he*.
_GOES_ON = re.compile(
    r"[“”\"‘’\s]*(?:(?:But|And|Then|Still|Later|Yet|So|Now)\s+)?(?P<word>he|she|it|they)\b", re.IGNORECASE
)


class Speaker(Struct, frozen=True):
    """Who said something, and the words and the place of the source, or, without one, of the content."""

    at: Span
    words: str
    party: Party
    said: tuple[Span, ...] = ()  #: cue and content


class Candidate(Struct, frozen=True):
    """Somebody who may be meant; `type` is None for a speaker without a name."""

    party: Party
    type: EntityType | None
    words: str


class Antecedents:
    """The speakers so far, and the names of the story."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self.speakers: list[Speaker] = []

    def earliest(self, at: int) -> int:
        """Where looking back from a position ends."""
        paragraph = max(0, self._reading.paragraph(at) - _REACH)
        return max(self._reading.paragraphs[paragraph][0], at - _REACH_IN_CHARACTERS)

    def before(self, at: int, word: str = "", apart: Sequence[Span] = ()) -> Iterator[Candidate]:
        """Who may be meant at a position, the likeliest first.

        Args:
            word: the pronoun; a sentence that it opens names nobody else whom it could mean.
            apart: stretches whose names do not count, such as what was said.
        """
        earliest = self.earliest(at)
        sentences = [self._reading.sentence(at), *reversed(self._reading.sentences_between(earliest, at))]
        for number, (start, end) in enumerate(dict.fromkeys(sentences)):
            found = self._of_sentence((max(start, earliest), min(end, at)), word, apart)
            yield from (candidate for lesser, candidate in found if number or not lesser)

    def _of_sentence(self, sentence: Span, word: str, apart: Sequence[Span]) -> list[tuple[bool, Candidate]]:
        """Who may be meant in a sentence; those with True are not what it is about."""
        speakers = [
            speaker
            for speaker in self.speakers[-_SPEAKERS:]
            if sentence[0] <= speaker.at[0] < sentence[1] and not _within(speaker.at, apart)
        ]
        found = [(False, speaker.at[0], self._candidate(speaker)) for speaker in speakers]
        goes_on = _GOES_ON.match(self._reading.text, *sentence)
        if not goes_on or goes_on["word"].lower() != word:
            taken = [*apart, *(speaker.at for speaker in speakers)]
            said = [span for speaker in speakers for span in speaker.said]
            found += [
                (
                    self._is_oblique(mention) or _within((mention.start, mention.end), said),
                    mention.start,
                    _named(mention),
                )
                for mention in self._reading.named(*sentence)
                if mention.type not in _NOBODY
                and not _within((mention.start, mention.end), taken)
                and not self._reading.quoted(mention.start, mention.end)
            ]
        return [(lesser, candidate) for lesser, _, candidate in sorted(found, key=lambda item: item[:2])]

    def _candidate(self, speaker: Speaker) -> Candidate:
        entity = speaker.party.entity
        return Candidate(speaker.party, self._reading.entities[entity].type if entity else None, speaker.words)

    def _is_oblique(self, mention: Named) -> bool:
        text = self._reading.text
        before = text[max(0, mention.start - 60) : mention.start].rpartition(",")[2]
        return bool(_OWNER.match(text, mention.end) or _OBLIQUE.search(before))


def _named(mention: Named) -> Candidate:
    entity = mention.entity
    return Candidate(Party(entity.id, entity.name), entity.type, entity.name)


def _within(span: Span, others: Sequence[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)
