"""Running the stages over annotated rows and stories: the functions and settings of the queue, nothing of their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from msgspec import to_builtins

import tasks
from config import load_settings
from tasks.cleaning.encoding import find_repairs
from tasks.labels import STANCES
from tasks.leaning import Leaning, Probabilities
from tasks.records import Cleaned, Entities, Label, Record, Segments, Span, Statement
from tasks.scoring.annotation import Annotation
from tasks.scoring.entity_types import score_entities
from tasks.scoring.figures import score, tally
from tasks.scoring.rows import LABELS, EntitiesRow, SegmentRow, StanceRow, StatementsRow
from tasks.scoring.stance import score_stance
from tasks.scoring.statements import quotes, score_statements
from tasks.scoring.stories import score_stories
from tasks.stances.judging import Asked, weigh
from tasks.stances.reading import Reading
from workers.batch import current_versions, stage_function
from workers.documents import read_story
from workers.pipeline import run_stages


class Stages:
    """The stages with the settings in force; the models are loaded when it is made.

    Rows of sentences and paragraphs are body from end to end, so nothing is removed of them, and no language is asked
    for; whole articles go through the clean stage as well.

    Raises:
        WeightsError: a file of the model is missing or damaged.
    """

    def __init__(self) -> None:
        self._settings = load_settings()
        self.versions = current_versions(self._settings)
        self._models = tasks.load_models(self._settings.weights, self._settings.entities_pipeline)
        self._segment = self._stage("segment")
        self._find_entities = self._stage("entities")

    def _stage(self, name: str) -> Callable[..., Any]:
        return stage_function(name, self._settings, lambda: self._models)

    def sentences(self, row: SegmentRow) -> Sequence[Span]:
        """The sentences of a row's text."""
        segments: Segments = self._segment(_body(row.text))
        return segments.sentences

    def mentions(self, row: EntitiesRow) -> list[tuple[int, int, str]]:
        """The mentions of a row's text, in order, with the codebook's types."""
        cleaned = _body(row.text)
        entities: Entities = self._find_entities(cleaned, self._segment(cleaned))
        return sorted((m.start, m.end, m.type) for entity in entities.entities for m in entity.mentions)

    def statements(self, row: StatementsRow) -> Sequence[Statement]:
        """The statements of an article; none where the pipeline refuses it."""
        return self.record(row.text).statements or ()

    def leaning(self, row: StanceRow) -> dict[Label, float]:
        """The probability of each of `tasks.labels.STANCES` towards a row's target, its whole text the content."""
        cleaned, nlp = _body(row.text), self._models.stances
        with nlp.memory_zone():
            reading = Reading(cleaned, self._segment(cleaned), Entities(()), nlp)
            leaning = nlp.get_pipe("stancewire_leaning")
            assert isinstance(leaning, Leaning)
            probabilities = _weighed(reading, row, leaning)
        return {label: round(float(p), 4) for label, p in zip(STANCES, probabilities, strict=True)}

    def record(self, text: str) -> Record:
        """The record of a story, as `stancewire run` prints it."""
        record, _ = run_stages(read_story({"text": text}), self._models, self.versions, self._settings)
        return record


class Evaluated(NamedTuple):
    """What was found, one item for each thing read and in its order, and how good it is."""

    found: list[Any]
    figures: dict[str, Any]


def segment(rows: Sequence[SegmentRow], stages: Stages) -> Evaluated:
    """Sentences: right is what begins and ends where the gold one does."""
    found = [stages.sentences(row) for row in rows]
    figures = score([tally(row.sents, sentences) for row, sentences in zip(rows, found, strict=True)])
    return Evaluated([{"sents": sentences} for sentences in found], {"sentences": to_builtins(figures)})


def entities(rows: Sequence[EntitiesRow], stages: Stages) -> Evaluated:
    """Names, by the types that the file annotates."""
    found = [stages.mentions(row) for row in rows]
    figures = score_entities([row.spans for row in rows], found)
    return Evaluated([{"spans": spans} for spans in found], to_builtins(figures))


def statements(rows: Sequence[StatementsRow], stages: Stages) -> Evaluated:
    """Statements of whole articles."""
    found = [quotes(stages.statements(row)) for row in rows]
    figures = score_statements([row.text for row in rows], [row.quotes for row in rows], found)
    return Evaluated([{"quotes": of_row} for of_row in found], {"statements": to_builtins(figures)})


def stance(rows: Sequence[StanceRow], stages: Stages) -> Evaluated:
    """Stances towards given targets; the likeliest label counts, however unsure it is."""
    found = [stages.leaning(row) for row in rows]
    likeliest = [max(scores, key=scores.__getitem__) for scores in found]
    figures = score_stance([LABELS[row.label] for row in rows], likeliest)
    named = {label: polarity for polarity, label in LABELS.items()}
    answers = [
        {"label": named[label], "scores": {named[other]: p for other, p in scores.items()}}
        for label, scores in zip(likeliest, found, strict=True)
    ]
    return Evaluated(answers, to_builtins(figures))


def stories(annotations: Sequence[Annotation], stages: Stages) -> Evaluated:
    """Whole stories; one in another language has nothing to be found."""
    found = [stages.record(annotation.text) for annotation in annotations]
    pairs = [pair for pair in zip(annotations, found, strict=True) if pair[0].language == "en"]
    not_done = sum(record.status != "done" for _, record in pairs)
    counts = {"stories": len(pairs), "not_done": not_done}
    return Evaluated(list(found), {**counts, **to_builtins(score_stories(pairs))})


def _body(text: str) -> Cleaned:
    return Cleaned(text, repairs=find_repairs(text))


def _weighed(reading: Reading, row: StanceRow, leaning: Leaning) -> Probabilities:
    def move(span: Span) -> Span:
        return reading.repaired.from_submitted(*span)

    holder = move(row.holder) if row.holder else None
    return weigh(reading, [Asked([(0, len(reading.text))], holder, [move(row.target)])], leaning)[0]
