"""What one process makes of a window, another takes from the shelf: the same bytes, once, and never more than fits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import spacy

from config import ROOT
from tasks.encoder import Encoder
from tasks.encodings import Encoding, Shelf

WEIGHTS = ROOT / "model" / "weights"
TEXT = "“We will not leave,” said Ana Reyes, who leads the U.S. team."


def made(tokens: int = 100, seed: int = 0) -> Encoding:
    numbers = np.random.default_rng(seed)
    return Encoding(*(numbers.random((tokens, width), np.float32) for width in (384, 25, 3)))


def on(folder: Path) -> Shelf:
    shelf = Shelf.in_folder(folder)
    assert shelf
    return shelf


def held(folder: Path) -> list[Path]:
    return sorted((folder / f"stancewire-{os.getuid()}").iterdir())


@pytest.mark.parametrize("tokens", [0, 1, 100])
def test_what_is_taken_is_what_was_put_and_is_taken_once(tmp_path: Path, tokens: int) -> None:
    encoding = made(tokens)
    on(tmp_path).put(b"window", encoding)
    taken = on(tmp_path).take(b"window")
    assert taken and taken.to_bytes() == encoding.to_bytes()
    assert taken.vectors.shape == (tokens, 384) and taken.cue_scores.shape == (tokens, 3)
    assert on(tmp_path).take(b"window") is None and not held(tmp_path)


def test_another_process_reads_the_same_window_without_the_network(tmp_path: Path) -> None:
    script = f"import sys, spacy; from pathlib import Path; from tasks.encoder import Encoder\n\
from tasks.encodings import Shelf\n\
Encoder(Path({str(WEIGHTS)!r}), Shelf.in_folder(Path({str(tmp_path)!r})))(spacy.blank('en')({TEXT!r}))"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
    assert len(held(tmp_path)) == 1
    encoder = Encoder(WEIGHTS, on(tmp_path))
    encoder._session = None  # type: ignore[assignment]  # whoever uses it fails
    from_the_shelf = encoder(spacy.blank("en")(TEXT))._.encoding
    assert from_the_shelf.to_bytes() == Encoder(WEIGHTS)(spacy.blank("en")(TEXT))._.encoding.to_bytes()
    assert not held(tmp_path)


def test_other_weights_have_other_windows(tmp_path: Path) -> None:
    for name in ("encoder.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(WEIGHTS / name)
    (tmp_path / "manifest.json").write_text("{}")
    Encoder(WEIGHTS, on(tmp_path))(spacy.blank("en")(TEXT))
    Encoder(tmp_path, on(tmp_path))(spacy.blank("en")(TEXT))
    assert len(held(tmp_path)) == 2


def test_the_oldest_make_room(tmp_path: Path) -> None:
    size = made().size
    on(tmp_path)
    shelf = Shelf(tmp_path / f"stancewire-{os.getuid()}", room=16 * size)
    for number in range(60):
        shelf.put(number.to_bytes(2, "big"), made(seed=number))
        os.utime(held(tmp_path)[-1], (number, number))
    assert 16 <= len(held(tmp_path)) <= 16 + 4  # the room, and what comes between two looks at it
    assert shelf.take((59).to_bytes(2, "big")) and not shelf.take((0).to_bytes(2, "big"))


def test_a_folder_that_others_can_enter_is_not_used(tmp_path: Path) -> None:
    (tmp_path / f"stancewire-{os.getuid()}").mkdir()
    (tmp_path / f"stancewire-{os.getuid()}").chmod(0o755)
    assert Shelf.in_folder(tmp_path) is None


def test_without_a_folder_the_process_keeps_for_itself(tmp_path: Path) -> None:
    assert Shelf.in_folder(tmp_path / "not" / "there") is None


def test_where_nothing_can_be_written_nothing_is_left_and_nothing_breaks(tmp_path: Path) -> None:
    shelf = on(tmp_path)
    (tmp_path / f"stancewire-{os.getuid()}").rmdir()
    shelf.put(b"window", made())
    assert shelf.take(b"window") is None
