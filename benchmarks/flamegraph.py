"""A flame graph: a bar for each function, as wide as its share of the time, on top of the one that called it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape

from benchmarks.stacks import IDLE, KINDS, STAGES, Stack, inside, kind_of, stage_of, told_by

WIDTH, ROW, LETTER = 1200, 17, 6.2  #: pixels
NARROWEST = 0.005  #: share of the time below which a bar is left out
_COLOURS = "#e8833a #f2b263 #e8cf5a #7fb069 #6aa6c9 #9cc5de #b79ad6 #d7707a #c9c2b4 #8d8d8d".split()
COLOURS = dict(zip(KINDS, _COLOURS, strict=True))

Path = tuple[str, ...]


def flamegraph(stacks: Iterable[Stack]) -> str:
    """An SVG of what the processes did while they did something; colours are the kinds of work."""
    samples, kinds = _bars(stacks)
    total = sum(number for path, number in samples.items() if len(path) == 1)
    shown = {path: number for path, number in samples.items() if number >= NARROWEST * total}
    deepest = max(map(len, shown), default=0)
    height = (deepest + 3) * ROW
    body = [*_legend(), *_drawn(shown, kinds, total, height)]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" '
    return f'{head}font-size="10">\n<rect width="100%" height="100%" fill="#fff"/>\n' + "\n".join(body) + "\n</svg>\n"


def _bars(stacks: Iterable[Stack]) -> tuple[Counter[Path], dict[Path, str]]:
    """How often each path from the bottom was found, and the kind of work at its top."""
    samples: Counter[Path] = Counter()
    kinds: dict[Path, str] = {}
    for stack in stacks:
        if kind_of(stack.frames) == IDLE:
            continue
        path: Path = (stage_of(stack.frames),)
        kinds.setdefault(path, "Celery")
        samples[path] += stack.samples
        frames = inside(stack.frames)
        for at, frame in enumerate(frames):
            kind = kind_of(frames[: at + 1])
            name = _name(frame, kind)
            if name and name != path[-1]:
                path = (*path, name)
                kinds.setdefault(path, kind)
                samples[path] += stack.samples
    return samples, kinds


def _name(frame: str, kind: str) -> str | None:
    """A Python function's own; C code's is its kind, and none where it tells no kind."""
    if frame.endswith(".py)"):
        return frame
    return f"[{kind}]" if told_by(frame) else None


def _drawn(shown: dict[Path, int], kinds: dict[Path, str], total: int, height: int) -> Iterator[str]:
    """A rectangle for each bar, callers below: stages in order, the rest by name, so that graphs can be compared."""
    left: dict[Path, float] = {(): 0.0}  # where the next bar on top of this one goes
    for path in sorted(shown, key=lambda path: (STAGES.index(path[0]), path)):
        x, width = left[path[:-1]], shown[path] / total * WIDTH
        left[path[:-1]] = x + width
        left[path] = x
        y, room = height - len(path) * ROW, max(width - 0.5, 0.5)
        share = f"{shown[path] / total:.1%}"
        bar = f'<rect x="{x:.1f}" y="{y}" width="{room:.1f}" height="{ROW - 1}" fill="{COLOURS[kinds[path]]}"/>'
        yield f"<g><title>{escape(path[-1])}: {share}</title>{bar}{_label(f'{path[-1]} {share}', x, y, width)}</g>"


def _label(text: str, x: float, y: float, width: float) -> str:
    room = int((width - 4) / LETTER)
    if room < 4:
        return ""
    short = text if len(text) <= room else text[: room - 1] + "…"
    return f'<text x="{x + 2:.1f}" y="{y + 12}">{escape(short)}</text>'


def _legend() -> Iterator[str]:
    x = 4.0
    for kind, colour in COLOURS.items():
        yield f'<rect x="{x:.1f}" y="5" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="{x + 14:.1f}" y="14">{kind}</text>'
        x += 14 + (len(kind) + 3) * LETTER
