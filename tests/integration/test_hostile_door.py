"""The door: whatever is handed in, by a program or as a file, is a story or is refused with one sentence."""

from __future__ import annotations

import gzip
import json
import resource
import subprocess
import zlib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from tasks import clean
from tasks.errors import TextTooLong
from tasks.records import Story
from tests.command import COMMAND, environment
from tests.hostile import HORRORS, PAGES, tried
from workers.commands.exits import Exit, Trouble
from workers.commands.inputs import Format, Read, read_files, read_json, read_json_lines
from workers.documents import KEYS, MAX_META, read_stories
from workers.errors import SubmissionError

HUNDRED_MEGABYTES = 100 * 2**20
LIMITS = {resource.RLIMIT_CPU: 60, resource.RLIMIT_AS: 4 * 2**30}  # seconds; bytes, most of it reserved by libraries


class Words(str):
    """A string that is more than one, as parsers of HTML give it."""

    __slots__ = ()

    def __str__(self) -> str:
        return "something else"


strings = st.text(st.characters(exclude_categories=()), max_size=12)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | strings | st.binary(max_size=9) | strings.map(Words),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(strings | st.sampled_from(KEYS) | st.integers() | st.none(), inner, max_size=4)
    ),
    max_leaves=8,
)
documents = st.dictionaries(st.sampled_from(KEYS) | strings, anything, max_size=4) | anything


def check_stories(handed_in: Any) -> None:
    try:
        stories = read_stories(handed_in)
    except SubmissionError as error:
        check_sentence(str(error))
        return
    for story in stories:
        assert msgspec.json.decode(msgspec.json.encode(story), type=Story) == story
        assert (story.text is None) != (story.html is None)
        assert len(story.id) == 25


def check_sentence(sentence: str) -> None:
    assert ":" in sentence and len(sentence) < 500, "what is wrong, and the fix"
    assert "\n" not in sentence.rstrip("\n")


@tried(300)
@given(handed_in=st.lists(documents, max_size=3) | anything)
def test_anything_handed_in_is_stories_or_is_refused(handed_in: Any) -> None:
    check_stories(handed_in)


@tried(200)
@given(given_values=st.fixed_dictionaries({"text": strings}, optional={key: strings | st.none() for key in KEYS[2:]}))
def test_every_document_of_strings_is_a_story_and_always_the_same(given_values: dict[str, str | None]) -> None:
    first, second = read_stories([given_values, MappingProxyType(dict(reversed(given_values.items())))])
    assert first == second
    check_stories([given_values])


STRANGE: list[tuple[str, Mapping[Any, Any], str]] = [
    ("a text of 100 MB", {"text": "x" * HUNDRED_MEGABYTES}, "larger than 64 MB"),
    ("a page of 100 MB", {"html": "<p>" + "x" * HUNDRED_MEGABYTES}, "larger than 64 MB"),
    ("a title that long", {"text": "a", "title": "x" * HUNDRED_MEGABYTES}, "104,857,600 characters as its title"),
    ("an id that long", {"text": "a", "id": "x" * (MAX_META + 1)}, "10,001 characters as its id"),
    ("a key that long", {"text": "a", "k" * HUNDRED_MEGABYTES: "1"}, "unknown key 'kkk"),
    ("half a character as a key", {"text": "a", "\ud800": "1"}, r"unknown key '\\ud800'"),
    ("a key that is no string", {"text": "a", 5: "1"}, "unknown key 5"),
    ("a million values", {"text": ["a"] * 1_000_000}, "a list as its text"),
    ("bytes", {"text": gzip.compress(b"a")}, "bytes as its text"),
    ("the text in both forms", {"text": "a", "html": "a"}, "exactly one"),
]


@pytest.mark.parametrize(("document", "says"), [row[1:] for row in STRANGE], ids=[row[0] for row in STRANGE])
def test_a_strange_document_is_refused_in_a_short_sentence(document: Mapping[Any, Any], says: str) -> None:
    with pytest.raises(SubmissionError, match=says) as caught:
        read_stories([document])
    check_sentence(str(caught.value))


def test_a_string_that_is_more_than_one_is_taken_for_its_words() -> None:
    """As BeautifulSoup and lxml give them: JSON has no such thing, and `str` may say something else of it."""
    (story,) = read_stories([{"text": Words("The talks."), "title": Words("Talks")}])
    assert (type(story.text), story.text, story.meta.title) == (str, "The talks.", "Talks")
    check_stories([{"text": Words("The talks.")}])


def test_a_text_that_the_door_lets_through_may_still_be_too_long() -> None:
    (story,) = read_stories([{"text": "x" * 60_000_000}])
    with pytest.raises(TextTooLong, match="60,000,000 characters"):
        clean(story)


@pytest.mark.parametrize("kind", ["text", "html"])
@pytest.mark.parametrize("make", [*HORRORS.values(), *PAGES.values()], ids=[*HORRORS, *PAGES])
def test_a_horror_gets_through_the_door_as_it_is(make: Any, kind: str) -> None:
    check_stories([{kind: make(2_000)}])


ENCODINGS = "utf-8 utf-16 utf-32 utf-7 cp1252 ascii idna punycode rot13 hex zip undefined nonsense".split()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | strings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings | st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=8,
)
contents = st.one_of(
    st.binary(max_size=100),
    strings.map(lambda text: text.encode("utf-8", "surrogatepass")),
    json_values.map(lambda value: json.dumps(value).encode()),
    st.lists(json_values, max_size=4).map(lambda values: "\n".join(map(json.dumps, values)).encode()),
    st.tuples(st.sampled_from([b"%PDF", b"\x1f\x8b", b"\xff\xfe", b"\xef\xbb\xbf", b"[", b"{"]), st.binary(max_size=9))
    .map(b"".join),
)  # fmt: skip


def check_read(items: list[Read | Trouble]) -> None:
    for item in items:
        if isinstance(item, Trouble):
            assert item.exit not in (Exit.DONE, Exit.BUG)
            assert str(item)
        else:
            assert msgspec.json.decode(msgspec.json.encode(item.story), type=Story) == item.story


@tried(300)
@given(content=contents, format=st.sampled_from(["text", "html", "json", "jsonl"]), encoding=st.sampled_from(ENCODINGS))
def test_any_file_is_stories_or_troubles(
    content: bytes, format: Format, encoding: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "any"
    file.write_bytes(content)
    check_read(list(read_files([str(file)], encoding=encoding, format=format, longest=40)))


@tried(150)
@given(content=contents)
def test_any_file_of_an_evaluation_is_json_or_a_trouble(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.getbasetemp() / "rows"
    file.write_bytes(content)
    for read in (read_json, lambda name: list(read_json_lines(name))):
        try:
            json.dumps(read(str(file)))
        except Trouble as trouble:
            assert trouble.exit in (Exit.MALFORMED_JSON, Exit.NOT_TEXT, Exit.NOT_UTF8)


def bounded(*words: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run `stancewire` with little time and memory; both end it, and neither is a clock on the wall."""

    def limit() -> None:
        for kind, most in LIMITS.items():
            resource.setrlimit(kind, (most, most))

    return subprocess.run(
        [*COMMAND, *map(str, words)], capture_output=True, cwd=ROOT, env=environment(), preexec_fn=limit
    )


LONG = b"The talks went on and on, Ana Paz said, and " * (HUNDRED_MEGABYTES // 44)

LARGE: list[tuple[str, str, str, bytes, Exit, str]] = [
    # what it is, command, file name, what is around the 100 MB, exit code, words of the answer
    ("100 MB on one line", "run", "a.txt", b"", Exit.TEXT_TOO_LONG, "STANCEWIRE_MAX_CHARACTERS"),
    ("100 MB of a page on one line", "submit", "a.html", b"<p>", Exit.TEXT_TOO_LONG, "STANCEWIRE_MAX_CHARACTERS"),
    ("100 MB in a document", "submit", "a.json", b'{"text": "', Exit.BAD_DOCUMENT, "larger than 64 MB"),
    ("100 MB in a line of JSON", "run", "a.jsonl", b'{"text": "', Exit.BAD_DOCUMENT, "line 1 is larger"),
]


@pytest.mark.parametrize(
    ("command", "name", "before", "code", "words"), [row[1:] for row in LARGE], ids=[row[0] for row in LARGE]
)
def test_a_hundred_megabytes_are_refused_in_bounded_time_and_memory(
    tmp_path: Path, command: str, name: str, before: bytes, code: Exit, words: str
) -> None:
    (tmp_path / name).write_bytes(before + LONG + (b'"}' if before.startswith(b"{") else b""))
    ended = bounded(command, tmp_path / name)
    said = ended.stderr.decode()
    assert (ended.returncode, ended.stdout) == (code, b""), said
    assert words in said
    check_sentence(said)


BINARY: list[tuple[str, str, bytes, Exit]] = [
    ("a gzip file under another name", "a.txt", gzip.compress(b"a" * 10**7), Exit.NOT_TEXT),
    ("a gzip file under its name", "a.gz", gzip.compress(b"a" * 10**7), Exit.NOT_TEXT),
    ("a gzip file of JSON", "a.json", gzip.compress(b'{"text": "' + b"a" * 10**7), Exit.NOT_TEXT),
    ("a zlib stream", "a.txt", zlib.compress(b"a" * 10**7), Exit.NOT_TEXT),
    ("a megabyte of NUL", "a.html", bytes(10**6), Exit.NOT_TEXT),
    ("brackets in brackets", "a.json", b"[" * 10**7, Exit.MALFORMED_JSON),
    ("objects in objects", "a.jsonl", b'{"a":' * 10**6, Exit.MALFORMED_JSON),
    ("a number of a million digits", "a.json", b'{"text": ' + b"9" * 10**6 + b"}", Exit.MALFORMED_JSON),
    ("half characters as a key", "a.json", b'{"text": "\\ud800", "x\\udc00": "1"}', Exit.BAD_DOCUMENT),
]


@pytest.mark.parametrize(("name", "content", "code"), [row[1:] for row in BINARY], ids=[row[0] for row in BINARY])
def test_a_file_that_cannot_be_a_story_is_refused(tmp_path: Path, name: str, content: bytes, code: Exit) -> None:
    (tmp_path / name).write_bytes(content)
    (trouble,) = read_files([str(tmp_path / name)], longest=1_000_000)
    assert isinstance(trouble, Trouble) and trouble.exit == code
