"""What happens in a soak: who hands in what, and what goes wrong when. All of it follows from the seed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

STAGES = ("clean", "segment", "entities", "stances")
ADMIN = ("Mayor", "Minister", "Judge", "Bishop", "Senator", "Governor", "Coach", "Colonel")
FIRST = ("Ann", "Tomas", "Leila", "Kofi", "Ingrid", "Mateo", "Priya", "Oleg", "Amara", "Hugh")
LAST = ("Harker", "Okello", "Reyes", "Lindqvist", "Banerjee", "Moreau", "Tanaka", "Novak", "Achebe", "Doyle")
PLACE = ("Port Ellis", "Kisumu", "Lima", "Tromsø", "Perth", "Lviv", "Accra", "Cork")
THING = ("harbour", "tax", "school", "bridge", "hospital", "strike", "border", "budget")
SAID = (
    "said on Monday that she supports the plan for the {thing}",
    "accused {other} of lying about the {thing}",
    "praised {other} for the work on the {thing}",
    "told reporters that the {thing} would never be built",
)
REPLY = (
    "“The {thing} is a disgrace,” {other} replied.",
    "{other} said: “We will see each other in court.”",
    "{other} did not want to speak about the {thing} of {place}.",
    "According to {other}, the people of {place} have waited long enough.",
)
GERMAN = "Die Bürgermeisterin von {place} hat am Montag erklärt, dass sie den Plan Nummer {number} nicht unterstützt."

#: The faults, and how likely each is. `faults.py` has a function of each name.
FAULTS = {
    "kill_child": 4,
    "kill_worker": 3,
    "kill_main_process": 2,
    "stop_worker": 2,
    "quit_worker": 2,
    "freeze_child": 3,
    "freeze_worker": 2,
    "stop_redis": 2,
    "kill_redis": 3,
    "freeze_redis": 2,
    "cut_connections": 3,
    "duplicate_messages": 3,
    "echo_messages": 2,
    "lose_messages": 3,
    "lose_broker": 2,
    "forge_messages": 2,
    "fill_redis": 2,
}


@dataclass(frozen=True)
class HandIn:
    """Some documents that are handed in together."""

    job: str
    documents: list[dict[str, str]]
    by_message: bool  #: else by a call
    pause: float  #: seconds before
    urgent: bool = False  #: before all that is not


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong."""

    name: str
    results: int  #: it comes when there are so many results more than at the last one, or none for a while,
    pause: float  #: and not sooner than after so many seconds
    victim: float  #: which of those that can be hit: 0 is the first, 1 is behind the last
    lasts: float  #: seconds


@dataclass(frozen=True)
class Plan:
    """All that follows from a seed."""

    processes: tuple[int, ...]  #: of each worker
    hand_ins: list[HandIn]
    faults: list[Fault]
    poison: dict[str, tuple[str, str]]  #: by text: what it does (kills or breaks), and at which stage


def make_plan(seed: int, seconds: float, documents: int) -> Plan:
    """The plan that a seed leads to, for about so many seconds and exactly so many documents."""
    random = Random(seed)
    poison = dict(_poison(random, number) for number in range(random.randint(0, 2) + documents // 200))
    stories = [_story(random, number) for number in range(documents - len(poison))]
    processes = (random.randint(1, 2), random.randint(1, 2))
    faults = [_fault(random) for _ in range(int(seconds))]
    hand_ins = list(_hand_ins(random, stories, seconds))
    for text in poison:
        _slip_in(random, hand_ins, {"text": text})
    lanes = Random(f"lanes {seed}")  # of its own: seeds that are known lead to the plans that they led to
    hand_ins = [replace(hand_in, urgent=lanes.random() < 0.2) for hand_in in hand_ins]
    return Plan(processes, hand_ins, faults, poison)


def _poison(random: Random, number: int) -> tuple[str, tuple[str, str]]:
    what, stage = random.choice(("kills", "breaks")), random.choice(STAGES)
    return f"{_text(random, number)} This story {what} the stage {stage}.", (what, stage)


def _story(random: Random, number: int) -> dict[str, str]:
    """Two sentences; some as a page, some with meta data, a few in German, a few of no use."""
    match random.randrange(20):
        case 0:
            return {"text": GERMAN.format(place=random.choice(PLACE), number=number)}
        case 1:
            return {"html": f"<html><title>{number}</title><body></body></html>"}
        case 2 | 3:
            body = "".join(f"<p>{_text(random, number)}</p>" for _ in range(2))
            return {"html": f"<html><head><title>News</title></head><body><article>{body}</article></body></html>"}
        case 4 | 5:
            return {"text": _text(random, number), "source": "Example Wire", "id": f"id-{number}"}
        case _:
            return {"text": _text(random, number)}


def _text(random: Random, number: int) -> str:
    name, other = (f"{random.choice(FIRST)} {random.choice(LAST)}" for _ in range(2))
    words = {"other": other, "place": random.choice(PLACE), "thing": f"{random.choice(THING)} {number}"}
    said = random.choice(SAID).format(**words)
    return f"{random.choice(ADMIN)} {name} of {words['place']} {said}. {random.choice(REPLY).format(**words)}"


def _hand_ins(random: Random, stories: list[dict[str, str]], seconds: float) -> Iterator[HandIn]:
    """All stories, some at a time and for one of three jobs; now and then old ones once more, for another job."""
    sizes: list[int] = []
    while sum(sizes) < len(stories):
        sizes.append(random.randint(1, 20))
    for number, size in enumerate(sizes):
        start = sum(sizes[:number])
        some, pause = stories[start : start + size], random.uniform(0, 2 * 0.8 * seconds / len(sizes))
        if random.random() < 0.15:
            some = some + random.sample(stories[:start], min(5, start))
        yield HandIn(f"job-{random.randrange(3)}", some, random.random() < 0.5, pause)


def _slip_in(random: Random, hand_ins: list[HandIn], poison: dict[str, str]) -> None:
    """Add a poison among others: early, for it takes its time; by call, for a message that comes twice retries it."""
    at = random.randrange(1 + len(hand_ins) // 3)
    documents = [*hand_ins[at].documents, poison]
    hand_ins[at] = replace(hand_ins[at], documents=documents, by_message=False)


def _fault(random: Random) -> Fault:
    [name] = random.choices(list(FAULTS), list(FAULTS.values()))
    return Fault(name, random.randint(1, 25), random.uniform(0.2, 2), random.random(), random.uniform(0.3, 4))
