"""Our annotated stories (`model/corpus`) as windows: all twelve types, statements with their roles, stances."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.windows import Attribution, Pair, Window, kinds
from tasks.records import Span


def story_windows(path: Path, *, longest: int = 1000) -> Iterator[Window]:
    """The body of one story in windows of whole paragraphs, at most `longest` characters where they allow it."""
    story = json.loads(path.read_text(encoding="utf-8"))
    if story["language"] != "en":
        return
    for start, end in _stretches(story, longest):
        yield _window(story, start, end)


def _stretches(story: dict[str, Any], longest: int) -> Iterator[Span]:
    """Runs of paragraphs with nothing removed inside."""
    removed = [(removal["start"], removal["end"]) for removal in story["removed"]]
    run: Span | None = None
    for start, end in _paragraphs(story["text"], removed):
        broken = run is not None and any(run[1] <= cut < start + 1 for cut, _ in removed)
        if run is not None and (broken or end - run[0] > longest):
            yield run
            run = None
        run = (run[0] if run else start, end)
    if run:
        yield run


def _paragraphs(text: str, removed: list[Span]) -> Iterator[Span]:
    kept, at = [], 0
    for start, end in [*sorted(removed), (len(text), len(text))]:
        kept.append((at, start))
        at = end
    for start, end in kept:
        while start < end:
            stop = text.find("\n", start, end)
            stop = end if stop < 0 else stop
            piece = text[start:stop]
            if piece.strip():
                left = start + len(piece) - len(piece.lstrip())
                yield left, left + len(piece.strip())
            start = stop + 1


def _window(story: dict[str, Any], start: int, end: int) -> Window:
    def within(spans: list[list[int]]) -> tuple[Span, ...]:
        cut = [(max(s, start) - start, min(e, end) - start) for s, e in spans if s < end and e > start]
        return tuple(cut)

    mentions = tuple(
        (m["start"] - start, m["end"] - start, kinds(m["type"]))
        for entity in story["entities"]
        for m in entity["mentions"]
        if start <= m["start"] and m["end"] <= end
    )
    cues: dict[Span, list[dict[str, Any]]] = {}
    for statement in story["statements"]:
        if statement["cue"] and (cue := within([statement["cue"]])):
            cues.setdefault(cue[0], []).append(statement)
    attributions = tuple(
        Attribution(
            cue,
            within([s["source"] for s in statements if s["source"]]),
            within([piece for s in statements for piece in s["content"]]),
        )
        for cue, statements in cues.items()
    )
    return Window(story["text"][start:end], mentions, kinds(), attributions, tuple(_pairs(story, within)))


def _pairs(story: dict[str, Any], within: Any) -> Iterator[Pair]:
    """Each stance whose content lies in the window, with the target's mentions inside the content."""
    statements = {statement["id"]: statement for statement in story["statements"]}
    entities = {entity["id"]: entity for entity in story["entities"]}
    for stance in story["stances"]:
        statement = statements[stance["statement"]]
        content = within(statement["content"])
        if not content or stance["label"] == "unclear":
            continue
        spans = [[m["start"], m["end"]] for m in entities.get(stance["target"]["entity"], {"mentions": []})["mentions"]]
        inside = [s for s in spans if any(c[0] <= s[0] and s[1] <= c[1] for c in statement["content"])]
        # A target meant by a pronoun or by its adjective has no mention in the content: its evidence stands for it.
        target = within(inside or [stance["evidence"]])
        holder = within([statement["source"]]) if statement["source"] else ()
        if target:
            # What is judged is content and cue: of *praised the army*, the cue says it.
            judged = within([*statement["content"], *([statement["cue"]] if statement["cue"] else [])])
            yield Pair(target, holder, judged, stance["label"])
