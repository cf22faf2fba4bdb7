"""The weights that ship, on the pipelines that the stages use."""

from __future__ import annotations

import resource
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy

import tasks
from config import ROOT
from tasks.errors import WeightsError
from tasks.records import Cleaned, Story

WEIGHTS = ROOT / "model" / "weights"
PEAK_UNITS = 2**20 if sys.platform == "darwin" else 2**10  # of `ru_maxrss` in a megabyte
TEXT = "“We are aware,” Lt. Col. Ana Paz told reporters in Lima. Officials said that Peru would help Bolivia."


@pytest.fixture(scope="module")
def models() -> tasks.Models:
    return tasks.load_models(WEIGHTS)


def read(models: tasks.Models, text: str) -> tuple[object, object]:
    cleaned = tasks.clean(Story(id="d1", text=text))
    segments = tasks.segment(cleaned, models.segment)
    entities = tasks.find_entities(cleaned, segments, models.entities)
    return entities, tasks.tag_stances(cleaned, segments, entities, models.stances)


def test_a_storys_scores_do_not_depend_on_its_neighbours(models: tasks.Models) -> None:
    others = ["Rain fell.", TEXT * 5, "A much longer sentence about nothing in particular, with Kenya in it. " * 9]
    (alone,) = models.stances.pipe([TEXT])
    among = list(models.stances.pipe([others[0], others[1], TEXT, others[2]]))[2]
    assert np.array_equal(alone._.encoding.vectors, among._.encoding.vectors)
    assert alone._.attributions == among._.attributions


def test_the_same_story_gives_the_same_results_again(models: tasks.Models) -> None:
    first = read(models, TEXT)
    read(models, "Kenya beat Uganda, Jane Roe said. " * 20)
    assert read(models, TEXT) == first


def test_a_sentence_too_long_for_one_pass_is_read_in_parts(models: tasks.Models) -> None:
    doc = models.entities("Ana Paz met Juan Lima and " * 300)
    assert len(doc._.encoding.vectors) == len(doc)
    assert {"Ana Paz", "Juan Lima"} <= {ent.text for ent in doc.ents}


@pytest.mark.parametrize("text", ["", " ", "\n\n", "…", "“”", "\u200b", "😀" * 40, "a" * 5000])
def test_nothing_much_is_read_without_harm(models: tasks.Models, text: str) -> None:
    doc = models.stances(models.entities.make_doc(text))
    assert len(doc._.encoding.vectors) == len(doc)


HOSTILE = [
    ("a cue for every other word", "a said " * 4000),
    ("a sentence of nothing but names", "Ana Paz met Juan Lima and " * 800),
    ("one token of dots", "The end " + "." * 60_000),
    ("a line of opening brackets", "Words here " + "[" * 8000),
    ("the same holder again and again", "He said she said " * 2500),
    ("quotations without an end to the sentence", "“I go,” he said, " * 2000),
    ("one word", "x" * 100_000 + " said Ana Paz."),
]


@pytest.mark.parametrize("text", [case[1] for case in HOSTILE], ids=[case[0] for case in HOSTILE])
def test_no_text_takes_more_than_its_length_is_worth(models: tasks.Models, text: str) -> None:
    """Once, 20,000 cues in one sentence took all the memory there was."""
    cleaned = Cleaned(text=text)
    segments = tasks.segment(cleaned, models.segment)
    entities = tasks.find_entities(cleaned, segments, models.entities)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = tasks.tag_stances(cleaned, segments, entities, models.stances)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400 * PEAK_UNITS
    assert all(0 <= start < end <= len(text) for statement in found.statements for start, end in statement.content)


def test_a_story_of_many_words_costs_as_much_a_word_as_a_short_one(models: tasks.Models) -> None:
    """Counted, not timed: each sentence goes through the encoder once a stage, however long the story."""
    text = "\n".join(f"{TEXT} This is paragraph {number}." for number in range(300))
    cleaned = Cleaned(text=text)
    segments = tasks.segment(cleaned, models.segment)
    entities = tasks.find_entities(cleaned, segments, models.entities)
    found = tasks.tag_stances(cleaned, segments, entities, models.stances)
    assert len(found.statements) >= 300
    assert sum(len(entity.mentions) for entity in entities.entities if entity.name == "Ana Paz") == 300


def test_a_damaged_file_is_named_with_the_fix(tmp_path: Path) -> None:
    copy = tmp_path / "weights"
    shutil.copytree(WEIGHTS, copy)
    (copy / "roles.onnx").write_bytes(b"damaged")
    with pytest.raises(WeightsError, match=r"roles\.onnx.*git checkout model/weights"):
        tasks.load_models(copy)


def test_a_missing_file_is_named_with_the_fix(tmp_path: Path) -> None:
    copy = tmp_path / "weights"
    shutil.copytree(WEIGHTS, copy)
    (copy / "stance.onnx").unlink()
    with pytest.raises(WeightsError, match=r"stance\.onnx.*git checkout model/weights"):
        tasks.load_models(copy)


def test_another_pipeline_that_is_not_installed_is_named_with_the_fix() -> None:
    with pytest.raises(WeightsError, match=r"no_such_pipeline.*STANCEWIRE_ENTITIES_PIPELINE"):
        tasks.load_models(WEIGHTS, "no_such_pipeline")


def test_names_may_be_found_by_another_pipeline_with_labels_of_its_own(tmp_path: Path) -> None:
    other = spacy.blank("en")
    other.add_pipe("entity_ruler").add_patterns(  # type: ignore[attr-defined]
        [{"label": "LAW", "pattern": "Lima"}, {"label": "CARDINAL", "pattern": "Bolivia"}]
    )
    other.to_disk(tmp_path / "other")
    models = tasks.load_models(WEIGHTS, str(tmp_path / "other"))
    cleaned = tasks.clean(Story(id="d1", text=TEXT))
    segments = tasks.segment(cleaned, models.segment)
    entities = tasks.find_entities(cleaned, segments, models.entities)
    assert [(entity.name, entity.type) for entity in entities.entities] == [("Lima", "WORK")]
    assert tasks.tag_stances(cleaned, segments, entities, models.stances).statements, "the rest is ours as before"


def test_the_versions_change_with_every_setting_that_changes_a_result() -> None:
    plain = tasks.stage_versions(WEIGHTS)
    assert tasks.stage_versions(WEIGHTS, "en_core_web_sm").entities != plain.entities
    assert tasks.stage_versions(WEIGHTS, narrator=True).stances != plain.stances
    assert tasks.stage_versions(WEIGHTS, narrator=True).entities == plain.entities
