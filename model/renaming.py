"""Other names for the same story: mention replacement (Dai and Adel 2020).

A network that has read a story over and over knows its names. Each time one is read in training, some of its names give
way to others of the same type, drawn from the lists in `names/`: persons from every region of the world alike, and
the types of which there are few examples. Labels, statements and stances stay as they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from model.windows import Attribution, Pair, Window
from tasks.records import Span

FOLDER = Path(__file__).parent / "names"
_THE = "the "
#: Type -> the list that its names are drawn from; persons have several.
LISTED = ("GPE", "LOC", "FAC", "ORG", "EVENT", "WORK", "PRODUCT")

Edit = tuple[int, int, str]  #: a span of the old text and what stands there in the new one


@dataclass(frozen=True)
class Region:
    """Names of persons of one region."""

    given: list[str]
    family: list[str]
    whole: list[str]  #: names that do not part into given and family, in that order


@dataclass(frozen=True)
class Names:
    """The lists, and what is done with them."""

    regions: list[Region] = field(default_factory=list)
    listed: dict[str, list[str]] = field(default_factory=dict)  #: by type; NORP by "NORP-adjective", "NORP-plural"

    def swapped(self, window: Window, share: float, rng: random.Random) -> Window:
        """The window with about that share of its names swapped; one name in all its places for one other."""
        if not share or not window.mentions:
            return window
        edits = [
            edit for surfaces in _things(window) if rng.random() < share for edit in self._edits(window, surfaces, rng)
        ]
        return _edited(window, sorted(edits)) if edits else window

    def _edits(self, window: Window, mentions: Sequence[tuple[int, int, str]], rng: random.Random) -> Iterator[Edit]:
        kind, text = mentions[0][2], window.text
        if kind == "PERSON":
            new = self._person([text[start:end] for start, end, _ in mentions], rng)
        else:
            new = self._thing(text, mentions[0][0], mentions[0][1], kind, rng)
        for start, end, _ in mentions:
            if name := new.get(text[start:end]):
                yield start, end, name

    def _person(self, surfaces: list[str], rng: random.Random) -> dict[str, str]:
        """Full name, family name and given name for each other; a name in another form stays."""
        region = rng.choice(self.regions)
        full = max(surfaces, key=len)
        words = full.split()
        if len(words) > 1 and set(surfaces) == {full} and rng.random() < 0.25:
            return {full: rng.choice(region.whole)}
        given, family = rng.choice(region.given), rng.choice(region.family)
        if len(words) == 1:
            return {full: family}
        endings = {" ".join(words[at:]): family for at in range(1, len(words))}
        return {full: f"{given} {family}", words[0]: given, **endings}

    def _thing(self, text: str, start: int, end: int, kind: str, rng: random.Random) -> dict[str, str]:
        surface = text[start:end]
        key = kind if kind != "NORP" else "NORP-plural" if surface.endswith("s") else "NORP-adjective"
        before = f" {text[:start].lower()}"
        if key not in self.listed or before.endswith((" a ", " an ")):
            return {}
        name = rng.choice(self.listed[key])
        if name.endswith(".") and text.startswith(".", end):
            return {}  # the sentence's own stop
        # "the Pentagon" goes only where there is an article already, and "Hamas" only where there is none.
        return {surface: name.removeprefix(_THE)} if name.startswith(_THE) == before.endswith(f" {_THE}") else {}


def read_names(folder: Path = FOLDER) -> Names:
    """The lists of a folder: `given-REGION.txt`, `family-REGION.txt`, `whole-REGION.txt`, and `TYPE.txt`."""

    def lines(name: str) -> list[str]:
        return (folder / f"{name}.txt").read_text(encoding="utf-8").splitlines()

    regions = sorted(path.stem.removeprefix("given-") for path in folder.glob("given-*.txt"))
    return Names(
        [Region(*(lines(f"{part}-{region}") for part in ("given", "family", "whole"))) for region in regions],
        {key: lines(key) for key in (*LISTED, "NORP-adjective", "NORP-plural")},
    )


def _things(window: Window) -> Iterator[list[tuple[int, int, str]]]:
    """The mentions whose type is certain, those of one thing together; a person's by the last word of the name."""
    things: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
    persons = [window.text[s:e] for s, e, kinds in window.mentions or () if kinds == {"PERSON"}]
    for start, end, kinds in window.mentions or ():
        if len(kinds) == 1:
            (kind,) = kinds
            surface = window.text[start:end]
            if kind == "PERSON":
                surface = _full_name(surface, persons)
            things.setdefault((kind, surface), []).append((start, end, kind))
    yield from things.values()


def _full_name(surface: str, persons: Iterable[str]) -> str:
    """The longest name that begins or ends with this one, word by word."""
    fuller = [name for name in persons if name.endswith(f" {surface}") or name.startswith(f"{surface} ")]
    return max(fuller, key=len, default=surface)


def _edited(window: Window, edits: Sequence[Edit]) -> Window:
    """The window with all its spans moved along; edits are in order and do not overlap."""

    def new_place(position: int) -> int:
        shift = 0
        for start, end, new in edits:
            if position <= start:
                break
            if position < end:  # inside of a name that is gone
                return start + shift + len(new)
            shift += len(new) - (end - start)
        return position + shift

    def moved(span: Span) -> Span:
        return new_place(span[0]), new_place(span[1])

    def all_moved(spans: Iterable[Span]) -> tuple[Span, ...]:
        return tuple(map(moved, spans))

    text, at = [], 0
    for start, end, new in edits:
        text += [window.text[at:start], new]
        at = end
    text.append(window.text[at:])
    return Window(
        "".join(text),
        tuple((*moved((start, end)), kinds) for start, end, kinds in window.mentions or ()),
        window.unannotated,
        None
        if window.attributions is None
        else tuple(Attribution(moved(a.cue), all_moved(a.source), all_moved(a.content)) for a in window.attributions),
        tuple(Pair(all_moved(p.target), all_moved(p.holder), all_moved(p.content), p.label) for p in window.pairs),
    )
