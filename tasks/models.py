"""Loading what the stages run on: the spaCy pipelines, and the versions that results are signed with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path

import spacy
from msgspec import Struct
from spacy.attrs import IS_SPACE, NORM, PREFIX, SHAPE, SUFFIX  # type: ignore[import-not-found]  # compiled, no stub
from spacy.language import Language

from tasks import attributions, encoder, leaning, mentions  # noqa: F401  (they register their components)
from tasks.errors import WeightsDamaged, WeightsError, WeightsMissing
from tasks.records import Versions
from tasks.version import VERSION
from tasks.words import Words, common_words

_CODE = Path(__file__).parent
_LIBRARIES = ("ftfy", "onnxruntime", "py3langid", "spacy", "tokenizers", "trafilatura")


class Models(Struct, frozen=True):
    """The spaCy pipelines that the stages run on: load once per process."""

    segment: Language
    entities: Language
    stances: Language


def load_models(weights: Path, entities_pipeline: str | None = None, shelf: Path | None = None) -> Models:
    """Load the pipelines, once the weights' files are found to be the manifest's.

    Args:
        weights: the folder that `python -m model.export` writes.
        entities_pipeline: the name or path of another spaCy pipeline to find mentions with.
        shelf: a folder in memory in which the processes of this machine hand each other what the encoder made.

    Raises:
        WeightsError: a file is missing, or its checksum is not the manifest's, or the pipeline is not installed.
    """
    _check(weights)
    ours = spacy.blank("en")
    _work_out_only([IS_SPACE], ours)
    ours.tokenizer = Words(ours, common_words(weights))
    ours.add_pipe("stancewire_encoder", config={"weights": str(weights), "shelf": str(shelf) if shelf else None})
    ours.add_pipe("stancewire_mentions")
    stances = spacy.blank("en", vocab=ours.vocab)
    stances.tokenizer = ours.tokenizer
    stances.add_pipe("stancewire_encoder", source=ours)  # the very same one: loaded once
    stances.add_pipe("stancewire_attributions", config={"weights": str(weights)})
    stances.add_pipe("stancewire_leaning", config={"weights": str(weights)})
    segment = spacy.load(weights / "senter")
    _work_out_only([NORM, PREFIX, SUFFIX, SHAPE], segment)
    return Models(
        segment=segment,
        entities=_load_pipeline(entities_pipeline) if entities_pipeline else ours,
        stances=stances,
    )


def _work_out_only(attributes: Sequence[int], nlp: Language) -> None:
    """What a pipeline knows of every new word: spaCy works out much more, which nothing of ours reads."""
    getters = nlp.vocab.lex_attr_getters  # type: ignore[attr-defined]  # missing in spaCy's stub
    nlp.vocab.lex_attr_getters = {attribute: getters[attribute] for attribute in attributes}  # type: ignore[attr-defined]


def _load_pipeline(name: str) -> Language:
    try:
        return spacy.load(name)
    except OSError as error:
        raise WeightsError(
            f"the spaCy pipeline {name!r} is not installed: install it, or unset STANCEWIRE_ENTITIES_PIPELINE"
        ) from error


def stage_versions(weights: Path, entities_pipeline: str | None = None, *, narrator: bool = False) -> Versions:
    """The version that each stage writes beside its result: the code's, and the weights' where they were used.

    Reads the manifest only, so that a worker of the clean stage need not load the weights.

    Raises:
        WeightsError: the manifest is missing or damaged.
    """
    code = f"{VERSION}+{_code_checksum()}"
    with_weights = f"{code}.{_checksum(json.dumps(_manifest(weights), sort_keys=True).encode())}"
    entities = f"{with_weights}.{entities_pipeline}" if entities_pipeline else with_weights
    stances = f"{entities}.narrator" if narrator else entities
    return Versions(clean=code, segment=with_weights, entities=entities, stances=stances)


@cache
def _code_checksum() -> str:
    """Of the files in `tasks/` and the libraries that shape a result: one is never current when these have changed."""
    libraries = " ".join(f"{name}-{version(name)}" for name in _LIBRARIES)
    shaping = (path for path in _CODE.rglob("*") if path.parent.name != "scoring")  # which only judges results
    files = sorted(path for path in shaping if path.suffix in (".py", ".tsv", ".toml", ".txt"))
    return _checksum(b"\0".join([libraries.encode(), *(path.read_bytes() for path in files)]))


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def _manifest(weights: Path) -> dict[str, str]:
    file = weights / "manifest.json"
    try:
        manifest: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise WeightsMissing(f"{file} is missing: run `git checkout model/weights` in the checkout") from error
    except ValueError as error:
        raise WeightsDamaged(f"{file} is damaged: run `git checkout model/weights` in the checkout") from error
    return manifest


def _check(weights: Path) -> None:
    for name, expected in _manifest(weights).items():
        path = weights / name
        if not path.is_file():
            raise WeightsMissing(f"{path} is missing: run `git checkout model/weights` in the checkout")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise WeightsDamaged(f"{path} is damaged (checksum): run `git checkout model/weights` in the checkout")
