"""`docs/guarantees.md` has one row for each cell of the matrix, as the tests of this run say.

FAULTS_TABLE=write makes a run of `tests/faults` write the rows. Those of tests that it leaves out stay as they are.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping

from config import ROOT
from tests.faults.cells import CELLS, Cell

PAGE = ROOT / "docs/guarantees.md"
BEGIN, END = "<!-- the matrix: begin -->", "<!-- the matrix: end -->"
WRITE = os.environ.get("FAULTS_TABLE") == "write"
HEAD = "| fault | where it strikes | what is promised | outcome | test |"


def test_the_page_has_the_rows(outcomes: dict[str, str]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    expected = f"{before}{BEGIN}\n\n{_table(outcomes, page)}\n\n{END}{after}"
    if WRITE:
        PAGE.write_text(expected, encoding="utf-8")
    else:
        assert page == expected, "FAULTS_TABLE=write pytest tests/faults writes the rows"


def _table(outcomes: Mapping[str, str], page: str) -> str:
    rows = [_row(cell, _outcome(cell, outcomes, page)) for cell in CELLS]
    return "\n".join([HEAD, "|---" * HEAD.count(" | ") + "|---|", *rows])


def _row(cell: Cell, outcome: str) -> str:
    where = f"{cell.place}, {cell.point}" if cell.point else cell.place
    test = f"`{cell.test}`" if cell.test else ""
    return f"| {cell.fault} | {where} | {cell.promise} | {outcome} | {test} |"


def _outcome(cell: Cell, outcomes: Mapping[str, str], page: str) -> str:
    """What this run says; of a cell that it has left out, what the page says."""
    if not cell.test:
        return "does not apply"
    ended = {outcomes[name] for name in cell.tests if name in outcomes}
    if not ended:
        return "kept" if _row(cell, "kept") in page else "not run"
    return "kept" if ended == {"passed"} else "not kept"


def test_each_row_names_a_test() -> None:
    assert [cell for cell in CELLS if cell.test and not _is_there(cell.test)] == []


def _is_there(test: str) -> bool:
    file, _, name = test.partition("::")
    return hasattr(importlib.import_module(f"tests.faults.{file.removesuffix('.py')}"), name)
