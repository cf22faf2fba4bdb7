"""Put the public sets of sources.toml into one folder, each file checked against its SHA-256.

python -m model.fetch OUT

They are taken from the folder that STANCEWIRE_DATA names, where it is set.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

SOURCES = Path(__file__).parent / "sources.toml"


@click.command(help=__doc__)
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--sources", type=click.Path(exists=True, path_type=Path), default=SOURCES, show_default=True)
def main(out: Path, sources: Path) -> None:
    folder = Path(os.environ["STANCEWIRE_DATA"])
    for source in tomllib.loads(sources.read_text(encoding="utf-8"))["source"]:
        click.echo(f"{source['name']}, {source['commit']}, {source['licence']}")
        for name, checksum in files(source):
            place = out / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, place)
            _check(place, checksum)


def files(source: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The files of a source, for training and for measuring, with their checksums."""
    yield from source.get("train", {}).items()
    yield from source.get("measure", {}).items()


def _check(path: Path, checksum: str) -> None:
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != checksum:
        raise click.ClickException(f"{path} has SHA-256 {found}, not {checksum}: it is not the file of sources.toml")


if __name__ == "__main__":
    main()
