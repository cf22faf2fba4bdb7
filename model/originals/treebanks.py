"""The two treebanks (Universal Dependencies, CoNLL-U): their trees as they are, and their documents as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from model.originals.columns import blocks

#: The genres of GUM whose texts may be used for any purpose; the licences of the others have an NC clause.
PERMISSIVE = frozenset("news interview speech bio academic court textbook vlog voyage".split())

Document = tuple[str, list[list[str]]]


def trees(path: Path) -> Iterator[str]:
    """Every sentence as it is."""
    return ("\n".join(lines) for lines in blocks(path))


def permissive_trees(path: Path) -> Iterator[str]:
    """Every sentence of GUM that any purpose may use, as it is."""
    return ("\n".join(lines) for _, sentences in _permissive(path) for lines in sentences)


def documents(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of EWT as text, with their sentences."""
    return (_row(document, document[0].partition("-")[0]) for document in _by_document(path))


def permissive_documents(path: Path) -> Iterator[dict[str, Any]]:
    """The documents of GUM that any purpose may use, as text, with their sentences."""
    return (_row(document, _gum_genre(document[0])) for document in _permissive(path))


def _permissive(path: Path) -> Iterator[Document]:
    return (document for document in _by_document(path) if _gum_genre(document[0]) in PERMISSIVE)


def _gum_genre(name: str) -> str:
    """The genre in a document's name, `GUM_GENRE_WORD`."""
    return name.split("_")[1]


def _by_document(path: Path) -> Iterator[Document]:
    name, sentences = "", list[list[str]]()
    for lines in blocks(path):
        if opening := next((line for line in lines if line.startswith("# newdoc id = ")), ""):
            if sentences:
                yield name, sentences
            name, sentences = opening.removeprefix("# newdoc id = "), []
        sentences.append(lines)
    yield name, sentences


def _row(document: Document, genre: str) -> dict[str, Any]:
    name, sentences = document
    text, spans, spaced = "", [], False
    for lines in sentences:
        sentence = next(line for line in lines if line.startswith("# text = ")).removeprefix("# text = ")
        if text:
            text += "\n\n" if any(line.startswith("# newpar") for line in lines) else " " * spaced
        spans.append((len(text), len(text) + len(sentence)))
        text += sentence
        spaced = "SpaceAfter=No" not in _last_word(lines).split("\t")[9].split("|")
    return {"text": text, "sents": spans, "id": name, "genre": genre}


def _last_word(lines: list[str]) -> str:
    """The line that says whether a space follows: not that of an empty node (8.1)."""
    return next(line for line in reversed(lines) if "." not in line.split("\t")[0])
