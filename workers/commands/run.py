"""`stancewire run`: the four stages in this process."""

from __future__ import annotations

from functools import cache

import tasks
from config import load_settings
from tasks.records import Versions
from workers.batch import current_versions
from workers.commands.exits import Exit, Trouble, of_failure, say, together
from workers.commands.inputs import Format, Read, read_files
from workers.commands.output import verdict, write_line
from workers.pipeline import run_stages


def run(files: tuple[str, ...], encoding: str, format: Format | None) -> Exit:
    """Print the record of each story; a trouble with one leaves the others alone."""
    limit = load_settings().max_characters
    exits = {_answer(item) for item in read_files(files, encoding=encoding, format=format, longest=limit)}
    return together(exits)


def _answer(item: Read | Trouble) -> Exit:
    if isinstance(item, Trouble):
        say(item)
        return item.exit
    record, failure = run_stages(item.story, *_loaded(), load_settings())
    write_line(record)
    if record.status != "done":
        say(verdict(item.name, record))
    return of_failure(failure)


@cache
def _loaded() -> tuple[tasks.Models, Versions]:
    """The models, loaded when the first story needs them."""
    settings = load_settings()
    return tasks.load_models(settings.weights, settings.entities_pipeline), current_versions(settings)
