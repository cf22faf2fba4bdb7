"""The public sets come from a folder, checked by checksum, or from their repositories at the commits named."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from model.fetch import SOURCES, files, main
from model.originals import CONVERTERS

NAME = "entities/small.jsonl"
ORIGINAL = "Ana\tB-PER\nReyes\tI-PER\nleft\tO\n\nIt\tO\nrained\tO\n"
ROWS = [
    {"text": "Ana Reyes left", "spans": [[0, 9, "PER"]], "id": "names-0"},
    {"text": "It rained", "spans": [], "id": "names-1"},
]

Fetch = Callable[..., Result]


@pytest.fixture
def fetch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fetch:
    """Fetch a list of one set into tmp_path/out; keywords change its entry, `folder` is what STANCEWIRE_DATA names."""

    def run(folder: Path | None = None, **entry: object) -> Result:
        monkeypatch.delenv("STANCEWIRE_DATA", raising=False)
        if folder:
            monkeypatch.setenv("STANCEWIRE_DATA", str(folder))
        sources = tmp_path / "sources.toml"
        sources.write_text(listed(**entry), encoding="utf-8")
        return CliRunner().invoke(main, [str(tmp_path / "out"), "--sources", str(sources)])

    return run


def listed(
    repository: str = "file:///nowhere",
    commit: str = "0" * 40,
    sha: str = "0" * 64,
    of: str = "data/names.conll",
    by: str = "columns",
    rows: int = 2,
) -> str:
    """A list of one set in the form of sources.toml."""
    return f"""
[[source]]
name = "Small"
repository = "{repository}"
commit = "{commit}"
licence = "ours"
for = "names"
[source.train]
"{NAME}" = "{sha}"
[source.made]
"{NAME}" = {{ by = "{by}", of = ["{of}"], rows = {rows} }}
"""


@pytest.fixture
def repository(tmp_path: Path) -> tuple[str, str]:
    """A repository whose first commit has the original, and its second another text there: its address, the first."""
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    git(folder, "config", "uploadpack.allowFilter", "true")
    for text in (ORIGINAL, "Nobody\tO\n"):
        (folder / "data").mkdir(exist_ok=True)
        (folder / "data" / "names.conll").write_text(text, encoding="utf-8")
        (folder / "large.bin").write_text("not asked for", encoding="utf-8")
        git(folder, "add", ".")
        git(folder, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "--quiet", "-m", "Names")
    return folder.as_uri(), git(folder, "rev-parse", "HEAD~1")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(folder), *arguments], check=True, capture_output=True, text=True
    ).stdout.strip()


@pytest.mark.parametrize("digits", [40, 9], ids=["a whole hash", "a short one"])
def test_a_set_is_made_of_the_original_at_its_commit(
    fetch: Fetch, repository: tuple[str, str], tmp_path: Path, digits: int
) -> None:
    address, commit = repository
    ended = fetch(repository=address, commit=commit[:digits])
    assert ended.exit_code == 0, ended.output
    assert [json.loads(line) for line in (tmp_path / "out" / NAME).read_text(encoding="utf-8").splitlines()] == ROWS


CANNOT = [
    ("no such commit", {"commit": "1" * 40}, "could not be downloaded"),
    ("no such short commit", {"commit": "1111111"}, "could not be downloaded"),
    ("no such repository", {"repository": "file:///nowhere"}, "could not be downloaded"),
    ("no such file", {"of": "data/nobody.conll"}, "could not be downloaded"),
    ("another format", {"by": "docred"}, "cannot be made of data/names.conll"),
    ("another number of rows", {"rows": 3}, "made with 2 rows instead of 3"),
]


@pytest.mark.parametrize(("entry", "reason"), [case[1:] for case in CANNOT], ids=[case[0] for case in CANNOT])
def test_what_cannot_be_downloaded_says_to_name_a_folder(
    fetch: Fetch, repository: tuple[str, str], entry: dict[str, object], reason: str
) -> None:
    address, commit = repository
    assert_refused(fetch(**{"repository": address, "commit": commit, **entry}), reason, "set STANCEWIRE_DATA")


def test_without_git_a_folder_is_asked_for(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert_refused(fetch(), "git is not installed", "set STANCEWIRE_DATA")


def test_one_row_in_a_hundred_may_differ_and_is_told(fetch: Fetch, repository: tuple[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "repository"
    (folder / "data" / "names.conll").write_text("Rain\tO\n\n" * 199, encoding="utf-8")
    git(folder, "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "--quiet", "-a", "-m", "More")
    ended = fetch(repository=repository[0], commit=git(folder, "rev-parse", "HEAD"), rows=200)
    assert (ended.exit_code, "199 rows, 200 in the file" in ended.output) == (0, True)


def test_a_folder_s_file_is_taken_as_it_is(fetch: Fetch, tmp_path: Path) -> None:
    content = b"whatever the checksum says\n"
    ended = fetch(folder_with(tmp_path, content), sha=hashlib.sha256(content).hexdigest())
    assert ended.exit_code == 0, ended.output
    assert (tmp_path / "out" / NAME).read_bytes() == content


def test_a_folder_s_file_with_another_checksum_is_refused(fetch: Fetch, tmp_path: Path) -> None:
    assert_refused(fetch(folder_with(tmp_path, b"something else")), NAME, "has SHA-256", "unset")


def test_a_folder_without_the_file_is_refused(fetch: Fetch, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert_refused(fetch(tmp_path / "data"), f"has no {NAME}", "unset STANCEWIRE_DATA")


def test_a_folder_that_is_not_there_is_refused(fetch: Fetch, tmp_path: Path) -> None:
    assert_refused(fetch(tmp_path / "nowhere"), str(tmp_path / "nowhere"), "no folder", "unset")


def folder_with(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "data" / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return tmp_path / "data"


def assert_refused(ended: Result, *reasons: str) -> None:
    assert ended.exit_code == 1 and isinstance(ended.exception, SystemExit)
    error = ended.output[ended.output.index("Error: ") :]
    assert [reason for reason in reasons if reason not in error] == []
    assert len(error.splitlines()) == 1


def test_every_file_of_the_list_can_be_made() -> None:
    for source in tomllib.loads(SOURCES.read_text(encoding="utf-8"))["source"]:
        assert {name for name, _ in files(source)} == set(source["made"])
        assert {made["by"] for made in source["made"].values()} <= set(CONVERTERS)
        assert {len(checksum) for _, checksum in files(source)} == {64}
