"""Titles in quotation marks are works, whatever names a model sees inside them."""

import pytest
import spacy

from tasks.entities import find_entities
from tasks.records import Cleaned, Segments

CASES = [
    (
        "a book with names in its title",
        "The author of “Putin’s Playbook: Russia’s Secret Plan” left.",
        [("Putin’s Playbook: Russia’s Secret Plan", "WORK")],
    ),
    (
        "a film, straight marks, a comma inside",
        'The film "The Old Man of Russia," was long.',
        [("The Old Man of Russia", "WORK")],
    ),
    ("something said is no work", "The author of a “very long” book left Russia.", [("Russia", "GPE")]),
    (
        "marks and capitals without a word for a work are no work",
        "He said “Russia Will Win” there.",
        [("Russia", "GPE")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_works(text: str, expected: list[tuple[str, str]]) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(  # type: ignore[attr-defined]
        [{"label": "PERSON", "pattern": "Putin"}, {"label": "GPE", "pattern": "Russia"}]
    )
    whole = (0, len(text))
    found = find_entities(Cleaned(text=text), Segments((whole,), (whole,)), nlp)
    assert [(entity.name, entity.type) for entity in found.entities] == expected
