"""From what a user hands in to a `Story`: checked, and named by its content."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from tasks.records import Meta, Story
from workers.errors import SubmissionError

META_KEYS = ("url", "source", "published", "title")
KEYS = ("text", "html", "id", *META_KEYS)
MAX_BYTES = 64 * 2**20  #: a larger document is refused at the door; the limit for real stories is `max_characters`
MAX_META = 10_000  #: characters of each of the other values; they are stored once for every stage


def read_stories(documents: Iterable[Mapping[str, Any]]) -> list[Story]:
    """The stories that some documents are.

    Raises:
        SubmissionError: one of them has a wrong shape; the message says which and what is wrong.
    """
    if isinstance(documents, str | bytes | Mapping) or not isinstance(documents, Iterable):
        raise SubmissionError(f"documents is {_kind(documents)}: give a list of objects with the key text or html")
    return [read_story(document, f"document {number}") for number, document in enumerate(documents, 1)]


def read_story(document: Mapping[str, Any], name: str = "the document") -> Story:
    """The story that a document is; `name` is how an error speaks of it.

    Raises:
        SubmissionError: the document has a wrong shape.
    """
    if not isinstance(document, Mapping):
        raise SubmissionError(f"{name} is {_kind(document)}: give an object with the key text or html")
    given = {key: value for key, value in document.items() if value is not None}
    _check_keys(given, name)
    fields = {key: _well_formed(value) for key, value in given.items()}
    meta = Meta(**{key: fields[key] for key in META_KEYS if key in fields})
    text, html = fields.get("text"), fields.get("html")
    return Story(document_id(text, html, fields.get("id")), text, html, meta)


def document_id(text: str | None, html: str | None, given: str | None = None) -> str:
    """`d` and 24 hexadecimal digits: the start of the SHA-256 of the content and of the id that came with it, if any.

    The same content under the same given id is the same document, whoever submits it and whenever.
    """
    return "d" + hashlib.sha256(msgspec.json.encode([text, html, given])).hexdigest()[:24]


def size(story: Story) -> int:
    """The bytes of a story's text or page in UTF-8."""
    content = story.text or story.html or ""
    return len(content) if content.isascii() else len(content.encode())


def _check_keys(given: Mapping[str, Any], name: str) -> None:
    for key, value in given.items():
        if key not in KEYS:
            raise SubmissionError(f"{name} has the unknown key {key!r:.80}: the keys are {', '.join(KEYS)}")
        if not isinstance(value, str):
            raise SubmissionError(f"{name} has {_kind(value)} as its {key}: give a string")
        if key not in ("text", "html") and len(value) > MAX_META:
            raise SubmissionError(f"{name} has {len(value):,} characters as its {key}: give at most {MAX_META:,}")
    if ("text" in given) == ("html" in given):
        which = "both text and html" if "text" in given else "neither text nor html"
        raise SubmissionError(f"{name} has {which}: give exactly one of them")
    if len(given.get("text", given.get("html"))) > MAX_BYTES:
        raise SubmissionError(f"{name} is larger than {MAX_BYTES // 2**20} MB: split it")


def _well_formed(text: str) -> str:
    """The text in valid Unicode: a surrogate without its other half becomes U+FFFD, two halves become one character."""
    text = str.__str__(text)  # parsers of HTML give more than strings, which JSON refuses
    try:
        text.encode()
        return text
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _kind(value: object) -> str:
    if value is None:
        return "null"
    names = {str: "a string", bytes: "bytes", int: "a number", float: "a number", bool: "true or false", list: "a list"}
    return names.get(type(value), "an object" if isinstance(value, Mapping) else f"a {type(value).__name__}")
