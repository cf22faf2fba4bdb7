"""Measure the weights that ship: every figure of the model card and of the README.

python -m model.evaluate DATA OUT.json

Each figure comes of a command that anybody can run, `stancewire evaluate …`; OUT holds what each of them printed.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parent.parent
DATA = "DATA"  #: stands for the data folder in the commands

#: name -> what follows `stancewire evaluate`
COMMANDS = {
    "held-out": "stories model/corpus --held-out",
    "seeds": "stories seeds",
    "ewt": f"segment {DATA}/segment/ewt_dev.jsonl",
    "gum": f"segment {DATA}/segment/gum_permissive_dev.jsonl",
    "uner": f"entities {DATA}/entities/uner_ewt_dev.jsonl",
    "polnear": f"statements {DATA}/statements/polnear_dev.EVALUATION_ONLY.jsonl",
    "real-world": f"stance {DATA}/stance/newsmtsc_rw_dev.jsonl",
    "multi-target": f"stance {DATA}/stance/newsmtsc_mt_dev.jsonl",
    "dse": f"stance {DATA}/stance/dse_dev.jsonl",
}


@click.command(help=__doc__)
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("out", type=click.Path(path_type=Path))
def main(data: Path, out: Path) -> None:
    figures = {}
    for name, command in COMMANDS.items():
        click.echo(f"stancewire evaluate {command}")
        figures[name] = {"command": command, **_measured(command, data.resolve())}
    out.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _measured(command: str, data: Path) -> dict[str, Any]:
    words = [word.replace(DATA, str(data)) if word.startswith(DATA) else word for word in command.split()]
    ended = subprocess.run([sys.executable, "-m", "workers", "evaluate", *words], cwd=ROOT, stdout=subprocess.PIPE)
    if ended.returncode:
        raise click.ClickException(f"`stancewire evaluate {command}` ended with {ended.returncode}; see what it said.")
    printed: dict[str, Any] = json.loads(ended.stdout)
    del printed["path"]  # as this machine names it; the command says it already
    return printed


if __name__ == "__main__":
    main()
