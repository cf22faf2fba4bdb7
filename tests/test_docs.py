"""The documents say what is so: every command, setting and exit code, every link, every command line."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from redis import Redis

from config import ROOT
from config.settings import PREFIX, Settings
from tests.command import stancewire
from tests.running import Worker, wait_until
from workers.app import app
from workers.cli import cli
from workers.commands import exits
from workers.commands.exits import Exit

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTS = [
    *sorted(ROOT.glob("*.md")),
    *sorted(ROOT.glob("docs/*.md")),
    ROOT / "benchmarks/README.md",
    ROOT / "model/README.md",
    ROOT / "seeds/README.md",
]
OURS = "stancewire"
ALONE = ("run", "settings")  #: commands that need no Redis


def test_the_readme_lists_the_commands_as_they_are() -> None:
    assert_table({f"`{OURS} {name}`": summary(command) for name, command in cli.commands.items()}, "command", "does")


def summary(command: click.Command) -> str:
    """The first paragraph of a command's help, on one line."""
    return " ".join((command.help or "").split("\n\n")[0].split())


def test_the_readme_lists_the_settings_as_they_are() -> None:
    rows = {}
    for name, field in Settings.model_fields.items():
        default = field.default
        if isinstance(default, Path) and default.is_relative_to(ROOT):
            default = default.relative_to(ROOT)
        shown = "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"
        rows[f"`{PREFIX}{name.upper()}`"] = f"{shown} | {field.description}".strip()
    assert_table(rows, "setting", "default | meaning")


def test_the_readme_lists_the_exit_codes_as_they_are() -> None:
    meanings = re.findall(r"^    ([A-Z0-9_]+) = \d+(?:  #: (.*))?$", Path(exits.__file__).read_text(), re.MULTILINE)
    assert [name for name, _ in meanings] == [code.name for code in Exit]
    rows = {f"`{Exit[name]}`": meaning or "all is done" for name, meaning in meanings}
    assert_table(rows, "code", "when")


def assert_table(rows: dict[str, str], first: str, rest: str) -> None:
    """The README has this table, and no other rows in it."""
    lines = [f"| {first} | {rest} |", "|---" * (2 + rest.count("|")) + "|"]
    lines += [f"| {key} | {value} |".replace("|  |", "| |") for key, value in rows.items()]
    table = "\n".join(lines)
    assert f"\n\n{table}\n\n" in README, f"the README should have this table:\n\n{table}\n"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    text = without_code(document.read_text(encoding="utf-8"))
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if not link.startswith("http")]
    for link in links:
        name, _, heading = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        assert target.exists(), f"{document.name} links to {link}"
        assert not heading or heading in headings(target), f"{document.name} links to {link}"


def without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))


def headings(document: Path) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    found = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_named_files_of_ours_are_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:tasks|workers|config|tests|docs|seeds)/[\w./-]+)`", text):
        assert (ROOT / name).exists(), f"{document.name} names {name}"


def blocks(text: str, *languages: str) -> list[str]:
    """The fenced blocks of a document that are marked with one of the languages."""
    found = re.findall(r"^```(\S*).*?\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [block for language, block in found if language in languages]


def command_lines() -> list[tuple[str, str]]:
    """Every line that starts `stancewire` in a fenced block of the documents, with the document's name."""
    lines = [
        (document.name, line)
        for document in DOCUMENTS
        for block in blocks(document.read_text(encoding="utf-8"), "sh", "")
        for line in block.splitlines()
        if line.startswith(f"{OURS} ")
    ]
    assert {line.split()[1] for _, line in lines} >= {"run", "submit", "status", "follow"}
    return lines


@pytest.mark.parametrize(("document", "line"), command_lines())
def test_every_command_line_is_one_that_the_command_takes(document: str, line: str) -> None:
    _, *words = shlex.split(line.partition(">")[0], comments=True)
    with cli.make_context(OURS, words) as context:  # raises what a user would be told
        name, command, rest = cli.resolve_command(context, words)
        assert command
        command.make_context(name, rest, parent=context).close()


@pytest.mark.parametrize("line", [line for _, line in command_lines() if line.split()[1] in ALONE])
def test_command_lines_that_need_no_redis_run(line: str) -> None:
    ended = stancewire(*shlex.split(line.partition(">")[0], comments=True)[1:])
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert ended.stdout.count(b"\n") >= 1


def test_celery_knows_the_programs_that_the_readme_starts() -> None:
    lines = re.findall(r"^python -m celery -A workers (\w+)(.*)$", README, re.MULTILINE)
    assert [program for program, _ in lines] == ["worker", "flower"]
    queues = re.search(r"--queues (\S+)", lines[0][1])
    assert queues and set(queues[1].split(",")) == set(app.amqp.queues)


def test_the_readme_s_own_program_hands_in_documents(queue: dict[str, str], worker: Worker, redis: Redis) -> None:
    (program,) = blocks(README, "python")
    own = program.replace("redis://localhost:6379/0", queue["STANCEWIRE_BROKER_URL"])
    ended = subprocess.run([sys.executable, "-c", own], capture_output=True, text=True, check=True, cwd=Path.home())
    ids = re.fullmatch(r"\{'job': 'monday', 'documents': \['(d\w{24})', '(d\w{24})'\]\}\n", ended.stdout)
    assert ids, ended.stdout
    wait_until(lambda: redis.hget("stancewire:job:monday", "total") == "2")
    wait_until(lambda: redis.hget("stancewire:job:monday", "done") == "2")
    assert redis.hget(f"stancewire:doc:{ids[1]}", "status") == "done"


def test_the_changelog_says_what_is_not_released() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = re.search(r"^## Unreleased$(.*?)(?=^## |\Z)", changes, re.DOTALL | re.MULTILINE)
    assert unreleased and re.search(r"^\* ", unreleased[1], re.MULTILINE)


def test_each_licence_is_the_one_that_is_named() -> None:
    code, weights = (ROOT / "LICENSE").read_text(), (ROOT / "model/weights/LICENSE").read_text()
    assert "Apache License\n                           Version 2.0" in code and "END OF TERMS AND CONDITIONS" in code
    assert "Creative Commons Attribution-ShareAlike 4.0 International" in weights
