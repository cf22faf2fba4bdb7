"""The shipped weights are at least as good as `benchmarks/floors.json` says, on stories that were never trained on."""

from __future__ import annotations

import subprocess
import sys
from functools import cache

import pytest

from benchmarks.floors import (
    FIGURES,
    PUBLIC,
    PUBLIC_FIGURES,
    TOLERANCE,
    Pinned,
    checksums,
    measured,
    pinned,
    raised,
    recorded,
    refused,
    sets,
)
from config import ROOT
from model.card import at, read_figures
from workers.evaluation import Stages

AGAIN = "run `python -m benchmarks.floors --pin`"


@cache
def stages() -> Stages:
    return Stages()


@cache
def figures(group: str) -> dict[str, float]:
    return measured(sets()[group], stages())


@pytest.mark.parametrize("group", sets())
def test_floors_are_pinned_for_the_files_as_they_are(group: str) -> None:
    assert checksums(sets()[group]) == pinned()[group].files, f"a story has changed: {AGAIN}"


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("group", sets())
def test_no_figure_is_below_its_floor(group: str, name: str) -> None:
    assert figures(group)[name] >= pinned()[group].floors[name] - TOLERANCE


@pytest.mark.parametrize("name", PUBLIC_FIGURES)
def test_no_figure_on_the_public_sets_is_below_its_floor(name: str) -> None:
    assert recorded()[name] >= pinned()[PUBLIC].floors[name] - TOLERANCE


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("group", sets())
def test_what_is_recorded_is_what_the_stages_do_now(group: str, name: str) -> None:
    now, then = figures(group)[name], at(read_figures()[group], FIGURES[name])
    assert now == pytest.approx(then, abs=2 * TOLERANCE), "run `make train STEP=evaluate`, then STEP=card"


def test_there_are_stories_to_measure_on() -> None:
    assert {group: len(paths) >= 15 for group, paths in sets().items()} == {"seeds": True, "held-out": True}


def pins(**floors: float) -> dict[str, Pinned]:
    return {"seeds": Pinned(floors, {})}


LINE = "**Floor lowered: seeds, names, 0.9 to 0.8.**"

REFUSALS: list[tuple[str, dict[str, Pinned], dict[str, Pinned], str, bool, list[str]]] = [
    # what it is, old floors, new ones, the decisions, whether the switch is given, what is refused
    ("the first pins", {}, pins(names=0.8), "", False, []),
    ("the same", pins(names=0.9), pins(names=0.9), "", False, []),
    ("higher", pins(names=0.9), pins(names=0.95), "", False, []),
    ("one more figure", pins(names=0.9), pins(names=0.9, targets=0.1), "", False, []),
    ("lower", pins(names=0.9), pins(names=0.8), "", False, [LINE]),
    ("lower, with a line and without the switch", pins(names=0.9), pins(names=0.8), f"{LINE} So be it.", False, [LINE]),
    ("lower, with the switch and without a line", pins(names=0.9), pins(names=0.8), "Other things.", True, [LINE]),
    ("lower, with the switch and a line without a reason", pins(names=0.9), pins(names=0.8), f"{LINE}\n", True, [LINE]),
    ("lower, with both", pins(names=0.9), pins(names=0.8), f"# Why\n\n{LINE} So be it.\n", True, []),
    ("a figure gone", pins(names=0.9), pins(), "", False, [LINE.replace("0.8", "none")]),
    ("a set gone", pins(names=0.9), {}, "", False, [LINE.replace("0.8", "none")]),
    (
        "lower twice, explained once",
        pins(names=0.9, targets=0.7),
        pins(names=0.8, targets=0.6),
        f"{LINE} So be it.",
        True,
        ["**Floor lowered: seeds, targets, 0.7 to 0.6.**"],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "decisions", "allow", "expected"), [row[1:] for row in REFUSALS], ids=[row[0] for row in REFUSALS]
)
def test_a_floor_is_lowered_only_with_the_switch_and_a_reason(
    old: dict[str, Pinned], new: dict[str, Pinned], decisions: str, allow: bool, expected: list[str]
) -> None:
    assert refused(old, new, decisions, allow=allow) == expected


RAISES: list[tuple[str, dict[str, Pinned], float, float]] = [
    # what it is, old floors, the figure, the new floor
    ("the first", {}, 0.8, 0.8),
    ("higher", pins(names=0.9), 0.95, 0.95),
    ("lower by less than another processor may make it: the floor stays", pins(names=0.9), 0.896, 0.9),
    ("lower by more", pins(names=0.9), 0.8, 0.8),
]


@pytest.mark.parametrize(("old", "figure", "floor"), [row[1:] for row in RAISES], ids=[row[0] for row in RAISES])
def test_a_new_floor(old: dict[str, Pinned], figure: float, floor: float) -> None:
    assert raised(old, pins(names=figure)) == pins(names=floor)


@pytest.mark.parametrize("options", [["--unpin"], ["--allow-regression"]])
def test_a_call_that_makes_no_sense_is_answered_and_changes_nothing(options: list[str]) -> None:
    before = pinned()
    ended = subprocess.run([sys.executable, "-m", "benchmarks.floors", *options], cwd=ROOT, capture_output=True)
    assert (ended.returncode, ended.stderr[:6], pinned()) == (2, b"usage:", before)
