"""`stancewire show` and `stancewire status`: what is known of a document, a job, and all jobs."""

from __future__ import annotations

from config import load_settings
from workers.commands.exits import Exit, Trouble
from workers.commands.output import write_line
from workers.store import Job, open_store


def show(identifier: str) -> Exit:
    """Print a document's record."""
    record = open_store(load_settings()).record(identifier)
    if not record:
        raise Trouble(
            Exit.NOT_KNOWN,
            f"no document has the id {identifier}: `stancewire submit` prints the ids, "
            f"and a document is forgotten after {load_settings().results_days} days",
        )
    write_line(record)
    return Exit.DONE


def status(identifier: str | None) -> Exit:
    """Print the counts of one job, or a line for each of the newest jobs."""
    store = open_store(load_settings())
    if identifier is None:
        jobs = store.jobs()
        print(f"{'job':20} {'created':25} {'total':>7} {'done':>7} {'failed':>7} {'skipped':>7}")
        for job in jobs:
            print(f"{job.id:20} {job.created:25} {job.total:7} {job.done:7} {job.failed:7} {job.skipped:7}")
        return Exit.DONE
    job_or_none = store.job(identifier)
    if not job_or_none:
        raise Trouble(Exit.NOT_KNOWN, f"no job has the id {identifier}: `stancewire status` lists the newest")
    _show_job(job_or_none)
    return Exit.DONE


def _show_job(job: Job) -> None:
    print(f"{'stage':10} {'done':>7} {'failed':>7} {'skipped':>7}")
    for stage, counts in job.stages.items():
        print(f"{stage:10} {counts.done:7} {counts.failed:7} {counts.skipped:7}")
    print(f"{'all':10} {job.done:7} {job.failed:7} {job.skipped:7}   of {job.total} documents")
