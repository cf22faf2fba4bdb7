"""Merging the mentions that were marked by hand in the seed stories."""

from pathlib import Path

import msgspec
import pytest

from model.annotation import Annotation
from tasks.entities.merging import merge
from tasks.records import Span

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.json"))


def partitions(path: Path) -> tuple[str, dict[Span, str], dict[Span, str]]:
    """The text; for each mention, the entity that the annotation gives it and the one that merging does."""
    story = msgspec.json.decode(path.read_bytes(), type=Annotation)
    mentions = sorted((m for entity in story.entities for m in entity.mentions), key=lambda mention: mention.start)
    given = {(m.start, m.end): entity.id for entity in story.entities for m in entity.mentions}
    found = {(m.start, m.end): entity.id for entity in merge(story.text, mentions) for m in entity.mentions}
    return story.text, given, found


def strangers(text: str, one: dict[Span, str], other: dict[Span, str]) -> list[list[str]]:
    """The words of each group of `one` whose members are in more than one group of `other`."""
    groups: dict[str, list[Span]] = {}
    for span, group in one.items():
        groups.setdefault(group, []).append(span)
    return [[text[slice(*s)] for s in spans] for spans in groups.values() if len({other[span] for span in spans}) > 1]


@pytest.mark.parametrize("path", SEEDS, ids=[path.stem for path in SEEDS])
def test_no_two_things_of_a_seed_story_become_one(path: Path) -> None:
    text, given, found = partitions(path)
    assert strangers(text, found, given) == []


@pytest.mark.parametrize("path", SEEDS, ids=[path.stem for path in SEEDS])
def test_no_thing_of_a_seed_story_becomes_two(path: Path) -> None:
    text, given, found = partitions(path)
    assert strangers(text, given, found) == []


def test_the_seed_stories_have_mentions() -> None:
    assert sum(len(partitions(path)[1]) for path in SEEDS) > 500
