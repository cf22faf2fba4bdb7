"""The floors under our figures: `floors.json` pins what was measured, and `make test` fails below it.

    python -m benchmarks.floors                      measure, and show each figure beside its floor
    python -m benchmarks.floors --pin                pin what is measured; refused where a floor would be lowered
    python -m benchmarks.floors --pin --allow-regression
                                                     lower floors too, once docs/decisions.md says why: a line for each

The stories are measured on anew; what was measured on the public sets, which are not in the repository, is read from
figures.json (`make train STEP=evaluate` writes it, and a test holds it to the weights that ship).

The files that are measured on are pinned with their SHA-256. On other files, old floors say nothing: after a change
of a story, pin anew; that too lowers no floor by itself.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from config import ROOT
from model.card import ROWS, Row, at, read_figures
from model.evaluate import COMMANDS
from tasks.scoring.annotation import is_held_out
from workers import evaluation
from workers.commands.evaluate import read_annotation
from workers.evaluation import Stages

FILE = Path(__file__).parent / "floors.json"
DECISIONS = ROOT / "docs" / "decisions.md"
PUBLIC = "public sets"  #: the group of floors under figures.json
#: Figure -> the row of the card that it belongs to, and where it stands in what that row's command prints.
PUBLIC_FIGURES: dict[str, tuple[Row, Sequence[str]]] = {
    f"{name}, {row.measured_on}": (row, way)
    for row in ROWS
    if not COMMANDS[row.run].startswith("stories")
    for name, way in ((row.what, row.way), *row.besides)
    if name != "majority"  # that is the set's, not ours
}
#: Another processor rounds otherwise: of some five hundred statements, a few may fall to the other side.
TOLERANCE = 0.005

#: Figure -> where it stands in what `stancewire evaluate stories` prints.
FIGURES = {
    "sentences F1": ("sentences", "f1"),
    "names F1": ("mentions", "f1"),
    "names F1, PER/ORG/LOC": ("collapsed", "f1"),
    "entities B-cubed F1": ("clusters", "f1"),
    "statements F1, overlap over 0.3": ("statements", "over 0.3", "statements", "f1"),
    "statements F1, overlap over 0.8": ("statements", "over 0.8", "statements", "f1"),
    "statements F1, exact": ("statements", "exact", "statements", "f1"),
    "holder right, overlap over 0.3": ("statements", "over 0.3", "speaker", "value"),
    "holder right, overlap over 0.8": ("statements", "over 0.8", "speaker", "value"),
    "targets F1": ("targets", "f1"),
    "stance records F1": ("stances", "f1"),
}


class Pinned(Struct):
    """One set of stories: its files' checksums, and the floor under each figure."""

    floors: dict[str, float]
    files: dict[str, str]  #: path from the root of the repository -> SHA-256


def sets() -> dict[str, list[Path]]:
    """The annotated stories in the repository that are never trained on."""
    corpus = sorted((ROOT / "model" / "corpus").glob("*.json"))
    return {
        "seeds": sorted((ROOT / "seeds").glob("*.json")),
        "held-out": [path for path in corpus if is_held_out(path)],
    }


def pinned() -> dict[str, Pinned]:
    """What `floors.json` says; nothing, where it is not there yet."""
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, Pinned]) if FILE.exists() else {}


def measured(paths: Sequence[Path], stages: Stages) -> dict[str, float]:
    """The figures of some stories with the weights that ship."""
    figures = evaluation.stories([read_annotation(path) for path in paths], stages).figures
    return {name: at(figures, way) for name, way in FIGURES.items()}


def recorded() -> dict[str, float]:
    """The figures on the public sets, as figures.json has them."""
    figures = read_figures()
    return {name: at(figures[row.run], way) for name, (row, way) in PUBLIC_FIGURES.items()}


def checksums(paths: Sequence[Path]) -> dict[str, str]:
    """The SHA-256 of each file, by its path from the root of the repository."""
    return {path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def raised(old: dict[str, Pinned], new: dict[str, Pinned]) -> dict[str, Pinned]:
    """The new pins; a figure that is below its floor by no more than the tolerance keeps the floor."""
    return {group: Pinned(_raised(old.get(group), now.floors), now.files) for group, now in new.items()}


def _raised(was: Pinned | None, now: dict[str, float]) -> dict[str, float]:
    before = was.floors if was else {}
    return {name: max(figure, _within(before.get(name), figure)) for name, figure in now.items()}


def _within(floor: float | None, figure: float) -> float:
    return figure if floor is None or figure < floor - TOLERANCE else floor


def refused(old: dict[str, Pinned], new: dict[str, Pinned], decisions: str, *, allow: bool) -> list[str]:
    """The start of a line for each floor that is lower than it was, or gone, and may not be.

    Args:
        decisions: the text of `docs/decisions.md`: a floor may be lowered that has its line there, with a reason.
        allow: whether any may.
    """
    said = [line.strip() for line in decisions.splitlines()]
    return [
        line
        for line in _lowered(old, new)
        if not allow or not any(s.startswith(line) and len(s) > len(line) for s in said)
    ]


def _lowered(old: dict[str, Pinned], new: dict[str, Pinned]) -> Iterator[str]:
    for group, was in old.items():
        for name, floor in was.floors.items():
            now = new[group].floors.get(name) if group in new else None
            if now is None or now < floor:
                yield f"**Floor lowered: {group}, {name}, {floor} to {'none' if now is None else now}.**"


def main(arguments: list[str]) -> int:
    """0 when all is at or above its floor, or pinned; 1 where something is below it, or may not be lowered."""
    options = set(arguments)
    if options - {"--pin", "--allow-regression"} or options == {"--allow-regression"}:
        print("usage: python -m benchmarks.floors [--pin [--allow-regression]]", file=sys.stderr)
        return 2
    stages, old = Stages(), pinned()
    new = {group: Pinned(measured(paths, stages), checksums(paths)) for group, paths in sets().items()}
    new[PUBLIC] = Pinned(recorded(), {})
    below = _show(old, new)
    return _pin(old, raised(old, new), allow="--allow-regression" in options) if "--pin" in options else int(below)


def _show(old: dict[str, Pinned], new: dict[str, Pinned]) -> bool:
    """Print a line for each figure; whether any is below its floor."""
    below = False
    for group, now in new.items():
        for name, figure in now.floors.items():
            floor = old[group].floors.get(name) if group in old else None
            falls = floor is not None and figure < floor - TOLERANCE
            below |= falls
            print(f"{group:11} {name:55} {figure:.4f}  floor {floor}{'  BELOW' if falls else ''}")
    return below


def _pin(old: dict[str, Pinned], new: dict[str, Pinned], *, allow: bool) -> int:
    lines = refused(old, new, DECISIONS.read_text(encoding="utf-8"), allow=allow)
    if lines:
        switch = "" if allow else "say --allow-regression, and "
        print(f"Floors would be lowered: {switch}write in docs/decisions.md why, on lines that begin", file=sys.stderr)
        print(*lines, sep="\n", file=sys.stderr)
        return 1
    FILE.write_bytes(msgspec.json.format(msgspec.json.encode(new), indent=2) + b"\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
