"""The matrix: each fault at each place, what is promised for it, and which test holds the promise."""

from __future__ import annotations

from dataclasses import dataclass

STAGES = ("clean", "segment", "entities", "stances")
PLACES = ("submit", *STAGES, "consumer")


@dataclass(frozen=True)
class Cell:
    """One row of the table; without a test the row says why the fault does not apply there."""

    fault: str
    place: str
    point: str  #: where in the place it strikes
    promise: str
    test: str = ""

    @property
    def id(self) -> str:
        """What pytest and the table call it."""
        return f"{self.fault} in {self.place}".replace(" ", "_").replace(",", "")

    @property
    def tests(self) -> tuple[str, str]:
        """By which names pytest may run it."""
        return self.test, f"{self.test}[{self.id}]"

    @property
    def job(self) -> str:
        return self.id.lower()


CHILD, WORKER = "pool child killed -9", "worker killed -9 with its children"
WARM, SOFT, COLD = "warm shutdown", "soft shutdown", "cold shutdown"
STOPPED, KILLED = "Redis stopped and started", "Redis killed -9 and started from its file"
CUT, LOST, FULL = "connection cut and healed", "reply lost after the commit", "Redis full"
EXPIRED, TWICE, LONG = "result expired", "batch delivered twice at the same time", "longer than the visibility timeout"
FROZEN = "worker frozen for longer than its lease"
RAISES, HANGS, EXITS, EATS = "poison that raises", "poison that hangs", "poison that exits", "poison that eats memory"
FAULTS = (
    CHILD,
    WORKER,
    WARM,
    SOFT,
    COLD,
    STOPPED,
    KILLED,
    CUT,
    LOST,
    FULL,
    EXPIRED,
    TWICE,
    LONG,
    FROZEN,
    RAISES,
    HANGS,
    EXITS,
    EATS,
)

_SAME = "all documents end as in an undisturbed run"
#: What is promised of a fault in a stage, and the points at which it strikes: clean, segment, entities, stances.
OF_A_STAGE = {
    CHILD: (f"a new child takes its place, the batch is sent again, {_SAME}", "claimed running computed committed"),
    WORKER: (f"another worker does it after a lease, {_SAME}", "received computed committed sent"),
    WARM: (f"it finishes what it does and ends with 0, {_SAME}", "sent claimed running computed"),
    SOFT: (f"it has time to finish what it does, {_SAME}", "running computed committed claimed"),
    COLD: (f"what it did is taken from it and done by another, {_SAME}", "computed committed received running"),
    STOPPED: (f"the workers wait and come back, {_SAME}", "received claimed computed committed"),
    KILLED: (f"the workers wait and come back, {_SAME}", "committed sent claimed computed"),
    CUT: (f"the workers come back, {_SAME}", "computed committed sent received"),
    LOST: ("the commit is repeated and changes nothing", "computed computed computed computed"),
    FULL: (f"the workers wait until there is room, {_SAME}", "received committed computed claimed"),
    TWICE: ("the second finds nothing to do", "claimed running computed committed"),
    LONG: ("the second finds nothing to do", "running computed claimed running"),
    FROZEN: ("another worker does it, and the late commit is refused", "running computed claimed computed"),
}
GONE = {
    "clean": "it is found out before `segment`, and computed anew",
    "segment": "it is found out before `entities`, and computed anew",
    "entities": "it is found out before `stances`, and computed anew",
    "stances": "a done document without its last result is computed and told anew when it is handed in again",
}
OF_POISON = {
    RAISES: "it fails alone and at once, and says why",
    HANGS: "the time limit ends it, in Python and in C; it alone fails, after the set number of attempts",
    EXITS: "`exit` and a crash: it alone fails, after the set number of attempts",
    EATS: "it is tried again after a pause; it alone fails, after the set number of attempts",
}

_ANSWERED = "the caller has its answer, and what was answered for is done"
_TOLD = "the caller is told, and what had been accepted of it is done"
#: What is promised of a fault in `workers.submit`, and where it strikes.
OF_SUBMIT = {
    CHILD: (f"the message is read again; {_ANSWERED}", "accepted"),
    WORKER: ("the caller has no answer, hands in again, and nothing is there twice", "accepted"),
    WARM: (_ANSWERED, "checked"),
    SOFT: (_ANSWERED, "accepted"),
    COLD: (f"the message goes back; {_ANSWERED}", "checked"),
    STOPPED: (_ANSWERED, "checked"),
    KILLED: (_ANSWERED, "accepted"),
    CUT: (_ANSWERED, "accepted"),
    LOST: (f"the acceptance is repeated and changes nothing; {_ANSWERED}", "checked"),
    FULL: ("a producer stops with a sentence; handed in again when there is room, nothing is there twice", "checked"),
    EXPIRED: ("a document that was forgotten and is handed in again is computed anew", "after its lifetime"),
    TWICE: ("both are answered, and nothing is there twice", "accepted"),
    LONG: ("both are answered, and nothing is there twice", "checked"),
    FROZEN: ("both are answered, and nothing is there twice", "checked"),
    RAISES: (_TOLD, "checked"),
    HANGS: (f"the time limit ends it; {_TOLD}", "checked"),
    EXITS: (f"after the set number of attempts {_TOLD}", "checked"),
    EATS: (_TOLD, "checked"),
}

_TAKEN_OVER = "another of its group reads what it had not acknowledged: each entry at least once"
OF_A_CONSUMER = {
    WORKER: (f"`stancewire follow` killed -9: {_TAKEN_OVER}", "writing a line"),
    WARM: (f"`stancewire follow` ended by SIGTERM: {_TAKEN_OVER}", "writing a line"),
    SOFT: (f"`stancewire follow` ended by Ctrl-C, with exit code 130: {_TAKEN_OVER}", "writing a line"),
    COLD: (f"`stancewire follow` ended by SIGQUIT: {_TAKEN_OVER}", "writing a line"),
    STOPPED: ("it waits and comes back, and reads each entry", "writing a line"),
    KILLED: ("it waits and comes back, and reads each entry", "writing a line"),
    CUT: ("it goes on, and reads each entry", "writing a line"),
    LOST: ("entries whose reply was lost come again", "reading"),
    FULL: ("reading and acknowledging need no room", "reading"),
    EXPIRED: ("the entry says so by `record: null`, and the next ones follow", "reading"),
    TWICE: ("it reads one entry for each document", "reading"),
    LONG: ("an entry kept for longer than `--claim-after` is read by another too, and acknowledged once", "working"),
    FROZEN: (f"{_TAKEN_OVER}; woken, it does no harm", "writing a line"),
    RAISES: (f"it loses its place only: {_TAKEN_OVER}", "working"),
    HANGS: (_TAKEN_OVER, "working"),
    EXITS: (f"it loses its place only: {_TAKEN_OVER}", "working"),
    EATS: (f"it loses its place only: {_TAKEN_OVER}", "working"),
}
TEST_OF_A_CONSUMER = {
    **dict.fromkeys((WORKER, WARM, SOFT, COLD), "that_ends"),
    **dict.fromkeys((STOPPED, KILLED, CUT), "that_goes_on"),
    LOST: "whose_reply_is_lost",
    FULL: "when_there_is_no_room",
    EXPIRED: "of_a_document_that_is_gone",
    TWICE: "of_a_batch_that_came_twice",
    **dict.fromkeys((LONG, FROZEN), "that_is_slow"),
    **dict.fromkeys((RAISES, HANGS, EXITS, EATS), "that_misbehaves"),
}
_STRUCK = "test_submit.py::test_a_submission_that_is_struck"
TEST_OF_SUBMIT = {
    FULL: "test_submit.py::test_a_submission_when_there_is_no_room",
    EXPIRED: "test_submit.py::test_a_document_that_was_forgotten",
}
NOT = {(CHILD, "consumer"): "a consumer is one process: the rows below"}


def _cell(fault: str, place: str) -> Cell:
    if (fault, place) in NOT:
        return Cell(fault, place, "", NOT[fault, place])
    if place == "submit":
        promise, point = OF_SUBMIT[fault]
        test = "test_poison.py::test_a_submission" if fault in OF_POISON else TEST_OF_SUBMIT.get(fault, _STRUCK)
        return Cell(fault, place, point, promise, test)
    if place == "consumer":
        promise, point = OF_A_CONSUMER[fault]
        return Cell(fault, place, point, promise, f"test_consumer.py::test_a_reader_{TEST_OF_A_CONSUMER[fault]}")
    if fault in OF_POISON:
        return Cell(fault, place, "running", OF_POISON[fault], "test_poison.py::test_a_document")
    if fault == EXPIRED:
        return Cell(fault, place, "sent", GONE[place], "test_batches.py::test_a_result_that_has_gone")
    promise, points = OF_A_STAGE[fault]
    return Cell(fault, place, points.split()[STAGES.index(place)], promise, "test_batches.py::test_a_stage")


CELLS = tuple(_cell(fault, place) for fault in FAULTS for place in PLACES)


def of(test: str) -> list[Cell]:
    """The cells that a test holds."""
    return [cell for cell in CELLS if cell.test.endswith(f"::{test}")]
