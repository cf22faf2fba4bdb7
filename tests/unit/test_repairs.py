"""Spans move between the submitted and the repaired text without losing a letter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.records import Repair
from tasks.repairs import Repaired


@st.composite
def repaired_texts(draw: st.DrawFn) -> tuple[str, list[Repair], str]:
    """A text as submitted, its repairs, and the text as repaired: pieces that are kept beside pieces that are not."""
    kept, broken = st.text("ab \n", max_size=4), st.text("Ãâ€\x00", min_size=0, max_size=4)
    submitted, repaired, repairs = "", "", []
    for good, bad, mended in draw(st.lists(st.tuples(kept, broken, st.text("é’", max_size=3)), max_size=6)):
        submitted, repaired = submitted + good, repaired + good
        if bad or mended:
            repairs.append(Repair(len(submitted), len(submitted) + len(bad), mended))
        submitted, repaired = submitted + bad, repaired + mended
    end = draw(kept)
    return submitted + end, repairs, repaired + end


spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted)


@given(repaired_texts())
def test_text_is_the_submitted_one_with_its_repairs(made: tuple[str, list[Repair], str]) -> None:
    submitted, repairs, repaired = made
    assert Repaired(submitted, repairs).text == repaired


@given(repaired_texts(), spans)
def test_spans_stay_in_the_text_and_in_order(made: tuple[str, list[Repair], str], span: list[int]) -> None:
    submitted, repairs, repaired = made
    both = Repaired(submitted, repairs)
    for move, here, there in ((both.to_submitted, repaired, submitted), (both.from_submitted, submitted, repaired)):
        start, end = (min(at, len(here)) for at in span)
        if start < end:
            moved_start, moved_end = move(start, end)
            assert 0 <= moved_start <= moved_end <= len(there)


@given(repaired_texts(), spans)
def test_span_of_sound_letters_keeps_its_letters(made: tuple[str, list[Repair], str], span: list[int]) -> None:
    submitted, repairs, repaired = made
    start, end = (min(at, len(repaired)) for at in span)
    there = Repaired(submitted, repairs).to_submitted(start, end)
    if start < end and not set(submitted[slice(*there)]) & set("Ãâ€\x00") and not set(repaired[start:end]) & set("é’"):
        assert submitted[slice(*there)] == repaired[start:end]


@given(repaired_texts(), spans)
def test_a_span_there_and_back_covers_itself(made: tuple[str, list[Repair], str], span: list[int]) -> None:
    submitted, repairs, repaired = made
    start, end = (min(at, len(repaired)) for at in span)
    both = Repaired(submitted, repairs)
    if start < end and not set(repaired[start:end]) & set("é’"):
        back = both.from_submitted(*both.to_submitted(start, end))
        assert back[0] <= start < end <= back[1]


@given(st.text(max_size=20), spans)
def test_without_repairs_nothing_moves(text: str, span: list[int]) -> None:
    start, end = (min(at, len(text)) for at in span)
    same = Repaired(text)
    assert same.text == text
    assert same.to_submitted(start, end) == same.from_submitted(start, end) == (start, end)


SUBMITTED = "itâ€™s the cafÃ© of SÃ£o Paulo\x00."
REPAIRS = [Repair(2, 5, "’"), Repair(14, 16, "é"), Repair(21, 23, "ã"), Repair(30, 31, "")]


@pytest.mark.parametrize(
    ("case", "repaired", "submitted"),
    [
        ("word with a repair inside", "it’s", "itâ€™s"),
        ("word that ends on a repair", "café", "cafÃ©"),
        ("word after repairs", "Paulo", "Paulo"),
        ("name over a repair", "São Paulo", "SÃ£o Paulo"),
        ("the repair alone", "’", "â€™"),
        ("the full stop behind a deletion", ".", "."),
        ("everything", "it’s the café of São Paulo.", SUBMITTED),
    ],
)
def test_words_found_in_the_repaired_text_are_found_in_the_submitted_one(
    case: str, repaired: str, submitted: str
) -> None:
    both = Repaired(SUBMITTED, REPAIRS)
    start = both.text.index(repaired)
    there = both.to_submitted(start, start + len(repaired))
    assert SUBMITTED[slice(*there)] == submitted
    assert both.from_submitted(*there) == (start, start + len(repaired))
