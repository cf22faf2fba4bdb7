"""All training data in one place: the public sets by name, and our own stories."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from model.entity_sources import SOURCES, entity_windows
from model.own_stories import story_windows
from model.stance_sources import sentences, stance_windows
from model.treebank import treebank_windows
from model.windows import Window
from tasks.scoring.annotation import is_for_choosing, is_held_out

OWN = Path(__file__).parent / "corpus"


def public_windows(data: Path) -> dict[str, list[Window]]:
    """Everything under the data folder that may train weights that ship, by the name of the set."""
    public = {name: list(entity_windows(data / "entities", name)) for name in SOURCES}
    stance = data / "stance"
    development = frozenset().union(*(sentences(path) for path in stance.glob("*_dev.jsonl")))
    for name in ("newsmtsc_train", "dse_train"):
        public[name] = list(stance_windows(stance / f"{name}.jsonl", without=development))
    for name in ("en_ewt-ud-train", "en_gum_permissive-train"):
        public[name] = _mostly_with_statements(treebank_windows(data / "segment" / f"{name}.conllu"))
    return public


def own_windows() -> list[Window]:
    """Our stories that are trained on."""
    return _of_stories(lambda path: not is_held_out(path))


def choosing_windows() -> list[Window]:
    """Our stories that thresholds are chosen on, and nothing is trained on: their number ends in 5."""
    return _of_stories(is_for_choosing)


def _of_stories(wanted: Callable[[Path], bool]) -> list[Window]:
    return [window for path in sorted(OWN.glob("*.json")) if wanted(path) for window in story_windows(path)]


def _mostly_with_statements(windows: Iterable[Window]) -> list[Window]:
    """Sentences with a statement and their next neighbours; first person is left out, as no story is told in it."""
    windows = [window for window in windows if not _first_person(window)]
    near = {index + step for index, window in enumerate(windows) if window.attributions for step in (-1, 0, 1)}
    return [window for index, window in enumerate(windows) if index in near]


def _first_person(window: Window) -> bool:
    words = {window.text[start:end].lower() for a in window.attributions or () for start, end in a.source}
    return bool(words & {"i", "we", "you", "i'm", "i’m"})
