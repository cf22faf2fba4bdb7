"""`make demo` as a newcomer sees it: a table, the records, and nothing left behind."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
from pathlib import Path

import pytest
from rich.console import Console

from config import ROOT
from tasks.records import Meta, Party, Record, Stance
from tests.command import COMMAND, alive, descendants, environment, stancewire, wait_for
from tests.running import wait_until
from workers.commands.exits import Exit
from workers.demo import stance_table

SEEDS = sorted(path for path in (ROOT / "seeds").iterdir() if path.suffix in (".txt", ".html"))
STORY = (
    "MAYBURY (AP) — Mayor Ann Tarrow said on Monday that she opposes the second bridge. "
    "“The bridge is a disaster for Maybury,” Tarrow said.\n"
)


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The demo over all of `seeds/`, run once, and the folder that it wrote to."""
    folder = tmp_path_factory.mktemp("var")
    return stancewire("demo", "--folder", folder, COLUMNS="200"), folder / "demo"


def records(folder: Path) -> list[dict]:
    (file,) = folder.glob("*.jsonl")
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_the_seeds_become_a_table_of_who_stands_where(shown):
    ended, folder = shown
    assert ended.returncode == Exit.DONE, ended.stderr
    table = ended.stdout.decode()
    for heading in ("holder", "stance", "target", "the words that show it"):
        assert heading in table
    found = [stance for record in records(folder) for stance in record["stances"] or ()]
    assert {"favor", "against"} <= {stance["label"] for stance in found}
    for stance in found:
        if stance["label"] in ("favor", "against"):
            assert stance["holder"]["name"].split()[0] in table


def test_the_table_shows_the_words_as_they_are():
    text = "“It is a [bold]\n  disaster[/bold],” Tarrow said of the bridge. He noted its length."
    ann, bridge = Party("e1", "Ann [red] Tarrow"), Party(None, "bridge")
    stances = (
        Stance("s1", ann, bridge, "against", 0.9, (1, text.index(","))),
        Stance("s2", ann, bridge, "neutral", 0.9, (text.index("He"), len(text))),
    )
    console = Console(file=io.StringIO(), width=200)
    console.print(stance_table([Record("d1", "done", None, text, Meta(), stances=stances)]))
    row = console.file.getvalue().splitlines()[3]
    assert [cell.strip() for cell in row.strip("│").split("│")] == [
        "Ann [red] Tarrow",
        "against",
        "bridge",
        "It is a [bold] disaster[/bold]",
    ]
    assert "length" not in console.file.getvalue()


def test_the_records_are_where_it_says_and_it_counts_them(shown):
    ended, folder = shown
    said = ended.stderr.decode()
    assert str(next(folder.glob("*.jsonl"))) in said
    assert f"{len(SEEDS)} stories are in the queue" in said
    statuses = [record["status"] for record in records(folder)]
    assert len(statuses) == len(SEEDS)
    skipped = statuses.count("skipped")
    assert f"clean {len(SEEDS) - skipped} done, {skipped} skipped" in said


def test_the_queue_and_the_calling_process_make_the_same_records(shown):
    _, folder = shown
    here = [json.loads(line) for line in stancewire("run", *SEEDS).stdout.splitlines()]
    assert sorted(records(folder), key=lambda record: record["id"]) == sorted(here, key=lambda record: record["id"])


def test_one_story_of_ones_own_and_what_cannot_be_read_is_said(tmp_path):
    stories = tmp_path / "my stories"
    stories.mkdir()
    (stories / "a.txt").write_text(STORY)
    (stories / "b.txt").write_bytes(b"caf\xe9")
    (stories / "c.txt").write_text("")
    (stories / "notes.json").write_text("{}")
    ended = stancewire("demo", stories, "--folder", tmp_path / "var")
    assert ended.returncode == Exit.SEVERAL
    said = ended.stderr.decode()
    assert "b.txt is not UTF-8 at byte 3" in said
    assert "c.txt: failed: The story has no words" in said
    assert "Traceback" not in said
    assert sorted(record["status"] for record in records(tmp_path / "var" / "demo")) == ["done", "failed"]


@pytest.mark.parametrize(
    ("way", "code"), [(signal.SIGINT, Exit.INTERRUPTED), (signal.SIGKILL, -signal.SIGKILL)], ids=["Ctrl-C", "kill -9"]
)
def test_nothing_is_left_behind_when_it_is_stopped_half_way(tmp_path, way, code):
    (tmp_path / "a.txt").write_text(STORY)
    folder = tmp_path / "var" / "demo"
    command = [*COMMAND, "demo", tmp_path / "a.txt", "--folder", tmp_path / "var"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, env=environment(), start_new_session=True) as demo:
        wait_for(folder / "worker.log", "celery@", demo)
        started = descendants(demo.pid)
        assert len(started) >= 3, "the keeper, Redis and the worker"
        demo.send_signal(way)
        said = demo.stderr.read().decode()
    assert demo.returncode == code
    assert "Traceback" not in said
    wait_until(lambda: not alive(started))
    wait_until(lambda: [file.name for file in folder.iterdir()] == ["worker.log"])


def test_a_worker_that_dies_is_said_with_its_log(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    log = tmp_path / "var" / "demo" / "worker.log"
    command = [*COMMAND, "demo", tmp_path / "a.txt", "--folder", tmp_path / "var"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, env=environment()) as demo:
        wait_for(log, "celery@", demo)
        for pid in descendants(demo.pid):
            words = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout
            if " worker " in words:
                os.kill(pid, signal.SIGKILL)
        said = demo.stderr.read().decode()
    assert demo.returncode == Exit.WORKER_DIED
    assert f"{log} says why" in said


def test_on_a_terminal_the_progress_stays_in_place(tmp_path):
    (tmp_path / "a.txt").write_text(STORY)
    ours, theirs = pty.openpty()
    command = [*COMMAND, "demo", tmp_path / "a.txt", "--folder", tmp_path / "var"]
    demo = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs, env=environment(TERM="xterm"))
    os.close(theirs)
    said = b"".join(read_all(ours))
    assert demo.wait() == Exit.DONE
    assert b"docs/s" in said
    assert b"\x1b[1A" in said, "the cursor goes up to write over the lines"


def read_all(terminal: int):
    """What is written to a terminal until its other end is closed."""
    with os.fdopen(terminal, "rb", buffering=0) as file:
        while True:
            try:
                part = file.read(4096)
            except OSError:  # how Linux says that it was closed
                return
            if not part:  # how macOS says it
                return
            yield part
