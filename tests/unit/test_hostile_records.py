"""Whatever bytes stand where a record was expected: they are one, or msgspec says why not; nothing else happens.

A reader has to catch three classes, `REFUSALS`: `msgspec.DecodeError` is not all that msgspec raises.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from tests.hostile import tried
from workers.schema import TYPES

BIG = "9" * 5_000
NAMES = sorted(TYPES)

_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(st.characters(), max_size=8),
    st.sampled_from(["", "e1", "PERSON", "favor", "direct", "done", "credit", "\ud800", "2020-01-01"]),
)
values = st.recursive(
    _leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
)


#: What msgspec says of bytes that are no record: no JSON or another shape, no UTF-8, nested too deep to be read.
REFUSALS = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def check(data: bytes, of: type[Any]) -> None:
    try:
        record = msgspec.json.decode(data, type=of)
    except REFUSALS as error:
        assert str(error)
        return
    assert isinstance(record, of)
    assert msgspec.json.decode(msgspec.json.encode(record), type=of) == record


NASTY: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("a NUL byte", b"\0"),
    ("null", b"null"),
    ("not UTF-8", b'{"text": "\xff\xfe"}'),
    ("half a character", b'{"text": "\\ud800", "version": "1"}'),
    ("lists in lists", b"[" * 100_000),
    ("objects in objects", b'{"a":' * 100_000),
    ("a closed nest", b"[" * 100_000 + b"]" * 100_000),
    ("a nest behind an unknown key", b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    ("a number of 5,000 digits", f'{{"text": "", "version": "1", "removed": [{{"start": {BIG}}}]}}'.encode()),
    ("an exponent", b'{"start": 1e999999999}'),
    ("infinity", b'{"confidence": Infinity}'),
    ("a key twice", b'{"text": "a", "text": 5, "version": "1"}'),
    ("a pickle", b"\x80\x04\x95\x1c\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94."),
    ("a gzip file", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
    ("100,000 keys", b"{" + b",".join(b'"k%d": 1' % n for n in range(100_000)) + b"}"),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("data", [case[1] for case in NASTY], ids=[case[0] for case in NASTY])
def test_nasty_bytes_are_no_record(data: bytes, name: str) -> None:
    check(data, TYPES[name])


@pytest.mark.parametrize("name", NAMES)
@tried(30)
@given(data=st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_record_or_are_refused(data: bytes, name: str) -> None:
    check(data, TYPES[name])


def _sample(name: str) -> Any:
    """A record of this type as JSON has it, with what seed 1 holds."""
    seed = json.loads((ROOT / "seeds" / "01-ferry-inquiry.json").read_text(encoding="utf-8"))
    meta = {"url": "https://example.org", "title": "Ferry"}
    found = {name: seed[name] for name in ("entities", "statements", "stances")}
    clean = {"removed": seed["removed"], "language": "en", "repairs": [{"start": 1, "end": 2, "text": "’"}]}
    segments = {"paragraphs": [[55, 287]], "sentences": seed["sentences"]}
    of_record = {
        "id": "d1",
        "status": "done",
        "reason": None,
        "text": seed["text"],
        "meta": meta,
        "versions": {"clean": "1"},
    }
    samples = {
        "record": {**of_record, "clean": clean, "segments": segments, **found},
        "story": {"id": "d1", "text": seed["text"], "html": None, "meta": meta},
        "meta": meta,
        "clean": {"text": seed["text"], **clean, "meta": meta, "version": "1"},
        "segment": {**segments, "version": "1"},
        "entities": {"entities": seed["entities"], "version": "1"},
        "stances": {"statements": seed["statements"], "stances": seed["stances"], "narrator": [], "version": "1"},
        "failure": dict.fromkeys(("stage", "error", "message", "place", "time"), "words") | {"outcome": "failed"},
    }
    return samples[name]


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_itself_is_a_record(name: str) -> None:
    assert isinstance(msgspec.json.decode(json.dumps(_sample(name)).encode(), type=TYPES[name]), TYPES[name])


@st.composite
def spoilt(draw: st.DrawFn, value: Any) -> Any:
    """The value with something in it taken away or put in the place of something else, at any depth."""
    if isinstance(value, dict | list) and value and draw(st.integers(0, 9)):
        keys = list(value) if isinstance(value, dict) else range(len(value))
        key = draw(st.sampled_from(keys))
        copy = dict(value) if isinstance(value, dict) else list(value)
        if draw(st.integers(0, 5)):
            copy[key] = draw(spoilt(value[key]))
        else:
            del copy[key]
        return copy
    return draw(values)


@pytest.mark.parametrize("name", NAMES)
@tried(30)
@given(data=st.data())
def test_a_record_with_one_wrong_thing_in_it_is_a_record_or_is_refused(data: st.DataObject, name: str) -> None:
    check(json.dumps(data.draw(spoilt(_sample(name)))).encode(), TYPES[name])
