"""Whom a description stands for: *the official* who spoke before, *the company* that the story named.

Not who somebody unnamed is: *a senior official* stays in these words (codebook, section 4).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.entities import head_noun, is_role_noun
from tasks.records import Entity, Party, Span
from tasks.stances.antecedents import Antecedents, Candidate
from tasks.stances.reading import Named, Reading

_DEFINITE = re.compile(r"(?:the|this|that|these|those)\s+(?P<words>[^,]+)", re.IGNORECASE)
#: *the minister*, *Iraq’s trade minister*, *its new governor*: one, and known to the reader.
_KNOWN = re.compile(r"(?:the\b|its\b|their\b|[^,]{2,60}?['’]s?\s).+", re.IGNORECASE | re.DOTALL)
_SMALL = frozenset("a an the of for in at on and its his her their new own s".split())
#: Any organisation may be called that.
_ANY_BODY = frozenset(
    "agency airline association body carmaker charity club company consultancy firm group lender maker"
    " organisation organization outlet producer retailer watchdog".split()
)
#: And these are none of those.
_PUBLIC = frozenset(
    "academy army assembly authority bank church commission committee congress council court department government"
    " institute ministry navy office parliament party police senate union university".split()
)
#: Whoever is at the top of something may be called that.
_ANY_HEAD = frozenset("boss chairman chairwoman chief director executive head leader president".split())
#: These stay unnamed, unless somebody was described so.
_SOURCES = frozenset("diplomat official officer person source spokesman spokesperson spokeswoman witness".split())
_MANY = re.compile(
    r"(?:at\s+least|about|some|many|several|most|few|two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|both|all"
    r"|other|others|\d[\d,.]*)\b",
    re.IGNORECASE,
)
_PLURALS = frozenset({"men", "women", "people", "children", "wives", "police", "mps"})
#: Mentions of a name at which an apposition is looked for.
_FIRST_MENTIONS = 6
_FAR = 60  # characters
#: The last paragraph that may still be a story's first words, behind headline and byline.
_OPENING = 3
#: Paragraphs in which somebody described in a story's first words is named.
_SOON = 2


def is_person(words: str) -> bool:
    """Whether an unnamed source is called by a role or by a pronoun: *a senior official*, not *the ministry*."""
    return head_noun(words) is not None or words.lower() in ("he", "she")


def is_several(words: str) -> bool:
    """Whether a source is more than one: *two officials*, *witnesses*."""
    noun = (head_noun(words) or "").lower()
    return bool(_MANY.match(words)) or noun in _PLURALS or (noun.endswith("s") and is_role_noun(noun[:-1]))


class Descriptions:
    """Resolves descriptions by what speakers were called, by roles and by names."""

    def __init__(self, reading: Reading, antecedents: Antecedents) -> None:
        self._reading = reading
        self._antecedents = antecedents
        self._called: dict[str, frozenset[str]] = {}  # entity -> the words that it is described by

    def meant(self, words: str, source: Span) -> Party | None:
        """Whom a source without a name that speaks stands for."""
        definite = _DEFINITE.fullmatch(words)
        found = None
        if definite:
            wanted = _content_words(definite["words"])
            role = head_noun(definite["words"]) is not None
            found = self._speaker(wanted, source, role=role) or self._described(definite["words"], wanted, source)
        if found is None and _KNOWN.match(words) and head_noun(words) and not is_several(words):
            found = self._again(words) or self.to_come(source, words)
        return found

    def _again(self, words: str) -> Party | None:
        """Who spoke last, if in the very same words."""
        last = self._antecedents.speakers[-1:]
        return next((speaker.party for speaker in last if speaker.words == words), None)

    def _is_named_person(self, party: Party) -> bool:
        return party.entity is not None and self._reading.entities[party.entity].type == "PERSON"

    def _speaker(self, wanted: frozenset[str], source: Span, *, role: bool) -> Party | None:
        """Who spoke before in these words: *a senior official*, then *the official*."""
        earliest = self._antecedents.earliest(source[0])
        for speaker in reversed(self._antecedents.speakers):
            if speaker.at[0] < earliest:
                return None
            if wanted <= _content_words(speaker.words) and (role or not self._is_named_person(speaker.party)):
                return speaker.party
        return None

    def _described(self, words: str, wanted: frozenset[str], source: Span) -> Party | None:
        noun = head_noun(words)
        candidates = list(self._antecedents.before(source[0]))
        if noun is None:
            bodies = [candidate for candidate in candidates if candidate.type == "ORG"]
            return next(self._bodies(words, wanted, bodies), None)
        people = [candidate for candidate in candidates if candidate.type == "PERSON"]
        return next((person.party for person in people if wanted <= self._words(person)), None)

    def _bodies(self, words: str, wanted: frozenset[str], bodies: list[Candidate]) -> Iterator[Party]:
        yield from (body.party for body in bodies if wanted <= self._words(body))
        if words.lower().rpartition("-based ")[2] in _ANY_BODY:
            yield from (body.party for body in bodies if not _content_words(body.party.name) & _PUBLIC)

    def _words(self, candidate: Candidate) -> frozenset[str]:
        entity = self._reading.entities[candidate.party.entity or ""]
        if entity.id not in self._called:
            self._called[entity.id] = _content_words(" ".join(self._described_as(entity)))
        return self._called[entity.id]

    def _described_as(self, entity: Entity) -> Iterator[str]:
        """Role and titles of a person; name and appositions of a body: *the airline Lembah Air*."""
        if entity.type == "PERSON":
            yield from (entity.role or "", *entity.titles)
            return
        yield entity.name
        for mention in entity.mentions[:_FIRST_MENTIONS]:
            start, end = self._reading.repaired.from_submitted(mention.start, mention.end)
            before = re.search(r"\b(?:the|an?)\s+([^,.;]{2,40})\s\Z", self._reading.text[max(0, start - _FAR) : start])
            after = re.match(r",\s+(?:the|an?)\s+([\w’' -]{2,40})[,.]", self._reading.text[end : end + _FAR])
            yield from (match[1] for match in (before, after) if match)

    def to_come(self, source: Span, words: str = "") -> Party | None:
        """Who is named soon after, where nobody was before: *Iraq’s trade minister blamed …* opens many a report."""
        paragraph = self._reading.paragraph(source[0])
        first = self._reading.paragraphs[paragraph][0]
        named = any(mention.type == "PERSON" for mention in self._reading.named(first, source[1]))
        if (
            named
            or paragraph > _OPENING
            or any(self._is_named_person(speaker.party) for speaker in self._antecedents.speakers[:_SOON])
        ):
            return None
        last = self._reading.paragraphs[min(paragraph + _SOON, len(self._reading.paragraphs) - 1)][1]
        for mention in self._reading.named(source[1], last):
            if mention.type == "PERSON" and not self._reading.quoted(mention.start, mention.end):
                fits = self._is_named_so(mention, words)
                return Party(mention.entity.id, mention.entity.name) if fits else None
        return None

    def _is_named_so(self, mention: Named, words: str) -> bool:
        """Whether the name comes with the same role, or with none of its own."""
        roles = {word for word in _content_words(" ".join(self._described_as(mention.entity))) if is_role_noun(word)}
        noun = (head_noun(words) or "").lower()
        return not roles or noun in roles or (noun in _ANY_HEAD and bool(roles & _ANY_HEAD))


def _content_words(words: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w[\w.-]*\w|\w", words.lower())) - _SMALL
