"""Files that people have, read as stories that can be submitted."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tasks.records import Story
from workers.commands.exits import Exit, Trouble
from workers.documents import read_story
from workers.errors import SubmissionError

Format = Literal["text", "html", "json", "jsonl"]

SUFFIXES: dict[str, Format] = {".html": "html", ".htm": "html", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
STDIN = "-"
BYTES_PER_CHARACTER = 40  #: at most: four in UTF-8, and a page is up to ten times as long as its text
#: How files start that may be valid UTF-8 without a zero byte and are still no text.
BINARY = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")


class Read(NamedTuple):
    """A story, the document that it was made from, and what to call it in a message."""

    name: str
    document: dict[str, Any]
    story: Story


def read_files(
    files: Iterable[str], *, encoding: str = "utf-8", format: Format | None = None, longest: int
) -> Iterator[Read | Trouble]:
    """The stories of the files, in order; what cannot be read gives a trouble, and the others go on.

    Args:
        files: names; `-` is the standard input.
        format: what all files are; by default it goes by the file's suffix, and what has none of ours is text.
        longest: characters; a file that cannot possibly hold so few is not read to its end.
    """
    for file in files:
        name = "standard input" if file == STDIN else file
        suffix = Path(file).suffix.lower()
        try:
            yield from _read(file, name, encoding, format or SUFFIXES.get(suffix, "text"), longest)
        except Trouble as trouble:
            yield trouble


def read_json(file: str) -> Any:
    """What a JSON file holds; raises Trouble."""
    return _parse(_decode(_bytes(file), file, "utf-8"), file, fix="correct it")


def read_json_lines(file: str) -> Iterator[tuple[str, Any]]:
    """What each line of a file holds, and what to call the line in a message; raises Trouble."""
    for number, line in enumerate(_decode(_bytes(file), file, "utf-8").split("\n"), start=1):
        if line.strip():
            name = f"{file}, line {number}"
            yield name, _parse(line, name, fix="correct it")


def _read(file: str, name: str, encoding: str, format: Format, longest: int) -> Iterator[Read | Trouble]:
    if format == "json":
        values = _parse(_decode(_bytes(file), name, encoding), name)
        for number, value in enumerate(values if isinstance(values, list) else [values], start=1):
            yield _story(value, f"{name}, document {number}" if isinstance(values, list) else name)
    elif format == "jsonl":
        for number, line in enumerate(_decode(_bytes(file), name, encoding).split("\n"), start=1):
            if line.strip():
                yield _story_of_line(line, f"{name}, line {number}")
    else:
        data = _bytes(file, at_most=BYTES_PER_CHARACTER * longest + 1)
        if len(data) > BYTES_PER_CHARACTER * longest:
            raise Trouble(Exit.TEXT_TOO_LONG, f"{name} is too long: split it, or raise STANCEWIRE_MAX_CHARACTERS")
        yield _story({format: _decode(data, name, encoding)}, name)


def _bytes(file: str, at_most: int = -1) -> bytes:
    if file == STDIN:
        return sys.stdin.buffer.read(at_most)
    try:
        with Path(file).open("rb") as opened:
            return opened.read(at_most)
    except FileNotFoundError:
        raise Trouble(Exit.NO_SUCH_FILE, f"{file} does not exist: check the name") from None
    except IsADirectoryError:
        raise Trouble(Exit.IS_A_FOLDER, f"{file} is a folder: name the files in it, as in {file}/*.txt") from None
    except OSError as error:
        raise Trouble(Exit.UNREADABLE, f"{file} cannot be read ({error.strerror}): check its permissions") from None


def _decode(data: bytes, name: str, encoding: str) -> str:
    wide = encoding.lower().startswith(("utf-16", "utf-32", "utf16", "utf32"))
    if data.startswith(BINARY) or (b"\0" in data and not wide):
        raise Trouble(Exit.NOT_TEXT, f"{name} is binary, not text: submit its text or HTML")
    try:
        return data.decode("utf-8-sig" if encoding.lower() in ("utf-8", "utf8") else encoding)
    except UnicodeDecodeError as error:
        where = f"at byte {error.start} (0x{data[error.start]:02x})"
        fix = "say what it is, for example --encoding cp1252"
        raise Trouble(Exit.NOT_UTF8, f"{name} is not {encoding.upper()} {where}: {fix}") from None
    except (LookupError, UnicodeError):  # no codec, or one for names of domains
        raise Trouble(Exit.USAGE, f"{encoding} is no encoding that Python knows: try --encoding cp1252") from None


def _parse(text: str, name: str, *, fix: str = "correct it, or say --format text") -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Trouble(Exit.MALFORMED_JSON, f"{name} is not JSON ({error}): {fix}") from None


def _story_of_line(line: str, name: str) -> Read | Trouble:
    try:
        return _story(_parse(line, name), name)
    except Trouble as trouble:
        return trouble


def _story(value: Any, name: str) -> Read | Trouble:
    try:
        return Read(name, value, read_story(value, name))
    except SubmissionError as error:
        return Trouble(Exit.BAD_DOCUMENT, str(error))
