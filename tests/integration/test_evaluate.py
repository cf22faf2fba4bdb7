"""`stancewire evaluate` on small data: figures on the standard output, predictions in the form of their rows."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from config import ROOT
from tests.command import stancewire

FIRST = "“The harbour is ours,” Mayor Ingrid Solheim said on Monday."
SECOND = "Ingrid Solheim praised the new harbour. She was born in Oslo."


def at(text: str, words: str) -> list[int]:
    return [text.index(words), text.index(words) + len(words)]


SENTENCES = [[at(FIRST, FIRST)], [at(SECOND, SECOND[:39]), at(SECOND, SECOND[40:])]]
PERSON = [*at(FIRST, "Ingrid Solheim"), "PER"]

ROWS: dict[str, list[dict[str, Any]]] = {
    "segment": [{"text": text, "sents": sents} for text, sents in zip([FIRST, SECOND], SENTENCES, strict=True)],
    "entities": [{"text": FIRST, "spans": [PERSON]}, {"text": SECOND, "spans": [[0, 14, "PER"]]}],
    "statements": [
        {"text": FIRST, "quotes": [{"content": at(FIRST, "“The harbour is ours,”"), "source": PERSON[:2]}]},
        {"text": SECOND, "quotes": []},
    ],
    "stance": [
        {"text": FIRST, "target_start": 28, "target_end": 42, "label": "neutral"},
        {
            "text": SECOND,
            "target_start": 27,
            "target_end": 38,
            "holder_start": 0,
            "holder_end": 14,
            "label": "positive",
        },
    ],
}
CHANGED = {"segment": {"sents"}, "entities": {"spans"}, "statements": {"quotes"}, "stance": {"label", "scores"}}


def measured(folder: Path, task: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    rows = [{**row, "id": f"row {number}"} for number, row in enumerate(ROWS[task])]
    (folder / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)) + "\n")
    ended = stancewire("evaluate", task, "rows.jsonl", "--predictions", "out.jsonl", cwd=folder)
    assert (ended.returncode, ended.stderr) == (0, b""), ended.stderr.decode()
    return json.loads(ended.stdout), [json.loads(line) for line in (folder / "out.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("task", ROWS)
def test_predictions_are_rows_in_the_order_of_the_input(tmp_path: Path, task: str) -> None:
    figures, found = measured(tmp_path, task)
    assert (figures["task"], figures["path"], figures["rows"]) == (task, "rows.jsonl", 2)
    assert [row["id"] for row in found] == ["row 0", "row 1"]
    for row, answer in zip(ROWS[task], found, strict=True):
        assert set(answer) == {*row, "id"} | CHANGED[task]
        assert all(answer[key] == value for key, value in row.items() if key not in CHANGED[task])


def test_sentences(tmp_path: Path) -> None:
    figures, found = measured(tmp_path, "segment")
    assert [row["sents"] for row in found] == SENTENCES
    assert figures["sentences"] == {
        "precision": 1.0,
        "recall": 1.0,
        "f1": 1.0,
        "interval": [1.0, 1.0],
        "predicted": 3,
        "gold": 3,
    }


def test_names_keep_our_types_and_those_that_are_not_annotated_do_not_count(tmp_path: Path) -> None:
    figures, found = measured(tmp_path, "entities")
    assert [*PERSON[:2], "PERSON"] in found[0]["spans"]
    assert [*at(FIRST, "Monday"), "DATE"] in found[0]["spans"]
    assert (figures["collapsed"]["predicted"], figures["full"], set(figures["classes"])) == (2, None, {"PER"})


def test_a_quotation_has_its_spans_whole_and_in_parts(tmp_path: Path) -> None:
    figures, found = measured(tmp_path, "statements")
    (quote,) = found[0]["quotes"]
    assert FIRST[slice(*quote["content"])] == "The harbour is ours"
    assert "Ingrid Solheim" in FIRST[slice(*quote["source"])]
    assert (quote["content_parts"], quote["source_parts"]) == ([quote["content"]], [quote["source"]])
    assert figures["statements"]["exact"]["statements"]["recall"] == 1.0
    assert figures["statements"]["exact"]["speaker"]["value"] == 1.0


def test_a_stance_has_a_probability_for_each_label(tmp_path: Path) -> None:
    figures, found = measured(tmp_path, "stance")
    for row in found:
        assert sum(row["scores"].values()) == pytest.approx(1, abs=0.001)
        assert row["label"] == max(row["scores"], key=row["scores"].get)
    assert figures["majority"]["accuracy"] == 0.5


def test_stories_give_the_same_records_as_run(tmp_path: Path) -> None:
    for name in ("05-rail-strike.json", "05-rail-strike.txt", "06-water-accord.json", "15-puente-cerrado.json"):
        shutil.copy(ROOT / "seeds" / name, tmp_path)
    ended = stancewire("evaluate", "stories", ".", "--predictions", "records.jsonl", cwd=tmp_path)
    figures = json.loads(ended.stdout)
    assert (ended.returncode, figures["stories"], figures["not_done"]) == (0, 2, 0)
    first, _, third = (tmp_path / "records.jsonl").read_text().splitlines()
    assert first == stancewire("run", "05-rail-strike.txt", cwd=tmp_path).stdout.decode().strip()
    assert json.loads(third)["status"] == "skipped"
    held_out = stancewire("evaluate", "stories", ".", "--held-out", cwd=tmp_path)
    assert json.loads(held_out.stdout)["stories"] == 1
