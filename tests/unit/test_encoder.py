"""What is kept of windows read before changes nothing but the time; nor does asking several things at once."""

from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from tasks.encoder import Encoder
from tasks.encodings import Encoding, Kept
from tasks.leaning import Leaning, Pair
from tasks.words import Words, common_words

WEIGHTS = Path(__file__).parents[2] / "model" / "weights"
TEXTS = (
    "“We will not leave,” said Ana Reyes, who leads the U.S. team.",
    "The minister can't attend.\n\nHe said so  on May 3 :-) ...",
    "Mr. Okello's non-binding offer (worth €3m/yr) wasn't o.k.",
    "",
    " \n",
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(WEIGHTS)


def encoded(encoder: Encoder, text: str) -> Encoding:
    doc: Doc = encoder(spacy.blank("en")(text))
    encoding: Encoding = doc._.encoding
    return encoding


def same(first: Encoding, second: Encoding) -> bool:
    return all(
        np.array_equal(getattr(first, name), getattr(second, name))
        for name in ("vectors", "entity_scores", "cue_scores")
    )


@pytest.mark.parametrize("text", TEXTS)
def test_an_encoding_that_was_kept_is_the_one_that_would_be_worked_out(encoder: Encoder, text: str) -> None:
    first = encoded(encoder, text)
    assert encoded(encoder, text) is first
    encoder.kept.clear()
    again = encoded(encoder, text)
    assert again is not first and same(again, first)


def test_no_more_is_kept_than_there_is_room_for() -> None:
    size = encoded(Encoder(WEIGHTS), TEXTS[0]).size
    encoder = Encoder(WEIGHTS, Kept(2 * size))
    kept = [encoded(encoder, f"{TEXTS[0][:-1]}{mark}") for mark in ".!?"]
    assert encoded(encoder, f"{TEXTS[0][:-1]}?") is kept[2]
    assert encoded(encoder, f"{TEXTS[0][:-1]}!") is kept[1]
    gone = encoded(encoder, TEXTS[0])
    assert gone is not kept[0] and same(gone, kept[0])
    assert encoded(encoder, f"{TEXTS[0][:-1]}?") is not kept[2], "the longest unused made room"


def test_a_window_larger_than_the_room_is_read_all_the_same() -> None:
    assert same(encoded(Encoder(WEIGHTS, Kept(1)), TEXTS[0]), encoded(Encoder(WEIGHTS), TEXTS[0]))


def test_tokens_cut_otherwise_are_another_window(encoder: Encoder) -> None:
    vocab = spacy.blank("en").vocab
    one = encoder(Doc(vocab, words=["can", "not"], spaces=[False, False]))
    two = encoder(Doc(vocab, words=["cannot"], spaces=[False]))
    assert len(one._.encoding.vectors) == 2 and len(two._.encoding.vectors) == 1


def told(doc: Doc) -> list[tuple[str, int, bool]]:
    return [(token.text_with_ws, token.idx, token.is_space) for token in doc]


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_cut_as_spacy_cuts_them(text: str) -> None:
    nlp = spacy.blank("en")
    words = Words(nlp, common_words(WEIGHTS)[:100])
    for _ in range(2):  # the second time out of what is kept
        with nlp.memory_zone():
            assert told(words(text)) == told(spacy.blank("en")(text))


NLP = spacy.blank("en")
WORDS = Words(NLP)


@given(st.text(alphabet="aA1.,'’“”\"()-$%/: \n\tU.S.", max_size=40))
def test_words_are_cut_as_spacy_cuts_them_whatever_they_are(text: str) -> None:
    assert told(WORDS(text)) == told(WORDS(text)) == told(NLP(text))


def test_several_pairs_at_once_get_the_answers_that_each_gets_alone(encoder: Encoder) -> None:
    leaning = Leaning(WEIGHTS)
    doc = encoder(spacy.blank("en")(TEXTS[0]))
    pairs = [
        Pair(target=[10], holder=[8, 9], content=range(1, 5)),
        Pair(target=[2], holder=[], content=range(12)),
        Pair(target=[13, 14], holder=[8], content=range(3, 4)),
    ]
    together = leaning.probabilities(doc, pairs)
    alone = [leaning.probabilities(doc, [pair])[0] for pair in pairs]
    assert together == pytest.approx(np.stack(alone), abs=1e-5)
