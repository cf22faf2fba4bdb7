"""The store under whatever may happen, in whatever order: a state machine over its scripts, on a real Redis.

Workers die at every step (nothing obliges one to go on with what it holds), wake when others have taken over, repeat
calls whose answers were lost; messages are lost, doubled, late and out of order; time goes by; fields and jobs are
removed from outside. After every step the promises are looked up in Redis; at the end, sweeps alone must finish all.

With `--hypothesis-profile=long --timeout=0` it runs until it is interrupted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from redis import Redis

from tasks.records import Cleaned, Entities, Entity, Party, Segments, Stances, Statement
from tests import promises
from tests.looking import look, stopped_at
from tests.running import STORE_DB
from tests.storing import NEW, V1, Stuttering, broken, story, time_goes_by
from workers.app import STAGES
from workers.fields import Failure, Result
from workers.server import Server
from workers.store import Sent, Store, Work
from workers.store.shapes import Claim, GivenUp
from workers.sweeper import _set_aside

IDS, JOBS = [f"d{letter}" for letter in "abc"], ["j1", "j2"]
LEASE, ATTEMPTS = 400, 3
QUARTER = LEASE // 4  # all times are multiples of this, so that the time that steps take changes nothing
ROUNDS = 3 + len(STAGES)  # of sweeps: the longest delay is two leases; then one stage a round, when links are lost

ids = st.lists(st.sampled_from(IDS), min_size=1, unique=True)
versions = st.sampled_from([V1, V1, NEW["clean"], NEW["entities"]])
rarely = st.sampled_from([False, False, False, True])
newest = st.sampled_from([0, 0, 0, 1, 2, 5])  # mostly
any_of = st.integers(0, 5)
outcomes = st.lists(st.sampled_from(["done", "done", "done", "failed", "skipped"]), min_size=3, max_size=3)


@dataclass(frozen=True)
class Message:
    ids: list[str]
    stage: str


@dataclass(frozen=True)
class Held:
    """What a worker has in its hands, for as long as it lives."""

    stage: str
    version: str
    work: list[Work]


def result(stage: str, number: int) -> Result:
    """A result unlike any other."""
    match stage:
        case "clean":
            return Cleaned(f"Text {number}.")
        case "segment":
            return Segments(((0, number),), ())
        case "entities":
            return Entities((Entity(f"e{number}", "Acme", "ORG", ()),))
        case _:
            return Stances((Statement(f"s{number}", (), None, None, "direct", Party(None, "He")),), ())


class Model(RuleBasedStateMachine):
    """What is known here: the messages under way, what workers hold, and what each result was made from."""

    def __init__(self, client: Stuttering, redis: Redis) -> None:
        super().__init__()
        redis.flushdb()
        self.redis, self.client = redis, client
        self.store = Store(client, "stancewire:", 10 * 86_400, 10_000, lease=LEASE, attempts=ATTEMPTS)
        self.messages: list[Message] = []
        self.held: list[Held] = []
        self.given_up: list[tuple[str, GivenUp]] = []
        self.made_from: dict[tuple[str, str], tuple[str, ...]] = {}
        self.robbed: set[str] = set()  # documents that have lost a field, until the store has seen it
        self.number = 0
        self.now = look(redis, IDS, JOBS, dict.fromkeys(STAGES, "0-0"))

    # What may happen.

    @initialize(some=ids)
    def begin(self, some: list[str]) -> None:
        self.accept(JOBS[0], some, V1, sent=True, twice=False)

    @rule(job=st.sampled_from(JOBS), some=ids, at=versions, sent=st.booleans(), twice=rarely, urgent=rarely)
    def accept(self, job: str, some: list[str], at: Any, sent: bool, twice: bool, urgent: bool = False) -> None:
        before = self.now
        with self.step({"take back"}, twice):
            to_send = self.store.accept(job, [story(identifier[1:]) for identifier in some], at, urgent=urgent)
        promises.check_lanes(before, self.now, some if urgent else [])
        if sent:  # else the submitter died before
            self.messages += [Message(waiting, stage) for stage, waiting in to_send.items()]

    @rule(some=ids, stage=st.sampled_from(STAGES))
    def a_message_comes_from_nowhere(self, some: list[str], stage: str) -> None:
        self.messages.append(Message(some, stage))

    @precondition(lambda self: self.messages)
    @rule(which=any_of, version=st.sampled_from("112"), again=rarely, twice=rarely)
    def claim(self, which: int, version: str, again: bool, twice: bool) -> None:
        message = self.taken(self.messages, which, keep=again)
        self.claims(message, version, twice)

    @precondition(lambda self: self.messages)
    @rule(which=any_of, links=st.integers(1, len(STAGES)), version=st.sampled_from("112"))
    def go_through(self, which: int, links: int, version: str) -> None:
        """A worker that nothing happens to, for some links of a chain."""
        message: Message = self.taken(self.messages, which)
        for stage in STAGES[STAGES.index(message.stage) :][:links]:
            self.claims(Message(message.ids, stage), version)
            self.commits(self.held[-1], ["done"] * len(IDS))

    @precondition(lambda self: any(self.now.places.values()))
    @rule(which=any_of, times=st.integers(1, ATTEMPTS))
    def kill_worker_after_worker(self, which: int, times: int) -> None:
        """What a poisonous document does."""
        one = self.taken([one for one in IDS if self.now.places[one]], which, keep=True)
        for _ in range(times):
            stage = self.now.waits_for(one) or STAGES[0]
            self.claims(Message([one], stage), "1")
            self.time_goes_by(LEASE // QUARTER)
            self.sweeps(stage, empty=False, sent=True)

    @precondition(lambda self: self.messages)
    @rule(which=any_of)
    def lose_a_message(self, which: int) -> None:
        self.taken(self.messages, which)

    @precondition(lambda self: self.held)
    @rule(which=newest)
    def renew(self, which: int) -> None:
        held = self.taken(self.held, which, keep=True)
        before = self.now
        with self.step():
            self.store.renew(held.stage, held.work)
        promises.check_leases(before, self.now, held.stage, held.work, LEASE)

    @precondition(lambda self: self.held)
    @rule(which=newest, quarters=st.sampled_from([0, 1, 8]), blameless=st.booleans(), late=rarely, twice=st.booleans())
    def release(self, which: int, quarters: int, blameless: bool, late: bool, twice: bool) -> None:
        held = self.taken(self.held, which, keep=late)
        before = self.now
        with self.step(twice=twice):
            self.store.release(held.stage, held.work, after=quarters * QUARTER, blameless=blameless)
        for identifier in promises.check_leases(before, self.now, held.stage, held.work, quarters * QUARTER):
            assert self.now.number(identifier, "tries") == before.number(identifier, "tries") - blameless

    @precondition(lambda self: self.held)
    @rule(which=newest, what=outcomes, sent=st.booleans(), late=rarely, twice=rarely)
    def commit(self, which: int, what: list[str], sent: bool, late: bool, twice: bool) -> None:
        held: Held = self.taken(self.held, which, keep=late)
        going_on = self.commits(held, what, twice)
        if sent and going_on and held.stage != STAGES[-1]:
            self.messages.append(Message(going_on, STAGES[STAGES.index(held.stage) + 1]))

    def commits(self, held: Held, what: list[str], twice: bool = False) -> list[str]:
        found = [self.outcome(held.stage, one) for one in what]
        pairs = list(zip(held.work, found, strict=False))
        wanted = [work.id for work in held.work if promises.is_wanted(self.now, held.stage, work)]
        new = {work.id: outcome for work, outcome in pairs if work.id in wanted}
        before = self.now
        with self.step({"write", "take back"} if new else set(), twice):
            written = self.store.commit(held.stage, held.version, pairs)
        assert written == ([] if twice else wanted)
        promises.check_results(before, self.now, held.stage, held.version, new)
        self.made_from |= {(work.id, held.stage): work.versions for work in held.work if work.id in wanted}
        return [work.id for work, outcome in pairs if not isinstance(outcome, Failure)]

    @precondition(lambda self: any(self.now.places.values()))
    @rule(which=any_of, quarters=st.sampled_from([0, 4, 5]), empty=st.booleans(), sent=st.booleans(), twice=rarely)
    def sweep(self, which: int, quarters: int, empty: bool, sent: bool, twice: bool) -> None:
        self.time_goes_by(quarters)
        stages = [stage for places in self.now.places.values() for _, stage, _ in places]
        self.sweeps(self.taken(stages, which, keep=True), empty, sent, twice)

    def sweeps(self, stage: str, empty: bool, sent: bool, twice: bool = False) -> None:
        before = self.now
        with self.step(twice=twice):
            swept = self.store.sweep(stage, nothing_queued=empty)
        if not twice:
            promises.check_sweep(before, self.now, stage, empty, swept, LEASE, ATTEMPTS)
        if sent:  # else the one who sweeps died before
            self.messages += in_batches(swept.to_send)
            self.given_up += [(stage, given_up) for given_up in sorted(swept.given_up, key=lambda one: one.work.id)]

    @precondition(lambda self: self.given_up)
    @rule(which=any_of, twice=rarely)
    def set_aside(self, which: int, twice: bool) -> None:
        stage, given_up = self.taken(self.given_up, which)
        claim = msgspec.json.decode(given_up.claim, type=Claim)
        wanted = promises.is_wanted(self.now, stage, given_up.work)
        before = self.now
        with self.step({"write", "take back"} if wanted else set(), twice):
            _set_aside(self.store, stage, given_up)
        failure = self.store.failure(given_up.work.id)
        assert not wanted or (failure and failure.error == "WorkerDied")
        promises.check_results(before, self.now, stage, claim.version, {given_up.work.id: failure} if wanted else {})

    @precondition(lambda self: self.now.failed)
    @rule(some=ids, sent=st.booleans(), twice=rarely)
    def retry(self, some: list[str], sent: bool, twice: bool) -> None:
        failed = [identifier for identifier in some if self.now.status(identifier) == "failed"]
        before = self.now
        with self.step({"take back"} if failed else set(), twice):
            to_send = self.store.retry(some)
        assert [one.id for one in to_send] == ([] if twice else failed)
        assert all(self.now.waits_for(one.id) == one.stage for one in to_send)
        promises.check_lanes(before, self.now, [one.id for one in to_send])
        if sent:
            self.messages += in_batches(to_send)

    @precondition(lambda self: any(self.now.places.values()))
    @rule(quarters=st.sampled_from([1, 2, 4, 5, 9]))
    def time_goes_by(self, quarters: int) -> None:
        with self.step():
            time_goes_by(self.redis, quarters * QUARTER)

    @precondition(lambda self: self.results())
    @rule(which=any_of, swept=st.booleans())
    def a_field_is_removed_from_outside(self, which: int, swept: bool) -> None:
        identifier, stage = self.taken(self.results(), which)
        self.robbed.add(identifier)
        with self.step({"take back"}):
            self.redis.hdel(f"stancewire:doc:{identifier}", stage)
        if swept and self.now.places[identifier]:
            self.time_goes_by(5)
            self.sweeps(self.now.places[identifier][0][1], empty=True, sent=True)

    @precondition(lambda self: any(self.now.jobs.values()))
    @rule(job=st.sampled_from(JOBS), all_of_it=st.booleans())
    def a_job_is_removed_from_outside(self, job: str, all_of_it: bool) -> None:
        with self.step():
            self.redis.delete(f"stancewire:job:{job}", *[f"stancewire:job:{job}:docs"] * all_of_it)

    # What a step may change.

    @contextmanager
    def step(self, may: set[str] = frozenset(), twice: bool = False) -> Iterator[None]:  # type: ignore[assignment]
        """Look at Redis when the block has ended: fields come and go only in steps that may write or take back."""
        before, self.client.twice = self.now, twice
        try:
            yield
        finally:
            self.client.twice = False
        self.now = look(self.redis, IDS, JOBS, before.last)
        for identifier in IDS:
            old, new = before.documents[identifier], self.now.documents[identifier]
            for stage in STAGES:
                if old.get(stage) != new.get(stage):
                    assert ("write" if stage in new else "take back") in may, f"{identifier}: {stage}"
        assert "write" in may or not any(self.now.entries.values())

    def claims(self, message: Message, version: str, twice: bool = False) -> Held:
        before = self.now
        with self.step(twice=twice):
            work, ahead = self.store.claim(message.stage, version, message.ids)
        promises.check_claim(before, self.now, message.stage, message.ids, work, ahead, ATTEMPTS)
        self.held = [*self.held[-11:], Held(message.stage, version, work)]
        return self.held[-1]

    # What holds after every step.

    @invariant()
    def counts_are_those_of_the_documents(self) -> None:
        promises.check_counts(self.now)

    @invariant()
    def a_queued_document_is_in_one_place_and_another_in_none(self) -> None:
        for identifier in IDS:
            places, stage = self.now.places[identifier], self.now.waits_for(identifier)
            if stage is None:
                assert places == [] and "urgent" not in self.now.documents[identifier]
                self.robbed.discard(identifier)
                continue
            assert len(places) == 1
            slower = "waiting" if "urgent" not in self.now.documents[identifier] else "urgent"
            assert places[0][0] in (slower, "leased")
            if identifier in self.robbed:  # the store has not seen yet that an earlier field has gone
                assert STAGES.index(places[0][1]) >= STAGES.index(stage)
            else:
                assert places[0][1] == stage
            if places[0][1] == stage:
                self.robbed.discard(identifier)

    @invariant()
    def what_is_not_through_never_expires(self) -> None:
        promises.check_lifetimes(self.now)

    @invariant()
    def a_document_is_of_one_piece(self) -> None:
        """A result was made from the results that are there; versions without a result are of lost ones."""
        for identifier in IDS:
            document = self.now.documents[identifier]
            assert int(document.get("tries", 0)) >= 0
            assert ("failure" in document) == (self.now.status(identifier) in ("failed", "skipped"))
            assert (identifier in self.now.failed) == (self.now.status(identifier) == "failed")
            decided = [stage for stage in STAGES if f"{stage}:version" in document]
            assert decided == list(STAGES[: len(decided)])
            for stage in STAGES:
                if stage in document and all(earlier in document for earlier in STAGES[: STAGES.index(stage)]):
                    assert self.made_from[identifier, stage] == self.now.versions(identifier, stage)
            if "failure" in document:
                assert decided[-1] == stopped_at(document)

    def teardown(self) -> None:
        """Promise 1: whether late messages come or not, sweeps alone finish all, though each chain breaks at once."""
        for message in self.messages[:: len(self.held) % 2 + 1]:
            self.work_on(message)
        for _ in range(ROUNDS):
            self.time_goes_by(5)
            for stage in STAGES:
                swept = self.store.sweep(stage, nothing_queued=True)
                for given_up in swept.given_up:
                    _set_aside(self.store, stage, given_up)
                self.now = look(self.redis, IDS, JOBS, self.now.last)
                for message in in_batches(swept.to_send):
                    self.work_on(message)
        assert not [identifier for identifier in IDS if self.now.status(identifier) == "queued"]
        self.counts_are_those_of_the_documents()
        self.a_queued_document_is_in_one_place_and_another_in_none()

    def work_on(self, message: Message) -> None:
        held = self.claims(message, "1")
        pairs = [(work, self.outcome(held.stage, "done")) for work in held.work]
        self.store.commit(held.stage, held.version, pairs)
        self.now = look(self.redis, IDS, JOBS, self.now.last)

    # What hands are for.

    def outcome(self, stage: str, what: str) -> Result | Failure:
        self.number += 1
        return result(stage, self.number) if what == "done" else broken(stage, what)

    def results(self) -> list[tuple[str, str]]:
        found = [(one, stage) for stage in STAGES for one in IDS if stage in self.now.documents[one]]
        return sorted(found, key=lambda one: self.now.status(one[0]) == "queued")

    @staticmethod
    def taken(things: list[Any], which: int, keep: bool = False) -> Any:
        at = -1 - which % len(things)
        return things[at] if keep else things.pop(at)


def in_batches(to_send: Sequence[Sent]) -> list[Message]:
    """As the sweep sends them: suspects alone, the others together. In an order that does not hang on milliseconds."""
    in_order = sorted(to_send, key=lambda one: (STAGES.index(one.stage), one.id))
    alone = [Message([one.id], one.stage) for one in in_order if one.tries]
    groups = groupby((one for one in in_order if not one.tries), key=lambda one: one.stage)
    return alone + [Message([one.id for one in group], stage) for stage, group in groups]


def test_whatever_happens_nothing_is_lost_and_nothing_is_there_twice(server: Server, redis: Redis) -> None:
    short = settings(max_examples=100, stateful_step_count=40, deadline=None)
    chosen = settings() if settings.get_current_profile_name() == "long" else short
    with Stuttering.from_url(server.redis_url(STORE_DB)) as client:
        run_state_machine_as_test(lambda: Model(client, redis), settings=chosen)
