"""The `stancewire` command: what it offers. What each word does is in `workers/commands/`."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

from config import ROOT
from workers.commands.exits import Exit, as_trouble, say

EXAMPLE = "\b\nExample:\n  $ "


def _identifier(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None or re.fullmatch(r"[A-Za-z0-9._-]{1,100}", value):
        return value
    raise click.BadParameter(f"{value!r} is no id: `stancewire submit` prints the ids")


folder = click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=ROOT / "var",
    help="Where data and logs go; by default var/ in the checkout.",
)
files = click.argument("files", nargs=-1, required=True, metavar="FILE...")
encoding = click.option("--encoding", default="utf-8", show_default=True, help="How the files' characters are encoded.")
formats = click.option(
    "--format",
    type=click.Choice(["text", "html", "json", "jsonl"]),
    help="What the files are; by default it goes by the suffix, and anything without .html, .json or .jsonl is text.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="stancewire")
def cli() -> None:
    """Who said what about whom, and where do they stand.

    Results go to the standard output, messages to the standard error. FILE is a text, an .html page, a .json document
    or list of documents, or .jsonl with a document a line; a document is {"text" or "html", and if you like "id",
    "url", "source", "published", "title"}. `-` is the standard input.
    """


@cli.command(epilog=EXAMPLE + "stancewire run story.txt page.html > records.jsonl")
@files
@encoding
@formats
def run(**given: Any) -> Exit:
    """Run the four stages here. Prints a JSON record a line; needs no Redis and no Celery."""
    from workers.commands.run import run

    return run(**given)


@cli.command(epilog=EXAMPLE + "stancewire submit stories/*.txt --wait")
@files
@encoding
@formats
@click.option("--job", help="The job to add the documents to; by default a new one.")
@click.option("--wait", is_flag=True, help="Show progress until all documents are through.")
@click.option("--on-disk", is_flag=True, help="Come back only when Redis (7.2 or newer) has them on its disk.")
@click.option("--urgent", is_flag=True, help="Before everything that is queued and not urgent, at every stage.")
def submit(**given: Any) -> Exit:
    """Send documents through the queue. Prints the job's id and the documents' ids as JSON."""
    from workers.commands.submit import submit

    return submit(**given)


@cli.command(epilog=EXAMPLE + "stancewire show d0123456789abcdef01234567 | jq .stances")
@click.argument("identifier", metavar="ID", callback=_identifier)
def show(identifier: str) -> Exit:
    """Print a document's record as JSON. It has what the stages have found so far."""
    from workers.commands.look import show

    return show(identifier)


@cli.command(epilog=EXAMPLE + "stancewire status")
@click.argument("job", required=False, callback=_identifier)
def status(job: str | None) -> Exit:
    """Count what a job has done. Gives the numbers of JOB at each stage; without JOB, lists the newest jobs."""
    from workers.commands.look import status

    return status(job)


@cli.command(epilog=EXAMPLE + "stancewire failed monday")
@click.argument("job", required=False, callback=_identifier)
def failed(job: str | None) -> Exit:
    """List documents that have failed. Prints a JSON line for each of JOB, or of all: id, stage, error, why, when."""
    from workers.commands.failures import failed

    return failed(job)


@cli.command(epilog=EXAMPLE + "stancewire retry $(stancewire failed monday | jq -r .id)")
@click.argument("identifiers", nargs=-1, required=True, metavar="ID...")
def retry(identifiers: tuple[str, ...]) -> Exit:
    """Try failed documents again. Each goes on from the stage at which it failed; prints the ids that do."""
    from workers.commands.failures import retry

    return retry(identifiers)


@cli.command(epilog=EXAMPLE + "stancewire follow stances --group archive >> archive.jsonl")
@click.argument("stage", type=click.Choice(["clean", "segment", "entities", "stances"]))
@click.option("--group", default="follow", show_default=True, help="Readers of one group share the entries.")
@click.option(
    "--claim-after",
    type=click.IntRange(0, 365 * 24 * 3600),
    default=60,
    show_default=True,
    help="Seconds after which a dead reader's entries are ours.",
)
@click.option("--stop-at-end", is_flag=True, help="Stop when nothing is left to read, instead of waiting for more.")
def follow(**given: Any) -> Exit:
    """Print a line for each document that leaves STAGE. The JSON has its record; each group of readers gets it once."""
    from workers.commands.follow import follow

    return follow(**given)


@cli.command(epilog=EXAMPLE + "stancewire settings")
def settings() -> Exit:
    """Print the settings in force. Says where each comes from and what it means; passwords are hidden."""
    from workers.commands.settings import show_settings

    return show_settings()


@cli.command(epilog=EXAMPLE + "stancewire evaluate stories seeds")
@click.argument("task", metavar="TASK", type=click.Choice(["segment", "entities", "statements", "stance", "stories"]))
@click.argument("path")
@click.option(
    "--predictions", metavar="FILE", help="Write what was found: a line for each row, in the form of its row."
)
@click.option("--held-out", is_flag=True, help="Only stories that were never trained on: numbers that end in 0 or 5.")
def evaluate(**given: Any) -> Exit:
    """Measure on annotated data. Prints figures as JSON.

    TASK is segment, entities, statements or stance, with a .jsonl file of rows as PATH; or stories, with a folder of
    annotated stories, or a pattern in quotes. benchmarks/README.md shows the rows and says what is counted as right.
    """
    from workers.commands.evaluate import evaluate

    return evaluate(**given)


@cli.command(epilog=EXAMPLE + "stancewire demo stories/")
@click.argument("stories", required=False)
@folder
def demo(stories: str | None, folder: Path) -> Exit:
    """Show who stands where in some stories. Sends STORIES, a file or a folder (seeds/), through a queue of our own."""
    from workers.demo import demo

    return demo(stories, folder / "demo")


@cli.command(epilog=EXAMPLE + "stancewire up --flower-port 8080")
@click.option("--flower-port", default=5555, show_default=True, help="Where Flower listens, on this machine only.")
@folder
def up(flower_port: int, folder: Path) -> Exit:
    """Start Redis, a worker and Flower. They are private; Ctrl-C stops them, and the data is kept."""
    from workers.commands.up import up

    return up(flower_port, folder)


def main() -> None:
    """Run the command, answer trouble with a sentence, and exit with a code from `Exit`."""
    sys.exit(_outcome())


def _outcome() -> int:
    try:
        return int(cli.main(prog_name="stancewire", standalone_mode=False) or Exit.DONE)
    except click.Abort:  # Ctrl-C
        say("Stopped.")
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit:  # how click ends when whoever read us, `head` perhaps, has had enough: no error of ours
        return Exit.DONE
    except Exception as error:
        trouble = as_trouble(error)
        if not trouble:
            raise  # a bug: the traceback is what a report needs
        say(trouble)
        return trouble.exit
