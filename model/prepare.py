"""Read the public sets and our own stories into windows, ready to be trained on.

python -m model.prepare DATA OUT [--share 0.01]
"""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from model.corpora import choosing_windows, own_windows, public_windows
from model.windows import Window

PUBLIC, OWN, CHOOSING = "public.json", "own.json", "choosing.json"


@click.command(help=__doc__)
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--share", default=1.0, show_default=True, help="How much of each set to keep, from its start.")
def main(data: Path, out: Path, share: float) -> None:
    out.mkdir(parents=True, exist_ok=True)
    public = {name: _first(windows, share) for name, windows in public_windows(data).items()}
    own, choosing = _first(own_windows(), share), _first(choosing_windows(), share)
    for name, windows in ((PUBLIC, public), (OWN, own), (CHOOSING, choosing)):
        # Sets come out in order, so that the same windows are the same bytes, and no step runs again for nothing.
        (out / name).write_bytes(msgspec.json.encode(windows, order="deterministic"))
    for name, windows in (*public.items(), ("our stories", own), ("our stories, for choosing", choosing)):
        click.echo(f"{len(windows):7,} windows  {name}")


def _first(windows: list[Window], share: float) -> list[Window]:
    return windows[: max(1, round(share * len(windows)))]


def read_public(folder: Path) -> dict[str, list[Window]]:
    """The windows of the public sets, by the set's name."""
    return msgspec.json.decode((folder / PUBLIC).read_bytes(), type=dict[str, list[Window]])


def read_own(folder: Path, name: str = OWN) -> list[Window]:
    """The windows of our own stories: those to train on, or those for `CHOOSING`."""
    return msgspec.json.decode((folder / name).read_bytes(), type=list[Window])


if __name__ == "__main__":
    main()
