"""Leases, attempts and the sweep: how a document goes on whose worker has died or whose message is lost."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec
import pytest
from redis import Redis
from redis.exceptions import OutOfMemoryError

from tests.running import STORE_DB
from tests.storing import (
    NEW,
    RESULTS,
    V1,
    Stuttering,
    broken,
    counts,
    entries,
    finish,
    places,
    recount,
    story,
    take,
    time_goes_by,
)
from workers.app import STAGES
from workers.errors import NoDiskPromise
from workers.server import Server, bundled_program, find_program, private_server
from workers.store import Store
from workers.store.shapes import Claim
from workers.sweeper import _set_aside

LEASE = 20
BEFORE = {stage: STAGES[: number + 1] for number, stage in enumerate(STAGES)}


@pytest.fixture(scope="module", params=sorted({find_program(), bundled_program()}), ids=lambda path: path.name)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Every server that there is here: the scripts must run on all of them."""
    with private_server(tmp_path_factory.mktemp("redis"), program=request.param) as server:
        yield server


@pytest.fixture
def stuttering(redis: Redis, server: Server) -> Iterator[Store]:
    """A store to which the first answer to every call is lost."""
    with Stuttering.from_url(server.redis_url(STORE_DB)) as client:
        client.twice = True
        yield Store(client, "stancewire:", lifetime=3600, stream_length=1000)


def claimed(store: Store, stage: str, *ids: str) -> list[str]:
    return [work.id for work in store.claim(stage, "1", ids)[0]]


def swept(store: Store, stage: str = "clean", *, nothing_queued: bool = True) -> list[str]:
    return [sent.id for sent in store.sweep(stage, nothing_queued=nothing_queued).to_send]


def now(redis: Redis) -> int:
    seconds, microseconds = redis.time()
    return seconds * 1000 + microseconds // 1000


def let_workers_die(store: Store, redis: Redis, times: int, stage: str = "clean") -> None:
    for _ in range(times):
        assert claimed(store, stage, "da") == ["da"]
        time_goes_by(redis, LEASE)
        store.sweep(stage, nothing_queued=False)


# Claim.


def test_a_claim_leases_what_waits(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    (work,), ahead = store.claim("clean", "1", ["da"])
    assert (work.attempt, work.tries, ahead) == (1, 1, [])
    assert [text.text for text in work.inputs()] == ["Text of a."]
    assert places(redis, "da") == ["leased:clean"]
    claim = msgspec.json.decode(redis.hget("stancewire:doc:da", "lease"), type=Claim)
    assert claim.version == "1" and claim.worker and claim.time


def leave_it(store: Store, redis: Redis) -> None:
    pass


def lease_it(store: Store, redis: Redis) -> None:
    store.claim("clean", "1", ["da"])


def let_it_run_out(store: Store, redis: Redis) -> None:
    lease_it(store, redis)
    time_goes_by(redis, LEASE)


def let_it_be_swept(store: Store, redis: Redis) -> None:
    let_it_run_out(store, redis)
    assert swept(store, nothing_queued=False) == ["da"]


def give_it_back(store: Store, redis: Redis) -> None:
    store.release("clean", store.claim("clean", "1", ["da"])[0])


def give_it_back_later(store: Store, redis: Redis) -> None:
    store.release("clean", store.claim("clean", "1", ["da"])[0], after=5)


def blame_it(store: Store, redis: Redis) -> None:
    store.release("clean", store.claim("clean", "1", ["da"])[0], blameless=False)


def blame_it_and_give_it_back(store: Store, redis: Redis) -> None:
    blame_it(store, redis)
    give_it_back(store, redis)


@pytest.mark.parametrize(
    ("before", "alone", "in_a_batch"),
    [
        pytest.param(leave_it, True, True, id="waits"),
        pytest.param(lease_it, False, False, id="is with somebody who lives"),
        pytest.param(let_it_run_out, True, False, id="was with somebody who died: a suspect"),
        pytest.param(let_it_be_swept, True, False, id="the same, swept"),
        pytest.param(give_it_back, True, True, id="was given back, for no fault of its own"),
        pytest.param(give_it_back_later, False, False, id="was given back for later"),
        pytest.param(blame_it, True, False, id="was given back as a suspect"),
        pytest.param(blame_it_and_give_it_back, True, False, id="a suspect stays one"),
        pytest.param(lambda store, redis: finish(store, "da"), False, False, id="is done"),
        pytest.param(lambda store, redis: redis.delete("stancewire:doc:da"), False, False, id="is not there"),
    ],
)
def test_who_gets_a_document(store: Store, redis: Redis, before: Callable, alone: bool, in_a_batch: bool) -> None:
    for ids, expected in ((["da"], alone), (["da", "db"], in_a_batch)):
        redis.flushdb()
        store.accept("j1", [story(), story("b")], V1)
        before(store, redis)
        assert ("da" in claimed(store, "clean", *ids)) is expected
        if len(ids) > 1:
            assert redis.hget("stancewire:doc:db", "tries") == "1", "the other one is not held up"


def test_a_claim_whose_answer_was_lost_gets_the_same_answer(stuttering: Store, redis: Redis) -> None:
    stuttering.accept("j1", [story(), story("b")], V1)
    work, _ = stuttering.claim("clean", "1", ["da", "db"])
    assert [(one.id, one.attempt, one.tries) for one in work] == [("da", 1, 1), ("db", 1, 1)]
    assert [one.inputs()[0].id for one in work] == ["da", "db"]


def test_a_claim_of_what_is_further_on_says_so(store: Store) -> None:
    store.accept("j1", [story(name) for name in "abc"], V1)
    take(store, "clean", "da", "db")
    take(store, "segment", "db", failure=broken("segment"))
    assert store.claim("clean", "1", ["da", "db"]) == ([], ["da"])


# A lease: its end is moved, and given back.


def test_who_gives_a_sign_of_life_keeps_its_documents(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    work, _ = store.claim("clean", "1", ["da"])
    for _ in range(3):
        time_goes_by(redis, LEASE - 1)
        store.renew("clean", work)
        assert swept(store) == claimed(store, "clean", "da") == []
    assert store.commit("clean", "1", [(work[0], RESULTS["clean"])]) == ["da"]


def test_what_was_taken_from_somebody_stays_away(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    (late,), _ = store.claim("clean", "1", ["da"])
    time_goes_by(redis, LEASE)
    (work,), _ = store.claim("clean", "1", ["da"])
    time_goes_by(redis, LEASE)
    store.renew("clean", [late])
    store.release("clean", [late], after=60)
    assert store.commit("clean", "1", [(late, RESULTS["clean"])]) == [], "a zombie writes nothing"
    assert swept(store) == ["da"], "nor does it keep what is another's from being swept"
    assert store.commit("clean", "1", [(work, RESULTS["clean"])]) == ["da"], "late, but nobody else has begun"
    assert places(redis, "da") == ["waiting:segment"] or places(redis, "da") == ["urgent:segment"]


def test_what_was_given_back_is_not_held_by_a_late_sign_of_life(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    work, _ = store.claim("clean", "1", ["da"])
    store.release("clean", work)
    store.renew("clean", work)
    assert store.commit("clean", "1", [(work[0], RESULTS["clean"])]) == []
    assert swept(store) == ["da"]


def test_what_was_given_back_twice_is_given_back_once(stuttering: Store, redis: Redis) -> None:
    stuttering.accept("j1", [story()], V1)
    stuttering.release("clean", stuttering.claim("clean", "1", ["da"])[0])
    assert redis.hget("stancewire:doc:da", "tries") == "0"


# The urgent lane.


def handed_in(store: Store, *names: str, urgent: bool = False) -> list[str]:
    """Hand in for one job; the ids to send."""
    to_send = store.accept("j1", [story(name) for name in names], V1, urgent=urgent)
    return [identifier for ids in to_send.values() for identifier in ids]


def test_what_is_urgent_stays_so_to_the_end(store: Store, redis: Redis) -> None:
    assert handed_in(store, "a", urgent=True) == ["da"]
    for stage, following in pairwise([*STAGES, "nothing"]):
        assert places(redis, "da") == [f"urgent:{stage}"]
        assert claimed(store, stage, "da") == ["da"]
        time_goes_by(redis, LEASE)
        assert swept(store, stage, nothing_queued=False) == ["da"], "its worker died"
        assert places(redis, "da") == [f"urgent:{stage}"]
        assert take(store, stage, "da") == ["da"]
        assert places(redis, "da") == [f"urgent:{following}"] * (following in STAGES)
    assert not redis.hexists("stancewire:doc:da", "urgent")
    assert handed_in(store, "a", urgent=True) == [] and places(redis, "da") == [], "it is done"
    assert not redis.hexists("stancewire:doc:da", "urgent")


@pytest.mark.parametrize(
    ("before", "sent", "then"),
    [
        pytest.param(leave_it, True, "urgent:clean", id="waits: it changes lanes"),
        pytest.param(lease_it, False, "leased:clean", id="is with a worker"),
        pytest.param(let_it_be_swept, False, "urgent:clean", id="is urgent already"),
        pytest.param(lambda store, redis: take(store, "clean", "da"), True, "urgent:segment", id="waits further on"),
        pytest.param(
            lambda store, redis: take(store, "clean", "da", failure=broken("clean")),
            True,
            "urgent:clean",
            id="has failed",
        ),
    ],
)
def test_what_an_urgent_submission_finds_on_its_way(
    store: Store, redis: Redis, before: Callable, sent: bool, then: str
) -> None:
    handed_in(store, "a")
    before(store, redis)
    assert handed_in(store, "a", urgent=True) == ["da"] * sent
    assert places(redis, "da") == [then] and redis.hexists("stancewire:doc:da", "urgent")
    assert handed_in(store, "a", urgent=True) == handed_in(store, "a") == [], "once, and it stays urgent"
    assert places(redis, "da") == [then] and redis.hexists("stancewire:doc:da", "urgent")
    assert counts(redis, "j1") == recount(redis, "j1")


def test_what_becomes_urgent_in_a_workers_hands_is_sent_again_from_the_next_stage(store: Store, redis: Redis) -> None:
    handed_in(store, "a", "b")
    work, _ = store.claim("clean", "1", ["da", "db"])
    handed_in(store, "a", urgent=True)
    store.commit("clean", "1", [(one, RESULTS["clean"]) for one in work])
    handed_in(store, "c")
    take(store, "clean", "dc")
    assert places(redis, "da") == ["urgent:segment"]
    time_goes_by(redis, LEASE)
    assert swept(store, "segment", nothing_queued=False) == [], "nothing has been read"
    assert claimed(store, "segment", "dc") == ["dc"], "it had waited as long, and its message was read before"
    assert swept(store, "segment", nothing_queued=False) == ["da"]


@pytest.mark.parametrize("how", ["handed in as urgent", "handed in again as urgent", "tried again"])
def test_what_is_read_early_does_not_make_what_merely_waits_seem_lost(store: Store, redis: Redis, how: str) -> None:
    """In which lane a document waits, and at which priority its message is sent, must be the same."""
    handed_in(store, "a", *(["b"] if how != "handed in as urgent" else []))
    if how == "tried again":
        take(store, "clean", "db", failure=broken("clean"))
    time_goes_by(redis, 3600)
    if how == "tried again":
        assert [sent.id for sent in store.retry(["db"])] == ["db"]
    else:
        assert handed_in(store, "b", urgent=True) == ["db"]
    assert claimed(store, "clean", "db") == ["db"], "before the other, which has waited for an hour"
    assert swept(store, nothing_queued=False) == []
    assert places(redis, "da") == ["waiting:clean"]


# The sweep.


@pytest.mark.parametrize(
    ("before", "seconds", "nothing_queued", "sent"),
    [
        pytest.param(leave_it, LEASE, True, True, id="its message is lost: nothing is queued"),
        pytest.param(leave_it, LEASE - 1, True, False, id="its message may be on its way still"),
        pytest.param(leave_it, 3600, False, False, id="it merely waits in a long queue"),
        pytest.param(lease_it, LEASE, False, True, id="its worker died"),
        pytest.param(lease_it, LEASE - 1, True, False, id="its worker lives"),
        pytest.param(give_it_back, 0, False, True, id="given back"),
        pytest.param(give_it_back_later, 4, True, False, id="given back for later"),
        pytest.param(give_it_back_later, 5, False, True, id="given back for later, which is now"),
        pytest.param(let_it_be_swept, LEASE - 1, True, False, id="sent again a moment ago"),
        pytest.param(let_it_be_swept, LEASE, True, True, id="sent again, and lost again"),
        pytest.param(let_it_be_swept, 3600, False, False, id="sent again, others are before it"),
        pytest.param(lambda store, redis: finish(store, "da"), 3600, True, False, id="done"),
    ],
)
def test_what_the_sweep_sends(
    store: Store, redis: Redis, before: Callable, seconds: float, nothing_queued: bool, sent: bool
) -> None:
    store.accept("j1", [story()], V1)
    before(store, redis)
    time_goes_by(redis, seconds)
    assert swept(store, nothing_queued=nothing_queued) == ["da"] * sent
    if sent:
        assert places(redis, "da") == ["urgent:clean"]
        assert swept(store, nothing_queued=nothing_queued) == [], "once"


@pytest.mark.parametrize(
    ("lost", "read", "seconds", "sent"),
    [
        pytest.param("ordinary", "ordinary", LEASE, True, id="a younger one has been read"),
        pytest.param("ordinary", "ordinary", LEASE - 1, False, id="a younger one, but workers may read side by side"),
        pytest.param("urgent", "urgent", LEASE, True, id="urgent, and a younger urgent one has been read"),
        pytest.param("urgent", "ordinary", LEASE, True, id="urgent, and an ordinary one has been read"),
        pytest.param("ordinary", "urgent", LEASE, False, id="urgent ones overtake"),
    ],
)
def test_a_lost_message_among_read_ones_is_found_while_others_wait(
    store: Store, redis: Redis, lost: str, read: str, seconds: float, sent: bool
) -> None:
    def wait(name: str, lane: str) -> None:
        store.accept("j1", [story(name)], V1)
        if lane == "urgent":
            redis.zrem("stancewire:waiting:clean", f"d{name}")  # as the sweep does
            redis.zadd("stancewire:urgent:clean", {f"d{name}": now(redis)})

    wait("a", lost)
    time_goes_by(redis, seconds)
    wait("b", read)
    store.accept("j1", [story("c")], V1)
    assert swept(store, nothing_queued=False) == [], "nothing has been read"
    assert claimed(store, "clean", "db") == ["db"]
    assert swept(store, nothing_queued=False) == ["da"] * sent


def test_what_is_sent_says_how_to_send_it(store: Store, redis: Redis) -> None:
    store.accept("j1", [story(), story("b")], V1)
    lease_it(store, redis)
    time_goes_by(redis, LEASE)
    found = {sent.id: sent for sent in store.sweep("clean", nothing_queued=True).to_send}
    assert {name: (sent.stage, sent.job, sent.tries) for name, sent in found.items()} == {
        "da": ("clean", "j1", 1),
        "db": ("clean", "j1", 0),
    }
    assert found["da"].bytes == len(redis.hget("stancewire:doc:da", "raw"))


def test_who_was_sent_again_goes_before_others_to_the_end(store: Store, redis: Redis) -> None:
    store.accept("j1", [story(), story("b")], V1)
    let_it_be_swept(store, redis)
    for stage, following in pairwise(STAGES):
        take(store, stage, "da")
        assert places(redis, "da") == [f"urgent:{following}"]
        take(store, stage, "db")
        assert places(redis, "db") == [f"waiting:{following}"]
    take(store, "stances", "da")
    assert not redis.hexists("stancewire:doc:da", "urgent"), "nor the next time"


def test_a_sweep_whose_answer_was_lost_is_made_up_for_by_the_next(stuttering: Store, redis: Redis) -> None:
    stuttering.accept("j1", [story()], V1)
    time_goes_by(redis, LEASE)
    assert swept(stuttering) == []
    time_goes_by(redis, LEASE)
    stuttering.client.twice = False  # type: ignore[attr-defined]
    assert swept(stuttering) == ["da"]


def test_one_worker_leads_the_sweep_until_it_is_silent_for_a_lease(store: Store, redis: Redis) -> None:
    assert [store.lead("one"), store.lead("two"), store.lead("one")] == [True, False, True]
    assert 0 < redis.pttl("stancewire:sweeper") <= LEASE * 1000
    redis.delete("stancewire:sweeper")
    assert [store.lead("two"), store.lead("one")] == [True, False]


# Attempts.


def test_a_document_that_kills_its_workers_is_set_aside(store: Store, redis: Redis) -> None:
    store.accept("j1", [story(), story("b")], V1)
    let_workers_die(store, redis, store.attempts - 1)
    assert claimed(store, "clean", "da") == ["da"], "the last attempt"
    last = msgspec.json.decode(redis.hget("stancewire:doc:da", "lease"), type=Claim)
    time_goes_by(redis, LEASE)
    swept = store.sweep("clean", nothing_queued=False)
    assert swept.to_send == [] and [one.work.id for one in swept.given_up] == ["da"]
    assert store.sweep("clean", nothing_queued=False).given_up == []
    time_goes_by(redis, LEASE)
    (again,) = store.sweep("clean", nothing_queued=False).given_up
    assert again == swept.given_up[0], "the one who swept may have died before it told"
    _set_aside(store, "clean", again)
    failure = store.failure("da")
    assert failure and (failure.outcome, failure.stage, failure.error) == ("failed", "clean", "WorkerDied")
    assert failure.attempts == store.attempts and last.worker in failure.message and last.time in failure.message
    assert entries(redis, "clean") == [("da", "failed", "1", "j1")]
    assert counts(redis, "j1") == {"total": 2, "failed": 1, "clean:failed": 1}
    assert places(redis, "da") == [] and claimed(store, "clean", "db") == ["db"]
    assert [sent.id for sent in store.retry(["da"])] == ["da"]
    assert store.claim("clean", "1", ["da"])[0][0].tries == 1, "it has all its attempts again"


def test_each_stage_has_its_own_attempts(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    for stage in STAGES:
        let_workers_die(store, redis, store.attempts - 1, stage)
        assert take(store, stage, "da") == ["da"]
    assert redis.hget("stancewire:doc:da", "status") == "done"


def test_who_only_slept_may_write_until_it_is_set_aside_and_not_after(store: Store, redis: Redis) -> None:
    for set_aside_first in (False, True):
        redis.flushdb()
        store.accept("j1", [story()], V1)
        let_workers_die(store, redis, store.attempts - 1)
        work, _ = store.claim("clean", "1", ["da"])
        time_goes_by(redis, LEASE)
        (given_up,) = store.sweep("clean", nothing_queued=True).given_up
        acts = [
            lambda work=work: store.commit("clean", "1", [(work[0], RESULTS["clean"])]),
            lambda given_up=given_up: _set_aside(store, "clean", given_up),
        ]
        for act in reversed(acts) if set_aside_first else acts:
            act()
        assert redis.hget("stancewire:doc:da", "status") == ("failed" if set_aside_first else "queued")
        assert len(entries(redis, "clean")) == 1
        assert counts(redis, "j1") == recount(redis, "j1")


# A result that others have removed.


def swept_and_taken(store: Store, redis: Redis, version: str = "1") -> None:
    """What a worker does that alone is left, until nothing moves."""
    for _ in STAGES:
        time_goes_by(redis, LEASE)
        for stage in STAGES:
            for sent in store.sweep(stage, nothing_queued=True).to_send:
                take(store, sent.stage, sent.id, version=version)


@pytest.mark.parametrize("found_by", ["the sweep", "a late message", "handing in again"])
@pytest.mark.parametrize("removed", STAGES[:3])
def test_a_result_that_has_gone_is_computed_anew_and_not_told_again(
    store: Store, redis: Redis, removed: str, found_by: str
) -> None:
    store.accept("j1", [story()], V1)
    for stage in STAGES[:3]:
        take(store, stage, "da")
    before = counts(redis, "j1")
    redis.hdel("stancewire:doc:da", removed)
    if found_by == "a late message":
        take(store, removed, "da")
    elif found_by == "handing in again":
        assert store.accept("j1", [story()], V1) == {removed: ["da"]}
    assert len(places(redis, "da")) == 1
    if found_by != "the sweep":
        assert counts(redis, "j1") == before
    swept_and_taken(store, redis)
    assert redis.hget("stancewire:doc:da", "status") == "done"
    assert [len(entries(redis, stage)) for stage in STAGES] == [1, 1, 1, 1]
    assert counts(redis, "j1") == recount(redis, "j1") == {**before, "stances:done": 1, "done": 1}


def test_a_result_that_was_made_from_one_that_has_gone_goes_too(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    for stage in STAGES[:3]:
        take(store, stage, "da")
    redis.hdel("stancewire:doc:da", "clean")
    assert take(store, "clean", "da", version="2") == ["da"]
    assert not redis.hexists("stancewire:doc:da", "segment") and places(redis, "da") == ["waiting:segment"]
    assert [entry[2] for entry in entries(redis, "clean")] == ["1", "2"], "another version is another result"
    assert counts(redis, "j1") == {"total": 1, "clean:done": 1, "segment:done": 1, "entities:done": 1}


def test_a_document_that_stops_anew_has_nothing_after_that(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    for stage in STAGES[:3]:
        take(store, stage, "da")
    redis.hdel("stancewire:doc:da", "segment")
    take(store, "segment", "da", failure=broken("segment"))
    assert counts(redis, "j1") == {"total": 1, "failed": 1, "clean:done": 1, "segment:failed": 1}
    assert places(redis, "da") == []
    assert not redis.hexists("stancewire:doc:da", "entities:version")


def test_a_done_document_that_has_lost_a_result_is_computed_anew_when_handed_in(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    finish(store, "da")
    redis.hdel("stancewire:doc:da", "segment")
    assert store.accept("j1", [story()], V1) == {"segment": ["da"]}
    finish(store, "da")
    assert counts(redis, "j1") == recount(redis, "j1") and redis.hget("stancewire:doc:da", "status") == "done"


def test_a_failed_document_that_has_lost_a_result_is_tried_again_from_there(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    take(store, "clean", "da")
    take(store, "segment", "da", failure=broken("segment"))
    redis.hdel("stancewire:doc:da", "clean")
    assert [(sent.id, sent.stage) for sent in store.retry(["da"])] == [("da", "clean")]
    assert places(redis, "da") == ["urgent:clean"]


def test_a_text_that_has_gone_fails_and_holds_up_nobody(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    redis.hdel("stancewire:doc:da", "raw")
    (work,), _ = store.claim("clean", "1", ["da"])
    with pytest.raises(Exception, match="hand in the story again"):
        work.inputs()


def test_a_version_that_has_gone_does_not_keep_a_document_for_ever(store: Store, redis: Redis) -> None:
    store.accept("j1", [story()], V1)
    take(store, "clean", "da")
    redis.hdel("stancewire:doc:da", "clean:version")
    assert take(store, "segment", "da") == ["da"]


def test_a_job_of_which_half_was_removed_begins_anew(store: Store, redis: Redis) -> None:
    store.accept("j1", [story(), story("b")], V1)
    redis.delete("stancewire:job:j1")
    store.accept("j1", [story()], V1)
    finish(store, "da", "db")
    assert counts(redis, "j1") == recount(redis, "j1")
    job = store.job("j1")
    assert job and job.finished and job.total == 1


# Redis full, and Redis's disk.


def one_of_each(store: Store, redis: Redis) -> dict[str, Callable[[], object]]:
    """A store in which every script has something to write, and the calls that would."""
    store.accept("j1", [story(name) for name in "abcd"], V1)
    take(store, "clean", "db", failure=broken("clean"))
    let_it_run_out(store, redis)
    (work,), _ = store.claim("clean", "1", ["dc"])
    return {
        "accept": lambda: store.accept("j2", [story("e"), story("b"), story("d")], NEW["clean"]),
        "claim": lambda: store.claim("clean", "1", ["dd", "da"]),
        "renew": lambda: store.renew("clean", [work]),
        "release": lambda: store.release("clean", [work]),
        "commit": lambda: store.commit("clean", "1", [(work, RESULTS["clean"])]),
        "sweep": lambda: store.sweep("clean", nothing_queued=True),
        "retry": lambda: store.retry(["db"]),
    }


def everything(store: Store) -> dict[bytes, tuple[bytes, bool]]:
    """Every key with its value, as the server writes it down, and whether it expires."""
    return {key: (store.client.dump(key), store.client.ttl(key) > 0) for key in store.client.scan_iter()}


@pytest.mark.parametrize("script", ["accept", "claim", "renew", "release", "commit", "sweep", "retry"])
def test_a_full_redis_changes_nothing_by_halves(store: Store, redis: Redis, script: str) -> None:
    call = one_of_each(store, redis)[script]
    before = everything(store)
    redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(OutOfMemoryError):
            call()
        assert everything(store) == before
    finally:
        redis.config_set("maxmemory", 0)
    call()
    assert everything(store) != before, "there is room, and it goes on"
    assert counts(redis, "j1") == recount(redis, "j1")


def test_a_promise_of_the_disk_is_given_where_the_server_can(store: Store, redis: Redis) -> None:
    if tuple(map(int, redis.info("server")["redis_version"].split(".")))[:2] >= (7, 2):
        assert store.accept("j1", [story()], V1, on_disk=True) == {"clean": ["da"]}
        redis.config_set("appendonly", "no")
    try:
        with pytest.raises(NoDiskPromise, match=r"use Redis 7\.2 or newer with its append-only file on"):
            store.accept("j1", [story(), story("b")], V1, on_disk=True)
    finally:
        redis.config_set("appendonly", "yes")
    assert counts(redis, "j1") == {"total": 2}, "accepted all the same"
    assert json.loads(redis.hget("stancewire:doc:db", "raw"))["text"] == "Text of b."
