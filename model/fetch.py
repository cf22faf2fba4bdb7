"""Put the public sets of sources.toml into one folder.

python -m model.fetch OUT

They are taken from the folder that STANCEWIRE_DATA names, where it is set, each file checked against its SHA-256.
Otherwise the originals are downloaded at the commits named there, checked by git, and turned into our rows, which are
counted.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from model.originals import CONVERTERS, Row
from model.originals.repository import NotFetched, check_out

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "model" / "sources.toml"
#: Share of rows by which what a converter makes may differ from what we trained on: the originals are checked by git.
SLACK = 0.01

Source = dict[str, Any]


@click.command(help=__doc__)
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--sources", type=click.Path(exists=True, path_type=Path), default=SOURCES, show_default=True)
def main(out: Path, sources: Path) -> None:
    folder = _data_folder()
    for source in tomllib.loads(sources.read_text(encoding="utf-8"))["source"]:
        click.echo(f"{source['name']}, {source['commit']}, {source['licence']}")
        if folder:
            copy(source, folder, out)
        else:
            download(source, out)


def files(source: Source) -> Iterator[tuple[str, str]]:
    """The files of a source, for training and for measuring, with their checksums."""
    yield from source.get("train", {}).items()
    yield from source.get("measure", {}).items()


def copy(source: Source, folder: Path, out: Path) -> None:
    """Take the files of a source from our data folder."""
    for name, checksum in files(source):
        if not (folder / name).is_file():
            raise click.ClickException(f"{folder} has no {name}: add it, or unset STANCEWIRE_DATA to download all.")
        if not ((out / name).exists() and (out / name).samefile(folder / name)):
            shutil.copyfile(folder / name, _place(out, name))
        _check(out / name, checksum)


def download(source: Source, out: Path) -> None:
    """Make the files of a source from its originals at the commit named."""
    wanted = sorted({path for made in source["made"].values() for path in made["of"]})
    with tempfile.TemporaryDirectory() as temporary:
        originals = Path(temporary) / "originals"
        try:
            check_out(source["repository"], source["commit"], wanted, originals)
        except NotFetched as error:
            raise click.ClickException(
                f"{source['repository']} at {source['commit']} could not be downloaded ({error}): try again with git "
                "and a network, or set STANCEWIRE_DATA to a folder with the sets."
            ) from error
        for name, _ in files(source):
            _check_count(name, _make(name, source["made"][name], originals, out), source["made"][name]["rows"])


def _data_folder() -> Path | None:
    named = os.environ.get("STANCEWIRE_DATA")
    if not named:
        return None
    folder = ROOT / Path(named).expanduser()  # a step runs in model/; whoever names a folder stands above it
    if not folder.is_dir():
        raise click.ClickException(
            f"STANCEWIRE_DATA names {folder}, which is no folder: name the folder with the sets, or unset it to "
            "download them."
        )
    return folder


def _place(out: Path, name: str) -> Path:
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    return out / name


def _check(path: Path, checksum: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != checksum:
        raise click.ClickException(
            f"{path} has SHA-256 {found}, not {checksum}: it is not the file of sources.toml; replace it in the folder "
            "that STANCEWIRE_DATA names, or unset that to download the sets."
        )


def _make(name: str, made: dict[str, Any], originals: Path, out: Path) -> int:
    """Write the rows of a file, and say how many they are."""
    try:
        rows = list(CONVERTERS[made["by"]](*(originals / path for path in made["of"])))
    except (LookupError, ValueError) as error:
        raise click.ClickException(
            f"{name} cannot be made of {' and '.join(made['of'])} ({type(error).__name__}: {error}): check its entry "
            "in sources.toml, or set STANCEWIRE_DATA to a folder with the sets."
        ) from error
    _place(out, name).write_text("".join(map(_line, rows)), encoding="utf-8", newline="\n")
    return len(rows)


def _line(row: Row) -> str:
    return f"{row}\n\n" if isinstance(row, str) else f"{json.dumps(row, ensure_ascii=False)}\n"


def _check_count(name: str, found: int, expected: int) -> None:
    if abs(found - expected) > SLACK * expected:
        raise click.ClickException(
            f"{name} was made with {found:,} rows instead of {expected:,}: check its entry in sources.toml, or set "
            "STANCEWIRE_DATA to a folder with the sets."
        )
    if found != expected:
        click.echo(f"  {name}: {found:,} rows, {expected:,} in the file that we trained on")


if __name__ == "__main__":
    main()
