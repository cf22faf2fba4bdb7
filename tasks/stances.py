"""Provisional."""

from spacy.language import Language

from tasks.records import Cleaned, Entities, Segments, Stances


def tag_stances(cleaned: Cleaned, segments: Segments, entities: Entities, nlp: Language) -> Stances:
    """Who says what, and where they stand."""
    return Stances((), ())
