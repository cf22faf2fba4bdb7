"""Each step of the recipe names every file of ours that it runs, or it would be skipped though one has changed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from weasel.util import load_project_config

from config import ROOT

MODEL = ROOT / "model"
STEPS: list[dict[str, Any]] = yaml.safe_load((MODEL / "project.yml").read_text(encoding="utf-8"))["commands"]
#: Shapes of records: a change of those changes files that are named.
SHAPES = {"tasks/records.py"}


def imported(path: Path) -> Iterator[Path]:
    """The files and packages of ours that a file imports by name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                place = ROOT / name.replace(".", "/")
                yield from (file for file in (place.with_suffix(".py"), place / "__init__.py") if file.exists())


def run_by(script: Path) -> set[Path]:
    """The script, what it imports of model/, and so on; and what these import of tasks/."""
    found, todo = set(), [script]
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            if path.is_relative_to(MODEL):
                todo += imported(path)
    return {path for path in found if path.name != "__init__.py" or path.parent.parent != ROOT}


@pytest.mark.parametrize("step", STEPS, ids=[step["name"] for step in STEPS])
def test_a_step_names_what_it_runs(step: dict[str, Any]) -> None:
    named = [(MODEL / name).resolve() for name in step["deps"] if "$" not in name]
    scripts = re.findall(r"python -m model\.(\w+)", " ".join(step["script"]))
    assert scripts
    missing = {
        path.relative_to(ROOT).as_posix()
        for script in scripts
        for path in run_by(MODEL / f"{script}.py")
        if not any(path.is_relative_to(place) for place in named)
    }
    assert missing <= SHAPES


def test_the_runner_reads_the_lists_as_they_are() -> None:
    """It makes one name of two, where a variable alone stands before one that goes on."""
    read = {step["name"]: step for step in load_project_config(MODEL)["commands"]}
    assert all(len(read[step["name"]][key]) == len(step[key]) for step in STEPS for key in ("deps", "outputs"))


@pytest.mark.parametrize("step", STEPS, ids=[step["name"] for step in STEPS])
def test_what_a_step_reads_comes_from_before_or_from_the_repository(step: dict[str, Any]) -> None:
    before = {out for other in STEPS[: STEPS.index(step)] for out in other["outputs"]}
    for name in step["deps"]:
        assert name in before or any(name.startswith(f"{out}/") for out in before) or (MODEL / name).exists()
