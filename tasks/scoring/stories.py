"""Scoring whole stories: what the four stages made of them against what was annotated by the codebook."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from tasks.records import Entity, Party, Record, Span, Stance
from tasks.scoring.annotation import Annotation
from tasks.scoring.clusters import b_cubed
from tasks.scoring.entity_types import COLLAPSED
from tasks.scoring.figures import Score, Tally, score, tally
from tasks.scoring.matching import Level, Match, Matched, levels, match, of_longer

Pair = tuple[Annotation, Record]


class StoriesReport(Struct, frozen=True):
    """How good the records of some stories are."""

    sentences: Score | None  #: of the stories whose sentences are annotated
    mentions: Score  #: spans with their types
    types: dict[str, Score]
    collapsed: Score  #: people, organisations and places (GPE, LOC and FAC as one), as most other sets have them
    regions: dict[str, Score]  #: mentions, by the region that most of a story's names come from
    person_regions: dict[str, Score]  #: the same of people alone
    clusters: Score  #: B-cubed over the mentions' spans
    statements: dict[str, Level]  #: overlap is a share of the longer content; the speaker is the holder's name
    targets: Score  #: targets named in statements, whatever is said of them
    stances: Score  #: holder, target and label all right
    labels: dict[str, dict[str, int]]  #: of targets found: label in the gold -> label given -> how many


def score_stories(pairs: Sequence[Pair]) -> StoriesReport:
    """Score the record of each story against its annotation; a record that was not done found nothing."""
    told = [_Told(*pair) for pair in pairs]
    return StoriesReport(
        sentences=_sentences(pairs),
        mentions=score([_mentions(pair) for pair in pairs]),
        types=_by(_types(pairs), lambda kind: [_mentions(pair, kind) for pair in pairs]),
        collapsed=score([_collapsed(pair) for pair in pairs]),
        regions=_by(_regions(pairs), lambda region: [_mentions(pair) for pair in _of(region, pairs)]),
        person_regions=_by(_regions(pairs), lambda region: [_mentions(pair, "PERSON") for pair in _of(region, pairs)]),
        clusters=score([b_cubed(_clusters(gold.entities), _clusters(found.entities or ())) for gold, found in pairs]),
        statements=levels([story.matched() for story in told]),
        targets=score([tally(story.gold_targets, story.found_targets) for story in told]),
        stances=score([tally(*story.stances()) for story in told]),
        labels=_confusion(told),
    )


def same_party(one: Party, other: Party) -> bool:
    """Whether two parties have one name, an article and capitals aside."""
    return _plain(one.name) == _plain(other.name)


def _plain(name: str) -> str:
    return re.sub(r"^(?:the|an?)\s+", "", name.casefold())


class _Told:
    """One story's statements and stances, the found ones under the indices of the gold ones that they match."""

    def __init__(self, gold: Annotation, found: Record) -> None:
        self.gold = gold.statements
        self.found = found.statements or ()
        self.matches = match(
            [statement.content for statement in self.gold],
            [statement.content for statement in self.found],
            of_longer,
            self._likeness,
        )
        at = {statement.id: f"gold {index}" for index, statement in enumerate(self.gold)}
        self.gold_targets = _targets(gold.stances, at)
        to_gold = {pair.predicted: f"gold {pair.gold}" for pair in self.matches}
        at = {statement.id: to_gold.get(index, f"found {index}") for index, statement in enumerate(self.found)}
        self.found_targets = _targets(found.stances or (), at)

    def _likeness(self, gold: int, found: int) -> float:
        one, other = self.gold[gold], self.found[found]
        return 2 * same_party(one.holder, other.holder) + (one.cue == other.cue)

    def _speaker(self, pair: Match) -> bool:
        return same_party(self.gold[pair.gold].holder, self.found[pair.predicted].holder)

    def matched(self) -> Matched:
        """The matches, and whether the holder is right."""
        return Matched(len(self.gold), len(self.found), [(pair, self._speaker(pair)) for pair in self.matches])

    def stances(self) -> tuple[Iterable[object], Iterable[object]]:
        """The stances of both sides; those of a statement with another holder are equal to none."""
        right = {f"gold {pair.gold}" for pair in self.matches if self._speaker(pair)}
        found = [(at in right, at, target, label) for (at, target), label in self.found_targets.items()]
        return [(True, at, target, label) for (at, target), label in self.gold_targets.items()], found


def _targets(stances: Iterable[Stance], at: dict[str, str]) -> dict[tuple[str, str], str]:
    """Statement and target's name -> label."""
    return {(at[s.statement], _plain(s.target.name)): s.label for s in stances if s.statement is not None}


def _confusion(told: Iterable[_Told]) -> dict[str, dict[str, int]]:
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for story in told:
        for target, label in story.gold_targets.items():
            if target in story.found_targets:
                labels[label][story.found_targets[target]] += 1
    return {label: dict(sorted(given.items())) for label, given in sorted(labels.items())}


def _sentences(pairs: Sequence[Pair]) -> Score | None:
    tallies = [
        tally(gold.sentences, found.segments.sentences if found.segments else ())
        for gold, found in pairs
        if gold.sentences is not None
    ]
    return score(tallies) if tallies else None


def _mentions(pair: Pair, kind: str | None = None) -> Tally:
    gold, found = pair
    return tally(_spans(gold.entities, kind), _spans(found.entities or (), kind))


def _collapsed(pair: Pair) -> Tally:
    return tally(
        *(
            [(start, end, COLLAPSED[kind]) for start, end, kind in _spans(entities, None) if kind in COLLAPSED]
            for entities in (pair[0].entities, pair[1].entities or ())
        )
    )


def _spans(entities: Iterable[Entity], kind: str | None) -> list[tuple[int, int, str]]:
    mentions = [mention for entity in entities for mention in entity.mentions]
    return [(m.start, m.end, m.type) for m in mentions if kind in (None, m.type)]


def _clusters(entities: Iterable[Entity]) -> list[list[Span]]:
    return [[(mention.start, mention.end) for mention in entity.mentions] for entity in entities]


def _types(pairs: Iterable[Pair]) -> set[str]:
    return {kind for gold, _ in pairs for _, _, kind in _spans(gold.entities, None)}


def _regions(pairs: Iterable[Pair]) -> set[str]:
    return {gold.region for gold, _ in pairs if gold.region}


def _of(region: str, pairs: Iterable[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair[0].region == region]


def _by(names: Iterable[str], tallies: Callable[[str], Sequence[Tally]]) -> dict[str, Score]:
    return {name: score(tallies(name)) for name in sorted(names)}
