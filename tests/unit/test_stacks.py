"""What the profile says of a stack of frames."""

from __future__ import annotations

import pytest

from benchmarks.flamegraph import flamegraph
from benchmarks.stacks import BETWEEN, IDLE, Stack, kind_of, stacks, stage_of

TRACE = "trace_task (celery/app/trace.py)"
CLEAN, SEGMENT, ENTITIES, STANCES = (
    (TRACE, f"{task} (workers/stages.py)", "run_stage (workers/batch.py)")
    for task in ("clean", "segment", "find_entities", "tag_stances")
)
C_CODE = "0x7f (libpython3.11.so.1.0)"


@pytest.mark.parametrize(
    ("frames", "stage", "kind"),
    [
        ((*ENTITIES, "find_mentions (tasks/entities/mentions.py)", C_CODE), "entities", "rules"),
        ((*ENTITIES, "Encoder._run (tasks/encoder.py)", "Session.run (onnxruntime/a.py)"), "entities", "encoder"),
        ((*ENTITIES, "features (tasks/features.py)", "0x7f (tokenizers/tokenizers.so)"), "entities", "tokens"),
        ((*ENTITIES, "merge (tasks/entities/merging.py)", "gc_collect_main (libpython3.11.so)"), "entities", "garbage"),
        ((*ENTITIES, "decode (workers/store/shapes.py)", "json_decode (msgspec/_core.so)"), "entities", "JSON"),
        ((*ENTITIES, "merge (tasks/entities/merging.py)", "Struct_vectorcall (msgspec/_core.so)"), "entities", "rules"),
        ((*STANCES, "Leaning.probabilities (tasks/leaning.py)", "run (onnxruntime/a.so)"), "stances", "heads"),
        ((*SEGMENT, "Model.predict (thinc/model.py)", "gemm (blis/cy.so)", C_CODE), "segment", "spaCy"),
        ((*CLEAN, "Store.claim (workers/store/store.py)", "execute (redis/client.py)", C_CODE), "clean", "Redis"),
        ((TRACE, "apply_async (celery/canvas.py)", "dumps (kombu/utils/json.py)"), BETWEEN, "Celery"),
        ((TRACE, "publish (kombu/messaging.py)", "send_command (redis/connection.py)"), BETWEEN, "Redis"),
        (("Worker.workloop (billiard/pool.py)", "Connection._recv (billiard/connection.py)"), BETWEEN, IDLE),
        (("main (unknown.py)",), BETWEEN, "Celery"),
    ],
)
def test_a_stack_tells_its_stage_and_its_kind_of_work(frames: tuple[str, ...], stage: str, kind: str) -> None:
    assert (stage_of(frames), kind_of(frames)) == (stage, kind)


def test_only_the_main_threads_of_child_processes_count() -> None:
    worker, child = 'process 1:"python -m celery"', 'process 2:"python -m celery"'
    found = stacks(
        [
            f"{worker};thread (1): MainThread;a (celery/a.py) 7",
            f"{worker};{child};thread (2): MainThread;a (celery/a.py);b (tasks/b.py) 5",
            f"{worker};{child};thread (3): heartbeat;a (workers/heartbeat.py) 3",
        ]
    )
    assert list(found) == [Stack(("a (celery/a.py)", "b (tasks/b.py)"), 5)]


def test_the_flame_graph_names_what_takes_time_and_leaves_out_what_does_not() -> None:
    drawn = flamegraph(
        [
            Stack((*ENTITIES, "Encoder._run (tasks/encoder.py)", "Session.run (onnxruntime/a.py)"), 900),
            Stack((*ENTITIES, "merge (tasks/entities/merging.py)"), 99),
            Stack((*ENTITIES, "rare (tasks/entities/merging.py)"), 1),
            Stack(("Connection._recv (billiard/connection.py)",), 1000),
        ]
    )
    assert "Session.run (onnxruntime/a.py): 90.0%" in drawn
    assert "merge (tasks/entities/merging.py): 9.9%" in drawn
    assert "rare" not in drawn and "billiard" not in drawn
