"""Provisional."""

from spacy.language import Language

from tasks.records import Cleaned, Entities, Segments


def find_entities(cleaned: Cleaned, segments: Segments, nlp: Language) -> Entities:
    """The entities of a story."""
    return Entities(())
