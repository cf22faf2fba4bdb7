"""The public sets as their owners publish them, turned into the rows of our data folder: one module a format.

A converter gets the paths of the originals that sources.toml names and yields one row after the other: an object for
a JSON Lines file, a block of lines for CoNLL-U.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from model.originals.attributions import attributions
from model.originals.columns import columns, numbered_columns
from model.originals.directed import directed, directed_unseen
from model.originals.docred import docred
from model.originals.newsmtsc import newsmtsc
from model.originals.treebanks import documents, permissive_documents, permissive_trees, trees

Row = dict[str, Any] | str

#: As sources.toml names them.
CONVERTERS: dict[str, Callable[..., Iterator[Row]]] = {
    converter.__name__: converter
    for converter in (
        attributions,
        columns,
        directed,
        directed_unseen,
        docred,
        documents,
        newsmtsc,
        numbered_columns,
        permissive_documents,
        permissive_trees,
        trees,
    )
}
