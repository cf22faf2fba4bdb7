"""The model card and the README say what was measured, of the weights that ship."""

from __future__ import annotations

import json

import pytest

from config import ROOT
from model.card import BLOCKS, ROWS, read_figures, written
from model.evaluate import COMMANDS
from tasks.models import stage_versions

PAGES = ("README.md", "model/README.md")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_as_the_card_step_writes_it(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert "<!-- figures -->" in text
    assert written(text) == text, "run `python -m model.card`"


def test_the_figures_are_those_of_the_weights_that_ship() -> None:
    shipped = stage_versions(ROOT / "model" / "weights").stances.rpartition(".")[2]
    measured = {run["version"].rpartition(".")[2] for run in read_figures().values()}
    assert measured == {shipped}, "run `make train STEP=evaluate`, then STEP=card"


def test_each_figure_has_a_command_and_each_command_a_figure() -> None:
    assert {row.run for row in ROWS} == set(COMMANDS) == set(read_figures())
    assert {name: run["command"] for name, run in read_figures().items()} == COMMANDS


def test_what_ships_is_no_more_than_fifty_megabytes() -> None:
    total = BLOCKS["sizes"]().splitlines()[-1].split("|")[2]
    assert 20_000_000 < int(total.replace(",", "")) <= 50_000_000


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_is_a_table_with_cells_in_every_row(name: str) -> None:
    head, rule, *rows = BLOCKS[name]().splitlines()
    assert rows and {line.count("|") for line in (head, rule, *rows)} == {head.count("|")}


def test_what_stands_outside_of_the_blocks_stays() -> None:
    page = "before\n<!-- sizes -->\nold\n<!-- end of sizes -->\nafter <!-- a remark -->\n"
    new = written(page)
    assert new.startswith("before\n<!-- sizes -->\n| file |") and new.endswith("-->\nafter <!-- a remark -->\n")
    assert "old" not in new
    assert json.loads((ROOT / "model/weights/manifest.json").read_text()).keys() <= {
        line.split("`")[1] for line in new.splitlines() if "`" in line
    }
