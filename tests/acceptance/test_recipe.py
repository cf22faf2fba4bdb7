"""`make train` on a tiny slice: every step of the recipe runs, and what it makes is loaded and used."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

from config import ROOT
from tests import tiny_data

PYTHON = ROOT / "build" / "training" / "bin" / "python"
#: A fiftieth of our stories; the public sets are a few rows each.
SLICE = ("--vars.share", "0.02")
STEPS = yaml.safe_load((ROOT / "model" / "project.yml").read_text(encoding="utf-8"))["workflows"]["all"]

pytestmark = [
    pytest.mark.skipif(not PYTHON.exists(), reason="needs what training needs: run `make training`"),
    pytest.mark.timeout(900),
]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code in a folder of its own, with the tiny data beside it and in its sources.toml."""
    folder = tmp_path_factory.mktemp("recipe")
    for name in ("tasks", "workers", "config", "model", "seeds", "README.md"):
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copyfile(source, folder / name)
    (folder / "benchmarks").mkdir()
    (folder / "model" / "project.lock").unlink(missing_ok=True)
    for name in ("encoder.onnx", "roles.onnx", "stance.onnx", "manifest.json"):
        (folder / "model" / "weights" / name).unlink()
    shutil.rmtree(folder / "model" / "weights" / "senter")
    _point_sources_to(folder / "model" / "sources.toml", tiny_data.write(folder / "data"))
    return folder


def _point_sources_to(sources: Path, checksums: dict[str, str]) -> None:
    text = sources.read_text(encoding="utf-8")
    named = re.sub(r'^"(.+?)" = "[0-9a-f]{64}"$', lambda m: f'"{m[1]}" = "{checksums[m[1]]}"', text, flags=re.MULTILINE)
    sources.write_text(named, encoding="utf-8")


def run(checkout: Path, *arguments: str) -> str:
    """Run weasel there as `make train` does; what it printed."""
    environment = {**os.environ, "PYTHONPATH": str(checkout), "STANCEWIRE_DATA": str(checkout / "data")}
    environment |= {"PYTHONPYCACHEPREFIX": str(checkout / "build" / "pycache"), "PYTHONDONTWRITEBYTECODE": ""}
    ended = subprocess.run(
        [str(PYTHON), "-m", "weasel", "run", *arguments, "model", *SLICE],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout[-3000:] + ended.stderr[-3000:]
    return ended.stdout


@pytest.fixture(scope="module")
def printed(checkout: Path) -> str:
    """What the first whole run says."""
    return run(checkout, "all")


def test_every_step_runs(printed: str) -> None:
    assert re.findall(r"=+ ([\w-]+) =+", printed) == STEPS
    assert "Skipping" not in printed


def test_what_was_made_reads_a_story(checkout: Path, printed: str) -> None:
    ended = subprocess.run(
        [str(PYTHON), "-m", "workers", "run", "seeds/01-ferry-inquiry.txt"], cwd=checkout, capture_output=True
    )
    record = json.loads(ended.stdout)
    shipped = subprocess.run(
        [str(PYTHON), "-m", "workers", "run", "seeds/01-ferry-inquiry.txt"], cwd=ROOT, capture_output=True
    )
    assert (record["status"], ended.returncode) == ("done", 0)
    assert record["versions"]["stances"] != json.loads(shipped.stdout)["versions"]["stances"]


def test_the_card_says_what_was_measured(checkout: Path, printed: str) -> None:
    figures = json.loads((checkout / "benchmarks" / "figures.json").read_text(encoding="utf-8"))
    card = (checkout / "model" / "README.md").read_text(encoding="utf-8")
    assert f"**{figures['held-out']['stances']['f1']:.3f}**" in card
    assert {name for name, run in figures.items() if "f1" in json.dumps(run)} == set(figures)


def test_a_second_run_does_nothing(checkout: Path, printed: str) -> None:
    again = run(checkout, "all")
    assert re.findall(r"Skipping '([\w-]+)': nothing changed", again) == STEPS


def test_the_same_inputs_are_prepared_to_the_same_bytes(checkout: Path, printed: str) -> None:
    made = [checkout / "build" / "windows" / name for name in ("public.json", "own.json", "choosing.json")]
    before = [path.read_bytes() for path in made]
    assert "Skipping" not in run(checkout, "--force", "prepare")  # in a process with other hashes of strings
    assert [path.read_bytes() for path in made] == before


def test_a_changed_story_is_read_again_and_the_public_leg_is_not_trained_again(checkout: Path, printed: str) -> None:
    story = next((checkout / "model" / "corpus").glob("001-*.json"))
    story.write_text(story.read_text(encoding="utf-8").replace("said", "says"), encoding="utf-8")
    assert "Skipping" not in run(checkout, "prepare")
    assert "Skipping 'train-public'" in run(checkout, "train-public")
    assert "Skipping" not in run(checkout, "train-own")


def test_a_file_that_is_not_the_named_one_stops_the_fetching(checkout: Path, printed: str, tmp_path: Path) -> None:
    other = tmp_path / "data"
    shutil.copytree(checkout / "data", other)
    name = next(
        iter(tomllib.loads((checkout / "model/sources.toml").read_text(encoding="utf-8"))["source"][0]["train"])
    )
    (other / name).write_text("something else", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(checkout), "STANCEWIRE_DATA": str(other)}
    ended = subprocess.run(
        [str(PYTHON), "-m", "model.fetch", str(tmp_path / "out")],
        cwd=checkout,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ended.returncode != 0 and name in ended.stderr and "Traceback" not in ended.stderr
