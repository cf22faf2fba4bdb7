"""Scoring whole stories, with one small story changed in one place at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from tasks.records import Entity, Mention, Meta, Party, Record, Segments, Span, Stance, Statement
from tasks.scoring.annotation import Annotation, is_held_out
from tasks.scoring.stories import StoriesReport, same_party, score_stories

TEXT = "Ann Lee praised Oslo. “Rain again,” a baker said. Lee blamed Oslo for it."


def at(words: str, nth: int = 1) -> Span:
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def entity(number: int, name: str, kind: str, *spans: Span) -> Entity:
    return Entity(f"e{number}", name, kind, tuple(Mention(*span, kind) for span in spans))


LEE, OSLO, BAKER = Party("e1", "Ann Lee"), Party("e2", "Oslo"), Party(None, "a baker")
ENTITIES = (
    entity(1, "Ann Lee", "PERSON", at("Ann Lee"), at("Lee", 2)),
    entity(2, "Oslo", "GPE", at("Oslo"), at("Oslo", 2)),
)
STATEMENTS = (
    Statement("s1", (at("praised Oslo"),), at("praised"), at("Ann Lee"), "indirect", LEE),
    Statement("s2", (at("Rain again"),), at("said"), at("a baker"), "direct", BAKER),
    Statement("s3", (at("blamed Oslo for it"),), at("blamed"), at("Lee", 2), "indirect", LEE),
)
STANCES = (
    Stance("s1", LEE, OSLO, "favor", 0.9, at("Oslo")),
    Stance("s3", LEE, OSLO, "against", 0.9, at("Oslo", 2)),
)
SENTENCES = (at("Ann Lee praised Oslo."), at("“Rain again,” a baker said."), at("Lee blamed Oslo for it."))

GOLD = Annotation(TEXT, "en", "europe", (), SENTENCES, ENTITIES, STATEMENTS, STANCES)
RIGHT = Record(
    "d1",
    "done",
    None,
    TEXT,
    Meta(),
    segments=Segments(SENTENCES, SENTENCES),
    entities=ENTITIES,
    statements=STATEMENTS,
    stances=STANCES,
)
REFUSED = Record("d1", "failed", "The story is binary data, not text.", TEXT, Meta())


def figures(report: StoriesReport) -> dict[str, float]:
    assert report.sentences
    loose, close = report.statements["over 0.3"], report.statements["over 0.8"]
    return {
        "sentences": report.sentences.f1,
        "mentions": report.mentions.f1,
        "clusters": report.clusters.f1,
        "loose": loose.statements.f1,
        "close": close.statements.f1,
        "exact": report.statements["exact"].statements.f1,
        "holders": loose.speaker.value,
        "targets": report.targets.f1,
        "stances": report.stances.f1,
    }


ALL_RIGHT = dict.fromkeys(figures(score_stories([(GOLD, RIGHT)])), 1.0)


def of_statement(number: int, **changes: object) -> tuple[Statement, ...]:
    return tuple(replace(s, **changes) if s.id == f"s{number}" else s for s in STATEMENTS)


CASES: list[tuple[str, Record, dict[str, float]]] = [
    # what it is, the record, the figures that are not 1
    ("all right", RIGHT, {}),
    ("refused", REFUSED, dict.fromkeys(ALL_RIGHT, 0.0)),
    ("a sentence in two", replace(RIGHT, segments=Segments((), SENTENCES[:2])), {"sentences": 0.8}),
    (
        "a mention of another type",
        replace(RIGHT, entities=(ENTITIES[0], entity(2, "Oslo", "LOC", at("Oslo"), at("Oslo", 2)))),
        {"mentions": 0.5},
    ),
    (
        "one thing in two",
        replace(RIGHT, entities=(ENTITIES[0], *(entity(n + 1, "Oslo", "GPE", at("Oslo", n)) for n in (1, 2)))),
        {"clusters": 0.8571},  # precision 4/4, recall (1 + 1 + 1/2 + 1/2) / 4
    ),
    (
        "a statement too many",
        replace(RIGHT, statements=(*STATEMENTS, replace(STATEMENTS[1], id="s4"))),
        {
            "loose": 0.8571,
            "close": 0.8571,
            "exact": 0.8571,
        },
    ),
    ("an article before a holder", replace(RIGHT, statements=of_statement(2, holder=Party(None, "The baker"))), {}),
    (
        "another holder: its stance is wrong, its target is not",
        replace(RIGHT, statements=of_statement(1, holder=BAKER)),
        {"holders": 0.6667, "stances": 0.5},
    ),
    (
        "three quarters of a content",
        replace(RIGHT, statements=of_statement(3, content=(at("blamed Oslo fo"),))),
        {"close": 0.6667, "exact": 0.6667},
    ),
    (
        "a content lost, its stance with it",
        replace(RIGHT, statements=of_statement(3, content=(at("Rain"),))),
        {"loose": 0.6667, "close": 0.6667, "exact": 0.6667, "targets": 0.5, "stances": 0.5},
    ),
    ("another label", replace(RIGHT, stances=(replace(STANCES[0], label="neutral"), STANCES[1])), {"stances": 0.5}),
    ("a stance missed", replace(RIGHT, stances=STANCES[:1]), {"targets": 0.6667, "stances": 0.6667}),
    (
        "another target",
        replace(RIGHT, stances=(STANCES[0], replace(STANCES[1], target=Party(None, "Norway")))),
        {"targets": 0.5, "stances": 0.5},
    ),
    ("the narrator's are no matter", replace(RIGHT, narrator=(replace(STANCES[0], statement=None),)), {}),
]


@pytest.mark.parametrize(("record", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_stories(record: Record, expected: dict[str, float]) -> None:
    assert figures(score_stories([(GOLD, record)])) == ALL_RIGHT | expected


def test_statements_may_come_in_another_order_under_other_ids() -> None:
    turned = {"s1": "s3", "s2": "s2", "s3": "s1"}
    record = replace(
        RIGHT,
        statements=tuple(replace(s, id=turned[s.id]) for s in reversed(STATEMENTS)),
        stances=tuple(replace(s, statement=turned[s.statement or ""]) for s in STANCES),
    )
    assert figures(score_stories([(GOLD, record)])) == ALL_RIGHT


def test_types_regions_and_labels_are_told_apart() -> None:
    elsewhere = replace(GOLD, region="africa", sentences=None)
    wrong = replace(RIGHT, entities=ENTITIES[1:], stances=(replace(STANCES[0], label="against"), STANCES[1]))
    report = score_stories([(GOLD, RIGHT), (elsewhere, wrong)])
    assert {name: score.f1 for name, score in report.types.items()} == {"GPE": 1.0, "PERSON": 0.6667}
    assert {name: score.f1 for name, score in report.regions.items()} == {"africa": 0.6667, "europe": 1.0}
    assert {name: score.f1 for name, score in report.person_regions.items()} == {"africa": 0.0, "europe": 1.0}
    assert report.labels == {"against": {"against": 2}, "favor": {"against": 1, "favor": 1}}
    assert report.sentences and report.sentences.gold == 3
    assert score_stories([(elsewhere, wrong)]).sentences is None


PARTIES: list[tuple[str, str, bool]] = [
    ("a senior official", "A senior official", True),
    ("the officials", "officials", True),
    ("Ann Lee", "Bob Lee", False),
    ("another official", "other official", False),
    ("The Hague", "Hague", True),
]


@pytest.mark.parametrize(("one", "other", "same"), PARTIES)
def test_same_party(one: str, other: str, same: bool) -> None:
    assert same_party(Party(None, one), Party("e1", other)) is same


@pytest.mark.parametrize(
    ("name", "held_out"), [("005-a.json", True), ("110-b-17.json", True), ("017-c-10.json", False), ("x.json", False)]
)
def test_is_held_out(name: str, held_out: bool) -> None:
    assert is_held_out(Path("corpus", name)) is held_out
