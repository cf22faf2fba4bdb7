"""The command line as a user meets it: real processes, a real queue."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from config import ROOT, Settings
from tests.command import COMMAND, alive, descendants, environment, stancewire, wait_for
from tests.running import wait_until
from workers.cli import cli
from workers.commands.exits import Exit

HARBOUR = "The mayor of Tallin Falls said on Monday that she supports the new harbour and trusts its engineers.\n"
BRIDGE = "The governor of Maybury said on Friday that he opposes the second bridge, which he called a waste of money.\n"
FRENCH = (
    "Le maire a déclaré lundi qu’il soutenait le projet du nouveau port et qu’il faisait confiance aux ingénieurs.\n"
)
PAGE = f"<html><head><title>Harbour</title></head><body><article><p>{HARBOUR * 5}</p></article></body></html>"
KEYS = ["id", "status", "reason", "text", "meta", "clean", "segments", "entities", "statements", "stances", "versions"]


def lines(ended: subprocess.CompletedProcess[bytes]) -> list[dict]:
    return [json.loads(line) for line in ended.stdout.splitlines()]


def test_a_story_becomes_a_record_on_one_line(tmp_path):
    (tmp_path / "a.txt").write_text(HARBOUR)
    ended = stancewire("run", tmp_path / "a.txt")
    assert (ended.returncode, ended.stderr) == (0, b"")
    (record,) = lines(ended)
    assert list(record) == KEYS
    assert (record["status"], record["text"]) == ("done", HARBOUR)


BOTH = [{"text": HARBOUR}, {"text": BRIDGE}]
QUOTED = "“The harbour is ours,” said the mayor, who supports it."
SEPARATED = f"{HARBOUR.strip()}\u2028{BRIDGE.strip()}"

INPUTS = [
    ("text", "-", HARBOUR.encode(), [HARBOUR]),
    ("text in another encoding", "--encoding cp1252 -", QUOTED.encode("cp1252"), [QUOTED]),
    ("text in UTF-16, full of zero bytes", "--encoding utf-16 -", HARBOUR.encode("utf-16"), [HARBOUR]),
    ("text with a byte order mark", "-", HARBOUR.encode("utf-8-sig"), [HARBOUR]),
    ("a document", "--format json -", json.dumps(BOTH[0]).encode(), [HARBOUR]),
    ("a list of documents", "--format json -", json.dumps(BOTH).encode(), [HARBOUR, BRIDGE]),
    (
        "documents, and an empty line",
        "--format jsonl -",
        "\n\n".join(map(json.dumps, BOTH)).encode(),
        [HARBOUR, BRIDGE],
    ),
    ("a line separator in a string", "--format jsonl -", f'{{"text": "{SEPARATED}"}}'.encode(), [SEPARATED]),
]


@pytest.mark.parametrize(("words", "stdin", "texts"), [row[1:] for row in INPUTS], ids=[row[0] for row in INPUTS])
def test_what_can_be_read(words, stdin, texts):
    ended = stancewire("run", *words.split(), stdin=stdin)
    assert ended.returncode == 0, ended.stderr
    assert [record["text"] for record in lines(ended)] == texts


def test_the_suffix_says_what_a_file_is_and_documents_bring_their_own_data(tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    (tmp_path / "b.json").write_text(json.dumps({"text": HARBOUR, "url": "https://example.org/b", "title": "B"}))
    page, document = lines(stancewire("run", "a.html", "b.json", cwd=tmp_path))
    assert "<p>" not in page["text"]
    assert page["meta"]["extractor"].startswith("trafilatura")
    assert document["meta"] == {"url": "https://example.org/b", "title": "B"}


def test_a_story_in_french_is_skipped_and_that_is_no_failure():
    ended = stancewire("run", "-", stdin=FRENCH.encode() * 3)
    (record,) = lines(ended)
    assert (ended.returncode, record["status"]) == (0, "skipped")
    assert b"in French" in ended.stderr


def test_a_reader_who_has_had_enough_is_no_error(tmp_path):
    (tmp_path / "many.jsonl").write_text((json.dumps({"text": HARBOUR * 50}) + "\n") * 40)
    with subprocess.Popen([*COMMAND, "run", tmp_path / "many.jsonl"], stdout=-1, stderr=-1, env=environment()) as run:
        assert run.stdout.readline().startswith(b'{"id"')
        run.stdout.close()
        assert run.stderr.read() == b""
    assert run.returncode == 0


def test_through_the_queue_and_back(tmp_path, queue, worker):
    (tmp_path / "a.txt").write_text(HARBOUR)
    (tmp_path / "b.txt").write_text(" ")
    ended = stancewire("submit", "a.txt", "b.txt", "c.txt", "--wait", cwd=tmp_path)
    assert ended.returncode == Exit.SEVERAL
    assert b"c.txt does not exist" in ended.stderr
    assert b"1 done, 1 failed, 0 skipped of 2" in ended.stderr
    assert b"b.txt: failed: The story has no words" in ended.stderr
    (submitted,) = lines(ended)

    (here,) = lines(stancewire("run", "a.txt", cwd=tmp_path))
    assert lines(stancewire("show", submitted["documents"][0])) == [here]

    counts = stancewire("status", submitted["job"]).stdout.decode()
    assert re.search(r"^clean +1 +1 +0$", counts, re.M), counts
    assert re.search(r"^stances +1 +0 +0$", counts, re.M), counts
    jobs = stancewire("status").stdout.decode()
    assert re.search(rf"^{submitted['job']} .* 2 +1 +1 +0$", jobs, re.M), jobs


def test_submitting_prints_ids_and_does_not_wait(queue, store):
    ended = stancewire("submit", "-", "--job", "mine", stdin=HARBOUR.encode())
    (submitted,) = lines(ended)
    assert (ended.returncode, submitted["job"]) == (0, "mine")
    assert store.documents("mine") == submitted["documents"]
    assert store.record(submitted["documents"][0]).status == "queued"


def test_waiting_ends_when_redis_has_lost_the_job(queue, redis):
    command = [*COMMAND, "submit", "-", "--wait"]
    with subprocess.Popen(command, stdin=-1, stdout=-1, stderr=-1, env=environment()) as submitting:
        submitting.stdin.write(HARBOUR.encode())
        submitting.stdin.close()
        assert submitting.stdout.readline()
        redis.flushall()
        said = submitting.stderr.read().decode()
    assert submitting.returncode == Exit.NOT_KNOWN
    assert "hand in the documents again" in said


def test_readers_of_a_group_share_entries_and_take_over_from_the_dead(queue, worker, redis):
    documents = json.dumps([{"text": HARBOUR}, {"text": BRIDGE}]).encode()
    (submitted,) = lines(stancewire("submit", "-", "--format", "json", "--wait", stdin=documents))
    redis.xgroup_create("stancewire:stage:clean", "archive", id="0")
    taken = redis.xreadgroup("archive", "dead", {"stancewire:stage:clean": ">"}, count=1)[0][1][0][1]["id"]

    follow = ("follow", "clean", "--group", "archive", "--stop-at-end")
    (entry,) = lines(stancewire(*follow))
    assert (entry["outcome"], entry["job"]) == ("done", submitted["job"])
    assert entry["record"] == lines(stancewire("show", entry["id"]))[0]
    assert {entry["id"], taken} == set(submitted["documents"])
    assert [entry["id"] for entry in lines(stancewire(*follow, "--claim-after", "0"))] == [taken]
    assert redis.xpending("stancewire:stage:clean", "archive")["pending"] == 0
    assert lines(stancewire(*follow, "--claim-after", "0")) == []
    assert len(lines(stancewire("follow", "clean", "--stop-at-end"))) == 2, "another group reads for itself"


def test_a_follower_waits_for_more_until_it_is_interrupted(queue, store, redis):
    with subprocess.Popen([*COMMAND, "follow", "clean"], stdout=-1, stderr=-1, env=environment()) as follower:
        wait_until(lambda: redis.exists("stancewire:stage:clean") and redis.xinfo_groups("stancewire:stage:clean"))
        (submitted,) = lines(stancewire("submit", "-", stdin=HARBOUR.encode()))
        redis.xadd("stancewire:stage:clean", {"id": submitted["documents"][0], "outcome": "done"})
        assert json.loads(follower.stdout.readline())["record"]["status"] == "queued"
        follower.send_signal(signal.SIGINT)
        assert follower.stderr.read().strip() == b"Stopped."
    assert follower.returncode == Exit.INTERRUPTED


def test_the_settings_are_shown_with_their_origin_and_without_passwords(tmp_path):
    (tmp_path / "stancewire.toml").write_text("results_days = 3\n")
    ended = stancewire("settings", cwd=tmp_path, STANCEWIRE_REDIS_URL="redis://:secret@example.org/1")
    said = ended.stdout.decode()
    assert "secret" not in said
    assert "(environment)\nSTANCEWIRE_REDIS_URL=redis://:***@example.org/1\n" in said
    assert "(file)\nSTANCEWIRE_RESULTS_DAYS=3\n" in said
    assert said.count("\nSTANCEWIRE_") == len(Settings.model_fields)


def test_the_command_itself_waits_for_no_model():
    program = "import sys, workers.cli; print(*{'spacy', 'onnxruntime', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("command", sorted(cli.commands))
def test_each_command_has_help_with_an_example(command):
    said = stancewire(command, "--help").stdout.decode()
    assert f"Example:\n    $ stancewire {command}" in said


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_up_runs_all_that_is_needed_until_ctrl_c_and_keeps_the_data(tmp_path):
    port, out = free_port(), tmp_path / "out"
    job = ""
    for turn in (1, 2):
        with out.open("wb") as file:
            command = [*COMMAND, "up", "--folder", tmp_path / "var", "--flower-port", str(port)]
            up = subprocess.Popen(command, stdout=file, stderr=-1, env=environment(), start_new_session=True)
        with up:
            exports = wait_for(out, "STANCEWIRE_BROKER_URL=", up).splitlines()
            settings = dict(re.fullmatch(r"export (\w+)='(.*)'", line).groups() for line in exports)
            if turn == 1:
                ended = stancewire("submit", "-", "--wait", stdin=HARBOUR.encode(), **settings)
                job = lines(ended)[0]["job"]
                assert b"1 done" in ended.stderr
            assert job in stancewire("status", **settings).stdout.decode()
            wait_until(lambda: "Flower" in flower_page(port))
            started = descendants(up.pid)
            assert len(started) >= 4, "the keeper, Redis, the worker, Flower"
            up.send_signal(signal.SIGINT)
            assert up.stderr.read().decode().endswith("Stopped.\n")
        assert up.returncode == Exit.INTERRUPTED
        assert alive(started) == set()


def flower_page(port: int) -> str:
    """Flower's first page; nothing while it starts."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/workers", timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def test_up_ends_when_its_worker_does(tmp_path):
    command = [*COMMAND, "up", "--folder", tmp_path, "--flower-port", str(free_port())]
    with subprocess.Popen(command, stdout=-1, stderr=-1, env=environment()) as up:
        wait_for(tmp_path / "worker.log", " ready.", up)
        for pid in descendants(up.pid):
            words = subprocess.run(["ps", "-o", "args=", "-p", str(pid)], capture_output=True, text=True).stdout
            if " worker " in words:
                subprocess.run(["kill", "-KILL", str(pid)], check=False)
        assert b"worker.log says why" in up.stderr.read()
    assert up.returncode == Exit.WORKER_DIED
