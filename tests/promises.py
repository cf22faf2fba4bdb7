"""What one step of the store may change, and what holds after each: checked on two looks, past the store."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import msgspec

from tests.looking import Look, stopped_at
from tests.storing import counted
from workers.app import STAGES
from workers.fields import Failure, field
from workers.store import Swept, Work

SLACK = 60_000  #: milliseconds that a few calls may take


def is_wanted(now: Look, stage: str, work: Work) -> bool:
    """Whether a result is the one that a document waits for; one of an older attempt never is."""
    return (
        now.waits_for(work.id) == stage
        and now.number(work.id, "attempt") == work.attempt
        and now.versions(work.id, stage) == work.versions
    )


def check_results(before: Look, now: Look, stage: str, version: str, new: dict[str, Any]) -> None:
    """Each of these results has been written, with one entry, and nothing else has."""
    told = []
    for identifier, outcome in new.items():
        old, document = before.documents[identifier], now.documents[identifier]
        assert document[f"{stage}:version"] == version
        if isinstance(outcome, Failure):
            assert (document["status"], stopped_at(document)) == (outcome.outcome, stage)
            told.append((identifier, outcome.outcome, version))
        else:
            assert json.loads(document[stage]) == json.loads(msgspec.json.encode(field(stage, outcome, version)))
            if old.get(f"{stage}:version") != version:  # else it was told, and has been lost since
                told.append((identifier, "done", version))
    for name in STAGES:
        entries = [(entry["id"], entry["outcome"], entry["version"]) for _, entry in now.entries[name]]
        assert entries == (told if name == stage else [])
        for identifier, document in now.documents.items():
            if before.documents[identifier].get(name) != document.get(name):
                assert identifier in new, f"{identifier} was not attempted"


def check_claim(
    before: Look,
    now: Look,
    stage: str,
    ids: Sequence[str],
    work: Sequence[Work],
    ahead: Sequence[str],
    attempts: int,
) -> None:
    """What waits and is with nobody has been leased, suspects only alone, and not those that are to be set aside."""
    waiting = [one for one in ids if before.waits_for(one) == stage]
    doomed = [
        one
        for one in waiting
        if before.number(one, "tries") >= attempts
        and any((lane, at) == ("leased", stage) for lane, at, _ in before.places[one])
    ]
    free = [one for one in waiting if not before.leased(one, stage) and one not in doomed]
    assert [one.id for one in work] == [one for one in free if len(ids) == 1 or not before.number(one, "tries")]
    assert ahead == [one for one in ids if before.waits_for(one) in STAGES[STAGES.index(stage) + 1 :]]
    for one in work:
        assert one.attempt == before.number(one.id, "attempt") + 1 == now.number(one.id, "attempt")
        assert one.tries == before.number(one.id, "tries") + 1
        assert now.leased(one.id, stage)


def check_leases(before: Look, now: Look, stage: str, work: Sequence[Work], seconds: float) -> list[str]:
    """The leases that are still this worker's end so many seconds from now, and no others have moved; their ids."""
    mine = {one.id for one in work if before.number(one.id, "attempt") == one.attempt}
    moved = []
    for identifier, place in before.places.items():
        if identifier in mine and place and place[0][:2] == ("leased", stage):
            assert abs(now.places[identifier][0][2] - now.now - seconds * 1000) < SLACK
            moved.append(identifier)
        else:
            assert now.places[identifier] == place
    return moved


def check_sweep(before: Look, now: Look, stage: str, empty: bool, swept: Swept, lease: float, attempts: int) -> None:
    """Whose lease has run out goes on; whose has not stays; what merely waits is left alone for a lease."""
    sent, aside = {one.id for one in swept.to_send}, {one.work.id for one in swept.given_up}
    for identifier, places in before.places.items():
        for lane, at, score in places:
            due = before.now >= score + (lane != "leased") * lease * 1000
            if at != stage or not due:
                assert identifier not in sent | aside
            elif lane == "leased" or empty:
                assert identifier in sent | aside
            tried = before.number(identifier, "tries") >= attempts and lane == "leased"
            assert identifier not in aside or tried
            assert identifier not in sent or not tried or before.waits_for(identifier) != stage
    assert all(now.waits_for(one.id) == one.stage for one in swept.to_send)


def check_lanes(before: Look, now: Look, urgent: Sequence[str]) -> None:
    """These are urgent, if anything is left to do for them; others stay what they are, until they are taken back."""
    for identifier, document in now.documents.items():
        taken_back = before.number(identifier, "attempt") != now.number(identifier, "attempt")
        if identifier in urgent:
            assert ("urgent" in document) == (now.status(identifier) == "queued")
        elif not taken_back:
            assert ("urgent" in document) == ("urgent" in before.documents[identifier])


def check_counts(now: Look) -> None:
    """A job's counts are those of its documents."""
    for job, fields in now.jobs.items():
        if fields:
            found = {name: int(number) for name, number in fields.items() if name != "created" and number != "0"}
            assert found == counted([now.documents[identifier] for identifier in now.alive(job)])


def check_lifetimes(now: Look) -> None:
    """What is not through never expires, and what is through does."""
    for identifier in now.documents:
        if status := now.status(identifier):
            assert (f"doc:{identifier}" in now.mortal) == (status != "queued")
            if now.jobs_of[identifier]:
                assert (f"doc:{identifier}:jobs" in now.mortal) == (status != "queued")
    for job, fields in now.jobs.items():
        if fields:
            through = all(now.status(identifier) != "queued" for identifier in now.alive(job))
            assert (f"job:{job}" in now.mortal) == through
