"""What holds for the spans of paragraphs and sentences whatever the text, its removals and its repairs."""

from pathlib import Path

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

from tasks.records import Cleaned, Removal, Repair, Span
from tasks.segmentation import segment

SENTER = Path(__file__).parents[2] / "model" / "weights" / "senter"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(SENTER)


def words(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


PIECES = [
    "He left.",
    "U.S.",
    "“Go!”",
    "said",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\u00a0",
    '"',
    "Smith",
    "J.",
    "...",
    "Â",
    "😀",
    "5",
    "\u200b",
    "the",
    "The",
    "?",
    "”",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60).map("".join)
PROPERTY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def cleaned_texts(draw: st.DrawFn) -> Cleaned:
    """Any text, with some of it removed and some of it repaired, anywhere."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    removed = tuple(Removal(*cut, "boilerplate") for cut in zip(cuts[::2], cuts[1::2], strict=False))
    mends = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    mended = (
        Repair(*cut, draw(st.sampled_from(["”", "“A", "x", " ", "\n\n"])))
        for cut in zip(mends[::2], mends[1::2], strict=False)
    )
    return Cleaned(text, removed, tuple(mended))


@PROPERTY
@given(cleaned=cleaned_texts())
def test_spans_are_in_order_apart_and_trimmed(cleaned: Cleaned, nlp: Language) -> None:
    found = segment(cleaned, nlp)
    for spans in (found.paragraphs, found.sentences):
        edges = [edge for span in spans for edge in span]
        assert edges == sorted(edges)
        assert all(text and text == text.strip() for text in words(cleaned.text, spans))


@PROPERTY
@given(cleaned=cleaned_texts())
def test_each_sentence_lies_in_one_paragraph(cleaned: Cleaned, nlp: Language) -> None:
    found = segment(cleaned, nlp)
    for start, end in found.sentences:
        assert sum(first <= start and end <= last for first, last in found.paragraphs) == 1


@PROPERTY
@given(cleaned=cleaned_texts())
def test_sentences_cover_the_letters_of_the_body_and_nothing_that_was_removed(cleaned: Cleaned, nlp: Language) -> None:
    found = segment(cleaned, nlp)
    for spans in (found.paragraphs, found.sentences):
        covered = {at for span in spans for at in range(*span)}
        removed = {at for removal in cleaned.removed for at in range(removal.start, removal.end)}
        mended = {at for repair in cleaned.repairs for at in range(repair.start, repair.end)}
        letters = {at for at, letter in enumerate(cleaned.text) if letter.isalnum()}
        assert letters - removed - mended <= covered
        assert not covered & removed


@PROPERTY
@given(text=TEXTS, space=st.sampled_from(["  ", "\t", "\u00a0", " \u2009"]))
def test_the_kind_of_white_space_makes_no_difference(text: str, space: str, nlp: Language) -> None:
    line = " ".join(text.replace("\u200b", "").split())
    found = words(line, segment(Cleaned(line), nlp).sentences)
    spaced = line.replace(" ", space)
    assert [" ".join(it.split()) for it in words(spaced, segment(Cleaned(spaced), nlp).sentences)] == found
