"""Provisional."""

from pathlib import Path

import spacy
from msgspec import Struct
from spacy.language import Language

from tasks.records import Versions


class Models(Struct, frozen=True):
    """The spaCy pipelines that the stages run on: load once per process."""

    segment: Language
    entities: Language
    stances: Language


def load_models(weights: Path, entities_pipeline: str | None = None) -> Models:
    """Load and check the weights.

    Raises:
        WeightsError: a file is missing, or its checksum is not the manifest's.
    """
    nlp = spacy.blank("en")
    return Models(nlp, nlp, nlp)


def stage_versions(weights: Path, entities_pipeline: str | None = None) -> Versions:
    """The version that each stage writes beside its result; reads the manifest, not the weights."""
    return Versions(*["0.1.0"] * 4)
