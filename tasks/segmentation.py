"""Provisional."""

import re

from spacy.language import Language

from tasks.records import Cleaned, Segments


def segment(cleaned: Cleaned, nlp: Language) -> Segments:
    """Paragraphs and sentences of the body."""
    spans = tuple((m.start(), m.end()) for m in re.finditer(r"\S.*", cleaned.text))
    return Segments(spans, spans)
