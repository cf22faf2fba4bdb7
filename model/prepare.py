"""Read the public sets and our own stories into windows, ready to be trained on.

python -m model.prepare DATA OUT [--share 0.01]
"""

from __future__ import annotations

from pathlib import Path

import click

from model.corpora import choosing_windows, own_windows, public_windows
from model.prepared import CHOOSING, OWN, PUBLIC, write
from model.windows import Window


@click.command(help=__doc__)
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--share", default=1.0, show_default=True, help="How much of each set to keep, from its start.")
def main(data: Path, out: Path, share: float) -> None:
    out.mkdir(parents=True, exist_ok=True)
    public = {name: _first(windows, share) for name, windows in public_windows(data).items()}
    own, choosing = _first(own_windows(), share), _first(choosing_windows(), share)
    write(out, PUBLIC, public)
    write(out, OWN, own)
    write(out, CHOOSING, choosing)
    for name, windows in (*public.items(), ("our stories", own), ("our stories, for choosing", choosing)):
        click.echo(f"{len(windows):7,} windows  {name}")


def _first(windows: list[Window], share: float) -> list[Window]:
    return windows[: max(1, round(share * len(windows)))]


if __name__ == "__main__":
    main()
