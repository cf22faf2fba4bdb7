"""Paragraphs and sentences of the body."""

import pytest
import spacy

from tasks.records import Cleaned
from tasks.segmentation import segment

RULES_ALONE = spacy.blank("en")  # marks no sentence starts: what the rules cannot tell is no boundary

SENTENCES = [
    ("titles and initials", ["Marine Corps Lt. Col. Garron J. Garn told Fox News.", "He left."]),
    ("a decimal", ["The aid is worth $2.5 billion.", "It was sent."]),
    ("a quotation closes before its cue in lower case", ['"We won." he said']),
    ("a quotation that is a sentence before another sentence", ['"We won."', "The crowd cheered."]),
    ("an exclamation before its cue", ['"Go!" she said.']),
]


@pytest.mark.parametrize(("case", "expected"), SENTENCES, ids=[case for case, _ in SENTENCES])
def test_sentences_of_a_paragraph(case: str, expected: list[str]) -> None:
    text = " ".join(expected)
    assert [text[start:end] for start, end in segment(Cleaned(text), RULES_ALONE).sentences] == expected
