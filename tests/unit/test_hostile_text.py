"""Clean and segment, on whatever anybody hands in: a story or a page is read, or refused with a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import spacy
from hypothesis import given
from spacy.language import Language

from config import ROOT
from tasks import clean, segment
from tasks.errors import StoryError
from tasks.records import Story
from tests.hostile import HORRORS, PAGES, check_cleaned, check_segments, page, pages, stories, tried
from workers.documents import read_story

LENGTH = 10_000


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load(ROOT / "model" / "weights" / "senter")


def read(story: Story, nlp: Language) -> object:
    """What the two stages make of a story, checked; or the sentence with which it is refused."""
    try:
        cleaned = clean(story)
    except StoryError as error:
        return str(error)
    check_cleaned(cleaned)
    assert story.html is not None or cleaned.text == story.text or cleaned.meta.extractor
    segments = segment(cleaned, nlp)
    check_segments(cleaned, segments)
    return cleaned, segments


@pytest.mark.parametrize("make", HORRORS.values(), ids=HORRORS)
def test_a_horror_is_read_or_refused(make: Callable[[int], str], nlp: Language) -> None:
    text = make(LENGTH)
    first = read(read_story({"text": text}), nlp)
    assert first and read(read_story({"text": text}), nlp) == first


@pytest.mark.parametrize("make", PAGES.values(), ids=PAGES)
def test_a_horror_of_a_page_is_read_or_refused(make: Callable[[int], str], nlp: Language) -> None:
    html = page(make(LENGTH))
    first = read(read_story({"html": html}), nlp)
    assert first and read(read_story({"html": html}), nlp) == first


@tried(100)
@given(text=stories)
def test_any_story_is_read_or_refused_the_same_way_twice(text: str, nlp: Language) -> None:
    first = read(read_story({"text": text}), nlp)
    assert first and read(read_story({"text": text}), nlp) == first


@tried(50)
@given(html=pages)
def test_any_page_is_read_or_refused_the_same_way_twice(html: str, nlp: Language) -> None:
    first = read(read_story({"html": html}), nlp)
    assert first and read(read_story({"html": html}), nlp) == first
