"""`stancewire failed` and `stancewire retry`: what could not be done, why, and once more."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import asdict

from config import load_settings
from workers.commands.exits import Exit, Trouble, say
from workers.commands.output import write_line
from workers.pipeline import retry as hand_back
from workers.store import Store, open_store


def failed(job: str | None) -> Exit:
    """Print a line for each failed document, of one job or of all, the newest first."""
    store = open_store(load_settings())
    if job and not store.job(job):
        raise Trouble(Exit.NOT_KNOWN, f"no job has the id {job}: `stancewire status` lists the newest")
    of_job = set(store.documents(job)) if job else None
    for identifier in store.failed():
        if of_job is None or identifier in of_job:
            _show(store, identifier)
    return Exit.DONE


def _show(store: Store, identifier: str) -> None:
    failure = store.failure(identifier)
    if failure:
        write_line({"id": identifier, **asdict(failure)})


def retry(identifiers: Iterable[str]) -> Exit:
    """Set failed documents going again; a document that cannot be is named, with the reason."""
    store = open_store(load_settings())
    identifiers = list(dict.fromkeys(identifiers))
    going = set(hand_back(identifiers, store=store))
    for identifier in identifiers:
        if identifier in going:
            print(identifier)
        else:
            say(f"{identifier}: {_why_not(store, identifier)}")
    return Exit.DONE if len(going) == len(identifiers) else Exit.NOT_KNOWN


def _why_not(store: Store, identifier: str) -> str:
    record = store.record(identifier)
    if not record:
        return "no document has this id: `stancewire failed` lists those that have failed"
    if record.status != "failed":
        return f"it is {record.status}, not failed, and is left as it is"
    return "its text was not kept, since it is too long: hand it in again"
