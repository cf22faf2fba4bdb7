"""All four stages with the weights that ship, on what anybody hands in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

import tasks
from config import ROOT
from tasks.errors import StoryError
from tasks.records import Cleaned, Entities, Segments, Stances
from tests.hostile import HORRORS, check_entities, check_stances, stories, tried
from workers.documents import read_story

LENGTH = 3_000

Found = tuple[Cleaned, Segments, Entities, Stances]


@pytest.fixture(scope="module")
def models() -> tasks.Models:
    return tasks.load_models(ROOT / "model" / "weights")


def read(text: str, models: tasks.Models) -> Found | str:
    """What all stages make of a text, checked; or the sentence with which it is refused."""
    try:
        cleaned = tasks.clean(read_story({"text": text}))
    except StoryError as error:
        return str(error)
    segments = tasks.segment(cleaned, models.segment)
    with models.entities.memory_zone():
        entities = tasks.find_entities(cleaned, segments, models.entities)
    check_entities(cleaned, segments, entities)
    with models.stances.memory_zone():
        stances = tasks.tag_stances(cleaned, segments, entities, models.stances, narrator=True)
    check_stances(cleaned, entities, stances)
    return cleaned, segments, entities, stances


@pytest.mark.parametrize("make", HORRORS.values(), ids=HORRORS)
def test_a_horror_goes_through_all_stages(make: Callable[[int], str], models: tasks.Models) -> None:
    text = make(LENGTH)
    first = read(text, models)
    models.entities.get_pipe("stancewire_encoder").kept.clear()  # type: ignore[attr-defined]
    assert first and read(text, models) == first


@tried(25)
@given(text=stories)
def test_any_story_goes_through_all_stages(text: str, models: tasks.Models) -> None:
    first = read(text, models)
    assert first and read(text, models) == first
