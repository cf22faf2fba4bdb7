"""Write what was measured into the model card and the README.

python -m model.card

Both keep their own words; only what stands between `<!-- NAME -->` and `<!-- end of NAME -->` is written anew, from
benchmarks/figures.json (what was measured), weights/manifest.json (what ships), sources.toml (what it was trained on)
and project.yml (how).
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click
import yaml

from model import agreement

HERE = Path(__file__).parent
ROOT = HERE.parent
FIGURES = ROOT / "benchmarks" / "figures.json"

Figures = dict[str, Any]


class Row(NamedTuple):
    """One figure of the table: where it stands in figures.json."""

    what: str
    measured_on: str
    run: str  #: key of `model.evaluate.COMMANDS`
    way: tuple[str, ...]
    besides: tuple[tuple[str, tuple[str, ...]], ...] = ()  #: a name and a way each


OVER_LOOSE, OVER_CLOSE = ("statements", "over 0.3"), ("statements", "over 0.8")
MAJORITY = (("majority", ("majority", "macro_f1")),)
ROWS = (
    Row("sentences, F1", "our held-out stories", "held-out", ("sentences", "f1")),
    Row("sentences, F1", "our seeds", "seeds", ("sentences", "f1")),
    Row("sentences, F1", "EWT dev (web)", "ewt", ("sentences", "f1")),
    Row("sentences, F1", "GUM dev", "gum", ("sentences", "f1")),
    Row("names, 12 types, F1", "our held-out stories", "held-out", ("mentions", "f1")),
    Row("names, 12 types, F1", "our seeds", "seeds", ("mentions", "f1")),
    Row("mentions of one thing together, B³ F1", "our held-out stories", "held-out", ("clusters", "f1")),
    Row("names, PER/ORG/LOC, F1", "our held-out stories", "held-out", ("collapsed", "f1")),
    Row("names, PER/ORG/LOC, F1", "our seeds", "seeds", ("collapsed", "f1")),
    Row("names, PER/ORG/LOC, F1", "UNER EWT dev (web)", "uner", ("collapsed", "f1")),
    Row(
        "statements, overlap > 0.8, F1",
        "our held-out stories",
        "held-out",
        (*OVER_CLOSE, "statements", "f1"),
        (("holder right", (*OVER_CLOSE, "speaker", "value")),),
    ),
    Row(
        "statements, overlap > 0.8, F1",
        "our seeds",
        "seeds",
        (*OVER_CLOSE, "statements", "f1"),
        (("holder right", (*OVER_CLOSE, "speaker", "value")),),
    ),
    Row(
        "statements, overlap > 0.3, F1",
        "PolNeAR dev (news)",
        "polnear",
        (*OVER_LOOSE, "statements", "f1"),
        (("source right", (*OVER_LOOSE, "speaker", "value")),),
    ),
    Row("stance, macro-F1", "NewsMTSC dev, real world", "real-world", ("macro_f1",), MAJORITY),
    Row("stance, macro-F1", "NewsMTSC dev, multi-target", "multi-target", ("macro_f1",), MAJORITY),
    Row("stance, macro-F1", "DSE dev, holder given", "dse", ("macro_f1",), MAJORITY),
    Row("stance records, F1", "our held-out stories", "held-out", ("stances", "f1")),
    Row("stance records, F1", "our seeds", "seeds", ("stances", "f1")),
)


@click.command(help=__doc__)
def main() -> None:
    for path in (HERE / "README.md", ROOT / "README.md"):
        path.write_text(written(path.read_text(encoding="utf-8")), encoding="utf-8")
        click.echo(f"{path.relative_to(ROOT)} is written.")


def written(page: str) -> str:
    """The page with all its blocks as they must be now.

    Raises:
        KeyError: a block has a name that nothing here writes.
    """

    def block(match: re.Match[str]) -> str:
        name = match["name"]
        return f"<!-- {name} -->\n{BLOCKS[name]()}\n<!-- end of {name} -->"

    return re.sub(r"<!-- (?P<name>[a-z ]+) -->\n.*?<!-- end of (?P=name) -->", block, page, flags=re.DOTALL)


def figures_table() -> str:
    """Every figure with its interval, and the command that gives it."""
    measured = read_figures()
    rows = [
        (
            row.what,
            row.measured_on,
            f"**{at(measured[row.run], row.way):.3f}**{_interval(measured[row.run], row.way)}",
            ", ".join(f"{name} {at(measured[row.run], way):.3f}" for name, way in row.besides),
            f"`{measured[row.run]['command']}`",
        )
        for row in ROWS
    ]
    return _table(("what", "measured on", "figure (95 %)", "besides", "command: `stancewire evaluate` …"), rows)


def regions_table() -> str:
    """Names, and persons alone, by the region that most names of a story come from: held-out stories."""
    held_out = read_figures()["held-out"]
    rows = [
        (region, f"{score['f1']:.3f}", f"{held_out['person_regions'][region]['f1']:.3f}", str(score["gold"]))
        for region, score in held_out["regions"].items()
        if region in held_out["person_regions"]
    ]
    return _table(("region", "names, F1", "persons, F1", "names in the gold"), rows)


def types_table() -> str:
    """Names by type: held-out stories and seeds."""
    measured = read_figures()
    rows = [
        (
            kind,
            f"{score['f1']:.3f} ({score['gold']})",
            f"{seeds['f1']:.3f} ({seeds['gold']})" if (seeds := measured["seeds"]["types"].get(kind)) else "",
        )
        for kind, score in measured["held-out"]["types"].items()
    ]
    return _table(("type", "held out, F1 (in the gold)", "seeds, F1 (in the gold)"), rows)


def agreement_table() -> str:
    """How far two annotators agree."""
    found = agreement.figures()
    stories = found.pop("stories")
    rows = [(name, f"{value:.3f}") for name, value in found.items()]
    return _table(("agreement of two annotators", f"{stories} stories"), rows)


def sources_table() -> str:
    """The public sets, their versions and licences."""
    rows = [
        (source["name"], f"{source['repository'].removeprefix('https://github.com/')} @{source['commit'][:7]}",
         source["licence"], source["for"])
        for source in tomllib.loads((HERE / "sources.toml").read_text(encoding="utf-8"))["source"]
    ]  # fmt: skip
    return _table(("set", "source and commit", "licence, as its owners state it", "for"), rows)


def steps_table() -> str:
    """The steps of the recipe with their commands, which hold the hyper-parameters that are not in the code."""
    project = yaml.safe_load((HERE / "project.yml").read_text(encoding="utf-8"))
    rows = [
        (f"`{step['name']}`", step["help"], " ".join(f"`{' '.join(line.split())}`" for line in step["script"]))
        for step in project["commands"]
    ]
    return _table(("step", "does", "command"), rows)


def sizes_table() -> str:
    """What ships, in bytes."""
    names = json.loads((HERE / "weights" / "manifest.json").read_text(encoding="utf-8"))
    rows = [(f"`{name}`", f"{(HERE / 'weights' / name).stat().st_size:,}") for name in names]
    total = sum((HERE / "weights" / name).stat().st_size for name in names)
    return _table(("file", "bytes"), [*rows, ("all", f"{total:,}")])


BLOCKS: dict[str, Callable[[], str]] = {
    "figures": figures_table,
    "regions": regions_table,
    "types": types_table,
    "agreement": agreement_table,
    "sources": sources_table,
    "steps": steps_table,
    "sizes": sizes_table,
}


def read_figures() -> Figures:
    """What `model.evaluate` wrote."""
    figures: Figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return figures


def at(figures: Figures, way: Sequence[str]) -> float:
    """The figure at the end of a way of keys."""
    value: Any = figures
    for key in way:
        value = value[key]
    return float(value)


def _interval(figures: Figures, way: Sequence[str]) -> str:
    holder: Any = figures
    for key in way[:-1]:
        holder = holder[key]
    return " ({:.2f}–{:.2f})".format(*holder["interval"])


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    main()
