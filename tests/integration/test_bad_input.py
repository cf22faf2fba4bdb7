"""Each kind of bad input: one sentence that names the fix, an exit code of its own, and no harm to the rest."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from config import ROOT
from tests.command import stancewire
from workers.commands.exits import Exit
from workers.server import private_server

GOOD = b"The mayor of Tallin Falls said on Monday that she supports the new harbour and trusts its engineers.\n"
PAGE = b"<!doctype html><html><head><title>Log in</title></head><body><nav><a href='/'>Home</a></nav></body></html>"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256))
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"

FILES: list[tuple[str, str, bytes | None, Exit, str]] = [
    # what it is, file name, content (None: nothing there), exit code, words of the answer
    ("an empty file", "a.txt", b"", Exit.EMPTY_TEXT, "submit the story's text"),
    ("white space", "a.txt", b" \n\t\n", Exit.EMPTY_TEXT, "submit the story's text"),
    ("50 MB of text", "a.txt", GOOD * 524_288, Exit.TEXT_TOO_LONG, "STANCEWIRE_MAX_CHARACTERS"),
    ("5 MB of text", "a.txt", GOOD * 52_429, Exit.TEXT_TOO_LONG, "STANCEWIRE_MAX_CHARACTERS"),
    ("a picture", "a.txt", PNG, Exit.NOT_TEXT, "binary"),
    ("a PDF, all of it ASCII", "a.txt", PDF, Exit.NOT_TEXT, "binary"),
    ("a text in Windows-1252", "a.txt", GOOD[:17] + b"\xe9" + GOOD[17:], Exit.NOT_UTF8, "byte 17 (0xe9)"),
    ("the way out of that", "a.txt", GOOD[:17] + b"\xe9" + GOOD[17:], Exit.NOT_UTF8, "--encoding cp1252"),
    ("a page without an article", "a.html", PAGE, Exit.NO_ARTICLE, "submit the article's text"),
    ("a file that is not there", "a.txt", None, Exit.NO_SUCH_FILE, "check the name"),
    ("a folder", ".", None, Exit.IS_A_FOLDER, "name the files in it"),
    ("malformed JSON", "a.json", b'{"text": "It is}', Exit.MALFORMED_JSON, "is not JSON"),
    ("JSON nested without end", "a.json", b"[" * 100_000, Exit.MALFORMED_JSON, "is not JSON"),
    ("a malformed line", "a.jsonl", b'{"text": "It is.\n', Exit.MALFORMED_JSON, "a.jsonl, line 1 is not JSON"),
    ("a document without text", "a.json", b'{"id": "1"}', Exit.BAD_DOCUMENT, "text"),
    ("a document with an unknown key", "a.jsonl", b'{"txt": "It is."}', Exit.BAD_DOCUMENT, "'txt'"),
    ("JSON that is no document", "a.json", b"17", Exit.BAD_DOCUMENT, "give an object"),
]


@pytest.mark.parametrize(
    ("name", "content", "code", "words"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
def test_a_bad_file_gets_an_answer_and_the_good_one_beside_it_its_record(tmp_path, name, content, code, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    (tmp_path / "good.txt").write_bytes(GOOD)
    ended = stancewire("run", name, "good.txt", cwd=tmp_path)
    said = one_sentence(ended.stderr)
    assert (ended.returncode, words in said) == (code, True), said
    *_, good = map(json.loads, ended.stdout.splitlines())
    assert (good["status"], good["text"]) == ("done", GOOD.decode())


class Place:
    """What the cases below happen in: a folder to work in, a Redis with a password, a port in use."""

    def __init__(self, folder: Path, url: Callable[[str], str], port: int) -> None:
        self.folder = folder
        self.url = url  # a password in, the URL of the Redis out
        self.port = port

    def weights(self, change: Callable[[Path], object]) -> dict[str, str]:
        """Settings that point to a changed copy of the weights."""
        copy = self.folder / "weights"
        shutil.copytree(ROOT / "model" / "weights", copy)
        change(copy)
        return {"STANCEWIRE_WEIGHTS": str(copy)}


def damage(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def touch(file: Path) -> dict[str, str]:
    file.touch()
    return {}


ROWS = b'{"text": "It is.", "sents": [[0, 6]], "spans": []}\n{"text": "It is.", "spans": [[3, 9, "PER"]]}\n'

AWAY = {"STANCEWIRE_REDIS_URL": "redis://127.0.0.1:1/1", "STANCEWIRE_BROKER_URL": "redis://127.0.0.1:1/0"}

CASES: list[tuple[str, str, Callable[[Place], dict[str, str]], Exit, str]] = [
    # what it is, the command, settings, exit code, words of the answer
    ("an unknown option", "run --fast good.txt", lambda place: {}, Exit.USAGE, "No such option"),
    ("an unknown command", "walk", lambda place: {}, Exit.USAGE, "No such command"),
    ("no file", "run", lambda place: {}, Exit.USAGE, "Missing argument"),
    ("an unknown stage", "follow stance", lambda place: {}, Exit.USAGE, "stances"),
    ("an unknown encoding", "run --encoding latin-99 good.txt", lambda place: {}, Exit.USAGE, "cp1252"),
    ("no Redis to submit to", "submit good.txt", lambda place: AWAY, Exit.REDIS_AWAY, "STANCEWIRE_REDIS_URL"),
    ("no Redis to read from", "show d1", lambda place: AWAY, Exit.REDIS_AWAY, "stancewire up"),
    ("no Redis to count in", "status", lambda place: AWAY, Exit.REDIS_AWAY, "stancewire up"),
    ("no Redis to follow", "follow clean", lambda place: AWAY, Exit.REDIS_AWAY, "stancewire up"),
    (
        "no broker",
        "submit good.txt",
        lambda place: {**AWAY, "STANCEWIRE_REDIS_URL": place.url("right")},
        Exit.REDIS_AWAY,
        "STANCEWIRE_BROKER_URL",
    ),
    (
        "a wrong password",
        "status",
        lambda place: {"STANCEWIRE_REDIS_URL": place.url("wrong")},
        Exit.WRONG_PASSWORD,
        "correct it in STANCEWIRE_REDIS_URL",
    ),
    (
        "a Redis that does not let us",
        "status",
        lambda place: {"STANCEWIRE_REDIS_URL": place.url("right").replace("://:", "://guest:")},
        Exit.REDIS_AWAY,
        "refuses",
    ),
    (
        "a wrong password for the broker",
        "submit good.txt",
        lambda place: {
            "STANCEWIRE_REDIS_URL": place.url("right"),
            "STANCEWIRE_BROKER_URL": place.url("wrong").replace("unix", "redis+socket"),
        },
        Exit.WRONG_PASSWORD,
        "correct it in STANCEWIRE_BROKER_URL",
    ),
    ("a port in use", "up --folder var --flower-port {port}", lambda place: {}, Exit.PORT_TAKEN, "--flower-port"),
    ("a port out of range", "up --folder var --flower-port 70000", lambda place: {}, Exit.PORT_TAKEN, "--flower-port"),
    ("a file in the folder's place", "up --folder good.txt/var", lambda place: {}, Exit.NO_SERVER, "--folder"),
    ("the same for the demo", "demo good.txt --folder good.txt/var", lambda place: {}, Exit.NO_SERVER, "--folder"),
    ("what is no document's id", "show d1:jobs", lambda place: AWAY, Exit.USAGE, "is no id"),
    ("what is no job's id", "status j1:docs", lambda place: AWAY, Exit.USAGE, "is no id"),
    ("what is no text", "show \udcff", lambda place: AWAY, Exit.USAGE, "is no id"),
    ("a time before now", "follow clean --claim-after -1", lambda place: AWAY, Exit.USAGE, "--claim-after"),
    ("no weights", "run good.txt", lambda place: {"STANCEWIRE_WEIGHTS": "none"}, Exit.WEIGHTS_MISSING, "git checkout"),
    (
        "no weights for the demo",
        "demo good.txt --folder var",
        lambda place: {"STANCEWIRE_WEIGHTS": "none"},
        Exit.WEIGHTS_MISSING,
        "git checkout",
    ),
    (
        "one of the weights' files is missing",
        "run good.txt",
        lambda place: place.weights(lambda copy: next(copy.glob("*.onnx")).unlink()),
        Exit.WEIGHTS_MISSING,
        "git checkout",
    ),
    (
        "one bit of the weights is wrong",
        "run good.txt",
        lambda place: place.weights(lambda copy: damage(next(copy.glob("*.onnx")))),
        Exit.WEIGHTS_DAMAGED,
        "git checkout",
    ),
    (
        "half of the manifest",
        "run good.txt",
        lambda place: place.weights(lambda copy: (copy / "manifest.json").write_text("{")),
        Exit.WEIGHTS_DAMAGED,
        "git checkout",
    ),
    ("an unknown setting", "settings", lambda place: {"STANCEWIRE_COLOR": "1"}, Exit.WRONG_SETTING, "did you mean"),
    (
        "a setting of no use",
        "run good.txt",
        lambda place: {"STANCEWIRE_MAX_CHARACTERS": "many"},
        Exit.WRONG_SETTING,
        "STANCEWIRE_MAX_CHARACTERS",
    ),
    (
        "an unknown document",
        "show d1",
        lambda place: {"STANCEWIRE_REDIS_URL": place.url("right")},
        Exit.NOT_KNOWN,
        "stancewire submit",
    ),
    (
        "an unknown job",
        "status j1",
        lambda place: {"STANCEWIRE_REDIS_URL": place.url("right")},
        Exit.NOT_KNOWN,
        "stancewire status",
    ),
    ("nothing to measure on", "evaluate segment none.jsonl", lambda place: {}, Exit.NO_SUCH_FILE, "check the name"),
    ("a folder to measure rows on", "evaluate segment empty", lambda place: {}, Exit.IS_A_FOLDER, "is a folder"),
    ("rows that are no JSON", "evaluate segment good.txt", lambda place: {}, Exit.MALFORMED_JSON, "line 1 is not JSON"),
    ("rows of another task", "evaluate segment rows.jsonl", lambda place: {}, Exit.BAD_DOCUMENT, "line 2 is no row"),
    (
        "a span beyond the text",
        "evaluate entities rows.jsonl",
        lambda place: {},
        Exit.BAD_DOCUMENT,
        "[3, 9] is no span",
    ),
    ("no rows", "evaluate segment none", lambda place: touch(place.folder / "none"), Exit.EMPTY_TEXT, "has no rows"),
    ("no stories to measure on", "evaluate stories empty", lambda place: {}, Exit.NO_STORIES, "put *.json"),
    ("no such stories", "evaluate stories none", lambda place: {}, Exit.NO_SUCH_FILE, "check the name"),
    ("no held-out rows", "evaluate segment rows.jsonl --held-out", lambda place: {}, Exit.USAGE, "leave it out"),
    ("an unknown task", "evaluate stances rows.jsonl", lambda place: {}, Exit.USAGE, "is not one of"),
    (
        "predictions over the gold",
        "evaluate entities rows.jsonl --predictions rows.jsonl",
        lambda place: {},
        Exit.USAGE,
        "name another file",
    ),
    (
        "predictions into a folder",
        "evaluate entities rows.jsonl --predictions empty",
        lambda place: {},
        Exit.UNWRITABLE,
        "name another file",
    ),
    ("no stories for the demo", "demo empty --folder var", lambda place: {}, Exit.NO_STORIES, "put *.txt"),
    ("a demo of nothing", "demo none --folder var", lambda place: {}, Exit.NO_SUCH_FILE, "check the name"),
]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory):
    """A Redis that asks for the password `right`."""
    with private_server(tmp_path_factory.mktemp("guarded")) as server:
        with Redis.from_url(server.redis_url()) as client:
            client.acl_setuser("guest", enabled=True, passwords=["+right"], commands=["+ping", "+client"])
            client.config_set("requirepass", "right")
        yield server


@pytest.fixture
def place(tmp_path, guarded):
    (tmp_path / "good.txt").write_bytes(GOOD)
    (tmp_path / "rows.jsonl").write_bytes(ROWS)
    (tmp_path / "empty").mkdir()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield Place(tmp_path, lambda password: f"unix://:{password}@{guarded.socket}", taken.getsockname()[1])


@pytest.mark.parametrize(
    ("command", "settings", "code", "words"), [row[1:] for row in CASES], ids=[row[0] for row in CASES]
)
def test_a_trouble_gets_an_answer(place, command, settings, code, words):
    ended = stancewire(*command.format(port=place.port).split(), cwd=place.folder, **settings(place))
    said = one_sentence(ended.stderr)
    assert (ended.returncode, words in said) == (code, True), said
    assert ended.stdout == b""
    assert "wrong@" not in said, "a password is shown"


def test_two_troubles_have_a_code_of_their_own(tmp_path):
    (tmp_path / "empty.txt").touch()
    ended = stancewire("run", "none.txt", "empty.txt", cwd=tmp_path)
    assert ended.returncode == Exit.SEVERAL
    assert len(ended.stderr.splitlines()) == 2


def test_a_list_with_a_bad_document_in_it_gives_the_others_their_records(tmp_path):
    texts = [{"text": GOOD.decode(), "id": "1"}, {"text": 2}, {"text": GOOD.decode(), "id": "3"}]
    (tmp_path / "list.json").write_text(json.dumps(texts))
    ended = stancewire("run", "list.json", cwd=tmp_path)
    assert ended.returncode == Exit.BAD_DOCUMENT
    assert "list.json, document 2" in one_sentence(ended.stderr)
    assert [json.loads(line)["status"] for line in ended.stdout.splitlines()] == ["done", "done"]


def test_each_exit_code_is_used_once():
    assert len(set(Exit)) == len(Exit.__members__)


def one_sentence(stderr: bytes) -> str:
    """The one line that was said, besides the usage lines with which click begins."""
    said = stderr.decode()
    assert "Traceback" not in said, said
    lines = [line for line in said.splitlines() if line and not line.startswith(("Usage: ", "Try "))]
    assert len(lines) == 1, said
    return lines[0]
