"""Scoring mentions against sources whose labels are not ours."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import get_args

from msgspec import Struct

from tasks.records import EntityType
from tasks.scoring.figures import Score, score, tally

Labelled = tuple[int, int, str]

#: The source's label -> the codebook's type that it means exactly.
EXACT: dict[str, EntityType] = {
    **{kind: kind for kind in get_args(EntityType) if kind != "LOC"},
    "PER": "PERSON",
    "person": "PERSON",
    "politician": "PERSON",
    "organisation": "ORG",
    "organization": "ORG",
    "politicalparty": "ORG",
    "corporation": "ORG",
    "group": "ORG",
    "event": "EVENT",
    "election": "EVENT",
    "WORK_OF_ART": "WORK",
    "LAW": "WORK",
    "creative-work": "WORK",
    "product": "PRODUCT",
}
#: Labels for places of any kind: what is a GPE to us and what a LOC or FAC, they do not say.
PLACES = ("LOC", "location", "country")
#: The three classes that nearly every source has.
COLLAPSED = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}


class EntitiesReport(Struct, frozen=True):
    """How well mentions were found; a mention is right when its span and its type are."""

    collapsed: Score  #: people, organisations, places
    classes: dict[str, Score]  #: each of the three that the file annotates
    full: Score | None  #: over `types`; None where the file has no types beyond the three
    types: dict[str, Score]  #: the codebook's types that the file annotates as such
    left_out: list[str]  #: labels of the file that are none of ours


def score_entities(gold: Sequence[Collection[Labelled]], predicted: Sequence[Collection[Labelled]]) -> EntitiesReport:
    """Score mentions over rows; types that no label of the file stands for count neither as right nor as wrong.

    Args:
        gold: for each row, spans with the source's labels.
        predicted: for each row, spans with the codebook's types.
    """
    labels = {label for row in gold for _, _, label in row}
    exact = _exact(labels)
    to_class = {label: COLLAPSED.get(exact.get(label, "LOC" if label in PLACES else ""), "") for label in labels}
    by_class = _Tallied(gold, predicted, to_class, COLLAPSED)
    by_type = _Tallied(gold, predicted, exact, {kind: kind for kind in exact.values()})
    return EntitiesReport(
        collapsed=by_class.score(by_class.kinds),
        classes={kind: by_class.score([kind]) for kind in by_class.kinds},
        full=by_type.score(by_type.kinds) if set(by_type.kinds) - {"PERSON", "ORG"} else None,
        types={kind: by_type.score([kind]) for kind in by_type.kinds},
        left_out=sorted(label for label in labels if label not in exact and label not in PLACES),
    )


def _exact(labels: Collection[str]) -> dict[str, str]:
    """The file's labels that mean one type of ours; LOC does where the file sets places with a government apart."""
    exact: dict[str, str] = {label: EXACT[label] for label in labels if label in EXACT}
    if "GPE" in labels and "LOC" in labels:
        exact["LOC"] = "LOC"
    if "TIME" in labels and "DATE" not in labels:  # beside DATE it is the time of day
        exact["TIME"] = "DATE"
    return exact


class _Tallied:
    """Both sides in the same labels; what either maps to nothing is gone."""

    def __init__(
        self,
        gold: Sequence[Collection[Labelled]],
        predicted: Sequence[Collection[Labelled]],
        of_gold: dict[str, str],
        of_predicted: dict[str, str],
    ) -> None:
        self._rows = [
            (list(_relabelled(wanted, of_gold)), list(_relabelled(found, of_predicted)))
            for wanted, found in zip(gold, predicted, strict=True)
        ]
        self.kinds = sorted({kind for wanted, _ in self._rows for _, _, kind in wanted})

    def score(self, kinds: Collection[str]) -> Score:
        """The score of some kinds together."""
        return score([tally(_only(wanted, kinds), _only(found, kinds)) for wanted, found in self._rows])


def _relabelled(spans: Iterable[Labelled], names: dict[str, str]) -> Iterable[Labelled]:
    return ((start, end, names[label]) for start, end, label in spans if names.get(label))


def _only(spans: Iterable[Labelled], kinds: Collection[str]) -> Iterable[Labelled]:
    return (span for span in spans if span[2] in kinds)
