"""PolNeAR: articles as plain text, their attributions in brat's standoff format (https://brat.nlplab.org/standoff)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tasks.records import Span

ROLE = re.compile(r"(Source|Cue|Content)\d*:(\w+)")


def attributions(texts: Path, annotations: Path) -> Iterator[dict[str, Any]]:
    """One row an article; of several annotators, `ARTICLE_ANNOTATOR.ann`, the first in alphabetical order."""
    for path in sorted(texts.glob("*.txt")):
        annotation = min(annotations.glob(f"{path.stem}_*.ann"))
        quotes = list(_quotes(annotation.read_text(encoding="utf-8").split("\n")))
        yield {
            "text": path.read_text(encoding="utf-8"),
            "quotes": sorted(quotes, key=lambda quote: quote["content"]),
            "id": path.stem,
        }


def _quotes(lines: list[str]) -> Iterator[dict[str, Any]]:
    spans = {line.split("\t")[0]: _parts(line.split("\t")[1]) for line in lines if line.startswith("T")}
    for line in lines:
        if line.startswith("E"):
            roles: dict[str, list[Span]] = {"content": [], "cue": [], "source": []}
            for role, name in ROLE.findall(line):
                roles[role.lower()] += spans[name]
            if roles["content"]:
                yield _quote(roles)


def _quote(roles: dict[str, list[Span]]) -> dict[str, Any]:
    quote: dict[str, Any] = {}
    for role, parts in roles.items():
        quote[f"{role}_parts"] = sorted(parts)
        quote[role] = (min(parts)[0], max(end for _, end in parts)) if parts else None
    return quote


def _parts(place: str) -> list[Span]:
    """The spans of `Content 10 20;30 40`."""
    return [(int(start), int(end)) for start, end in re.findall(r"(\d+) (\d+)", place)]
