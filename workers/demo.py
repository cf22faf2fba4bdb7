"""`stancewire demo`: stories go through a real queue, and a table says who stands where."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from config import ROOT, load_settings
from tasks.records import Record
from workers.commands.exits import Exit, Trouble, of_failure, say, together
from workers.commands.inputs import Read, read_files
from workers.commands.output import verdict, write_line
from workers.commands.submit import progress
from workers.commands.up import check_weights, start_worker, variables
from workers.keeper import is_running
from workers.pipeline import submit
from workers.server import Server, make_folder, private_server
from workers.store import Counts, Job, open_store

SUFFIXES = (".txt", ".html")
SHOWN = ("favor", "against")  #: where somebody stands; the records have the neutral and unclear ones too
WORKER_PROCESSES = min(4, os.cpu_count() or 1)  # each holds the models in memory


def demo(stories: str | None, folder: Path) -> Exit:
    """Start a private Redis and a worker, send the stories through, show what came out, stop everything."""
    make_folder(folder)
    items = list(read_files(map(str, _files(stories)), longest=load_settings().max_characters))
    troubles = [item for item in items if isinstance(item, Trouble)]
    for trouble in troubles:
        say(trouble)
    readable = [item for item in items if isinstance(item, Read)]
    if not readable:
        return together({trouble.exit for trouble in troubles})
    check_weights()
    with tempfile.TemporaryDirectory(prefix="redis-", dir=folder) as data, private_server(Path(data)) as server:
        server.keeper.remove(Path(data))  # when we are killed, nobody else does
        return together({trouble.exit for trouble in troubles} | _show(server, readable, folder))


def _files(stories: str | None) -> list[Path]:
    path = Path(stories) if stories else ROOT / "seeds"
    if not path.is_dir():
        return [path]
    found = sorted(file for file in path.iterdir() if file.suffix in SUFFIXES)
    if not found:
        raise Trouble(Exit.NO_STORIES, f"{path} has no story in it: put *.txt or *.html files there, or name others")
    return found


def _show(server: Server, readable: list[Read], folder: Path) -> set[Exit]:
    _point_to(server)
    store = open_store(load_settings())
    log = folder / "worker.log"
    worker = start_worker(server, "--concurrency", str(WORKER_PROCESSES), log=log, grace=3)
    submission = submit(item.document for item in readable)
    say(f"{len(set(submission.ids))} stories are in the queue; the worker starts (its log: {log}).")
    _watch(_while_alive(progress(store, submission.job), worker, log))
    names = {item.story.id: item.name for item in readable}
    records = {name: record for key, name in names.items() if (record := store.record(key))}
    table = stance_table(records.values())
    found = sum(len(record.stances or ()) for record in records.values())
    if table.row_count:
        Console().print(table)
    say(f"{found} stances were found, {found - table.row_count} of them neutral or unclear and not in the table.")
    _tell_failures(records)
    _save(records.values(), folder)
    return {of_failure(store.failure(key)) for key in names}


def _point_to(server: Server) -> None:
    """Make the private server this process's own, before Celery reads its settings."""
    os.environ.update(variables(server))
    load_settings.cache_clear()


def _while_alive(states: Iterator[Job], worker: int, log: Path) -> Iterator[Job]:
    for state in states:
        if not state.finished and not is_running(worker):
            raise Trouble(Exit.WORKER_DIED, f"the worker ended by itself: {log} says why")
        yield state


def _watch(states: Iterator[Job]) -> None:
    """Show a line per stage until the job is through: in place on a terminal, else a line for each change."""
    console = Console(stderr=True)
    start, shown = time.monotonic(), ""
    with Live(console=console, refresh_per_second=8) if console.is_terminal else nullcontext() as live:
        for state in states:
            seconds = time.monotonic() - start
            if live:
                live.update(progress_table(state, seconds))
            elif (line := progress_line(state)) != shown:
                shown = line
                say(f"{seconds:5.1f} s  {line}")
    say(f"{state.total} stories in {seconds:.1f} s, the worker's start included: {state.total / seconds:.1f} docs/s.")


def progress_table(job: Job, seconds: float) -> Table:
    """A line per stage: what came out of it so far, and how many documents a second that is."""
    table = Table("stage", box=None, title=f"{job.total} stories, {seconds:.0f} s", title_justify="left")
    for heading in ("done", "failed", "skipped", "docs/s"):
        table.add_column(heading, justify="right")
    for stage, counts in job.stages.items():
        out = counts.done + counts.failed + counts.skipped
        table.add_row(stage, *map(str, (counts.done, counts.failed, counts.skipped)), f"{out / max(seconds, 0.1):.1f}")
    return table


def progress_line(job: Job) -> str:
    """The same in one line, for a log."""
    return " · ".join(f"{stage} {_in_words(counts)}" for stage, counts in job.stages.items())


def _in_words(counts: Counts) -> str:
    numbers = {"done": counts.done, "failed": counts.failed, "skipped": counts.skipped}
    return ", ".join(f"{number} {word}" for word, number in numbers.items() if number or word == "done")


def stance_table(records: Iterable[Record]) -> Table:
    """Who is for or against what, and the words that show it."""
    table = Table("holder", "stance", "target", "the words that show it")
    for record in records:
        for stance in record.stances or ():
            if stance.label in SHOWN:
                start, end = stance.evidence
                words = " ".join((record.text or "")[start:end].split())
                table.add_row(*map(Text, (stance.holder.name, stance.label, stance.target.name, words)))
    return table


def _tell_failures(records: Mapping[str, Record]) -> None:
    for name, record in records.items():
        if record.status != "done":
            say(verdict(name, record))


def _save(records: Iterable[Record], folder: Path) -> None:
    file = folder / f"{datetime.now():%Y-%m-%d-%H%M%S}.jsonl"
    with file.open("wb") as lines:
        for record in records:
            write_line(record, lines)
    say(f"The full records, one JSON object a line: {file}")
