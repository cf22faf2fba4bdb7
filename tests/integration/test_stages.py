"""A stage over a batch, in this process, on a real Redis."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from redis import Redis

import tasks
from config import ROOT, Settings
from tasks.errors import EmptyText, NotEnglish, WeightsError
from tasks.records import Cleaned, Segments, Story, Versions
from workers.app import STAGES, TASKS
from workers.batch import attempt, run_stage, stage_function
from workers.documents import size
from workers.fields import Failure
from workers.sending import SHARES, SMALLEST, batches
from workers.store import Store

V1 = Versions("1", "1", "1", "1")
GOOD = ("a", "b", "c")


def accept(store: Store, *names: str) -> list[str]:
    return store.accept("j1", [Story(name, text=f"The text of {name}.") for name in names], V1)["clean"]


def clean_or(error: Exception, *bad: str) -> Callable[[Story], Cleaned]:
    """A stage function that does its work, except on some stories."""

    def function(story: Story) -> Cleaned:
        if story.id in bad:
            raise error
        return Cleaned(story.text or "")

    return function


@pytest.mark.parametrize(
    ("error", "outcome", "sentence"),
    [
        pytest.param(EmptyText(), "failed", "has no words in it", id="a story that can never be used"),
        pytest.param(NotEnglish(), "skipped", "is not in English", id="a story that is not for us"),
        pytest.param(KeyError("x" * 999), "failed", r"broke on this story \(KeyError: 'x{199}\)", id="a fault of ours"),
        pytest.param(RecursionError("deep\nand so on"), "failed", "RecursionError: deep and so on", id="in one line"),
    ],
)
def test_one_bad_story_harms_only_itself(store: Store, error: Exception, outcome: str, sentence: str) -> None:
    ids = accept(store, *GOOD, "bad")
    assert run_stage(store, "clean", "1", ids, clean_or(error, "bad")) == list(GOOD)
    record, failure = store.record("bad"), store.failure("bad")
    assert record and failure
    assert record.status == failure.outcome == outcome
    assert record.reason == failure.message
    assert re.search(sentence, failure.message) and "\n" not in failure.message
    assert failure.error == type(error).__name__
    assert re.fullmatch(r"workers/batch\.py:\d+", failure.place), "the last line of ours; the raising one is the test's"
    assert [work.id for work in store.claim("segment", "1", ids)[0]] == list(GOOD)


@pytest.mark.parametrize("value", ['{"text": 5}', '{"text": "half', "{}"], ids=["wrong type", "no JSON", "a key gone"])
def test_a_field_that_another_version_wrote_harms_only_its_story(store: Store, redis: Redis, value: str) -> None:
    ids = accept(store, *GOOD, "old")
    run_stage(store, "clean", "1", ids, clean_or(EmptyText()))
    redis.hset("stancewire:doc:old", "clean", value)
    assert run_stage(store, "segment", "1", ids, lambda cleaned: Segments((), ())) == list(GOOD)
    failure = store.failure("old")
    assert failure and (failure.outcome, failure.stage) == ("failed", "segment")


def test_a_failure_names_the_line_of_the_stage(store: Store) -> None:
    store.accept("j1", [Story("d", text=" ")], V1)
    settings = Settings()
    assert run_stage(store, "clean", "1", ["d"], stage_function("clean", settings, no_models)) == []
    failure = store.failure("d")
    assert failure and re.fullmatch(r"tasks/.+\.py:\d+", failure.place)
    file, line = failure.place.split(":")
    assert "raise" in (ROOT / file).read_text().splitlines()[int(line) - 1]


def no_models() -> tasks.Models:
    raise AssertionError("the clean stage must not load the models")


def sent_again(store: Store, stage: str = "clean") -> set[tuple[str, int]]:
    """What a sweep finds: each document, and how many have begun on it."""
    return {(document.id, document.tries) for document in store.sweep(stage, nothing_queued=False).to_send}


def test_what_is_nobodys_fault_fails_no_document(store: Store, redis: Redis) -> None:
    ids = accept(store, *GOOD)
    with pytest.raises(WeightsError):
        run_stage(store, "clean", "1", ids, clean_or(WeightsError("gone"), "b"))
    assert {redis.hget(f"stancewire:doc:{name}", "status") for name in GOOD} == {"queued"}
    assert sent_again(store) == {("b", 0), ("c", 0)}, "nor do they travel alone"
    assert run_stage(store, "clean", "1", ids, clean_or(ValueError())) == list(GOOD)


def test_a_batch_that_takes_too_long_keeps_what_is_done_and_sends_the_rest_again(store: Store) -> None:
    ids = accept(store, *GOOD)
    with pytest.raises(SoftTimeLimitExceeded):
        run_stage(store, "clean", "1", ids, clean_or(SoftTimeLimitExceeded(), "b"))
    assert sent_again(store) == {("b", 1), ("c", 0)}
    assert run_stage(store, "clean", "1", ids, clean_or(AssertionError(), "a")) == ["a", "c"], "b goes alone now"
    assert run_stage(store, "clean", "1", ["b"], clean_or(AssertionError(), "a")) == ["b"]


def test_a_story_that_takes_all_the_time_alone_fails(store: Store) -> None:
    ids = accept(store, "a")
    with pytest.raises(SoftTimeLimitExceeded):
        run_stage(store, "clean", "1", ids, clean_or(SoftTimeLimitExceeded(), "a"))
    failure = store.failure("a")
    assert failure and "took too long" in failure.message
    assert sent_again(store) == set()


def test_a_story_that_runs_out_of_memory_is_tried_again_alone_and_later_and_not_for_ever(
    store: Store, redis: Redis
) -> None:
    ids = accept(store, *GOOD)
    greedy = clean_or(MemoryError(), "b")
    assert run_stage(store, "clean", "1", ids, greedy) == ["a", "c"]
    pauses = []
    for _ in range(store.attempts - 1):
        now, deadline = redis.time()[0], redis.zscore("stancewire:leased:clean", "b")
        assert deadline
        pauses.append(deadline / 1000 - now)
        assert sent_again(store) == set(), "not before its time"
        redis.zadd("stancewire:leased:clean", {"b": 0})
        assert {name for name, _ in sent_again(store)} == {"b"}
        assert run_stage(store, "clean", "1", ["b"], greedy) == []
    assert pauses == sorted(pauses)
    failure = store.failure("b")
    assert failure and failure.error == "MemoryError"


def test_a_batch_that_comes_again_is_not_computed_again_but_goes_on(store: Store) -> None:
    ids = accept(store, *GOOD)
    run_stage(store, "clean", "1", ids, clean_or(EmptyText(), "b"))
    assert run_stage(store, "clean", "1", ids, clean_or(AssertionError(), *GOOD)) == ["a", "c"]


def test_nothing_goes_on_from_a_batch_that_is_gone(store: Store) -> None:
    assert run_stage(store, "segment", "1", ["gone"], clean_or(AssertionError(), "gone")) == []


def test_results_are_read_back_as_they_were_written(store: Store) -> None:
    """Quotation marks, characters beyond the basic plane, NUL and line ends survive; so do numbers and empty lists."""
    text = 'A "quoted" “text” with 😀, \0, \u2028 and é\r\n'
    store.accept("j1", [Story("d", text=text)], V1)
    seen: list[Any] = []

    def segment(cleaned: Cleaned) -> Segments:
        seen.append(cleaned)
        return Segments((), ())

    run_stage(store, "clean", "1", ["d"], lambda story: Cleaned(story.text))
    run_stage(store, "segment", "1", ["d"], segment)
    assert seen == [Cleaned(text)]


def test_batches_are_no_larger_than_the_settings_allow() -> None:
    settings = Settings(batch_documents=3, batch_bytes=100)
    sizes = [10, 10, 10, 10, 90, 20, 500, 1, 99, 100]
    stories = [Story(f"d{number}", text="x" * size) for number, size in enumerate(sizes)]
    found = [[len(story.text or "") for story in batch] for batch in batches([*stories, stories[0]], size, settings)]
    assert found == [[10, 10, 10], [10, 90], [20], [500], [1, 99], [100]]


@pytest.mark.parametrize("number", [1, 4, 15, 300, 5_000])
def test_batches_get_smaller_towards_the_end_and_none_is_tiny(number: int) -> None:
    settings = Settings()
    stories = [Story(str(at), text="x") for at in range(number)]
    found = list(batches(stories, size, settings))
    assert [story for batch in found for story in batch] == stories
    left = number
    for batch in found[:-1]:
        assert len(batch) == min(settings.batch_documents, max(SMALLEST, left // SHARES))
        left -= len(batch)
    assert 1 <= len(found[-1]) <= SMALLEST


def test_bytes_are_counted_not_characters() -> None:
    settings = Settings(batch_bytes=10)
    stories = [Story("a", text="éééé"), Story("b", html="éé")]
    assert len(list(batches(stories, size, settings))) == 2


def test_celery_knows_the_tasks_and_their_queues_without_spacy() -> None:
    """Flower and the command line import the app: they must not pay for the models."""
    program = (
        "import sys; from workers import app; app.loader.import_default_modules();"
        "print(*sorted(f'{n}={app.amqp.router.route({}, n)[\"queue\"].name}' for n in app.tasks if n[:6] != 'celery'));"
        "assert not {'spacy', 'onnxruntime', 'numpy'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert dict(pair.split("=") for pair in done.stdout.split()) == TASKS


def test_an_error_of_a_stage_is_the_outcome_of_its_story() -> None:
    outcome = attempt(STAGES[0], lambda: clean_or(EmptyText(), "d")(Story("d", text="")))
    assert isinstance(outcome, Failure) and outcome.stage == "clean"
