"""Scoring rows of other people's sets: their labels, their spans, their quotations."""

from __future__ import annotations

import msgspec
import pytest

from tasks.records import Party, Span, Statement
from tasks.scoring.entity_types import Labelled, score_entities
from tasks.scoring.figures import Score
from tasks.scoring.rows import EntitiesRow, Quote, SegmentRow, StanceRow, StatementsRow
from tasks.scoring.stance import score_stance
from tasks.scoring.statements import quotes, score_statements

ENTITIES: list[tuple[str, list[Labelled], list[Labelled], tuple[int, int, int], tuple[int, int, int] | None]] = [
    # what it is, gold, predicted, (right, predicted, gold) collapsed, the same over full types
    ("a person", [(0, 3, "PER")], [(0, 3, "PERSON")], (1, 1, 1), None),
    ("a politician", [(0, 3, "politician")], [(0, 3, "PERSON")], (1, 1, 1), None),
    ("a place of any kind: GPE", [(0, 3, "LOC")], [(0, 3, "GPE")], (1, 1, 1), None),
    ("a place of any kind: FAC", [(0, 3, "location")], [(0, 3, "FAC")], (1, 1, 1), None),
    (
        "where GPE and LOC are apart, LOC is ours",
        [(0, 3, "GPE"), (4, 6, "LOC")],
        [(0, 3, "LOC"), (4, 6, "LOC")],
        (2, 2, 2),
        (1, 2, 2),
    ),
    ("the wrong class", [(0, 3, "PER"), (4, 6, "ORG")], [(0, 3, "ORG")], (0, 1, 2), None),
    ("another span", [(0, 3, "PER")], [(0, 2, "PERSON")], (0, 1, 1), None),
    ("overlapping finds", [(0, 3, "PER")], [(0, 3, "PERSON"), (0, 2, "PERSON")], (1, 2, 1), None),
    ("found twice", [(0, 3, "PER")], [(0, 3, "PERSON"), (0, 3, "PERSON")], (1, 2, 1), None),
    ("a type that the file does not annotate", [(0, 3, "PER")], [(0, 3, "PERSON"), (4, 6, "DATE")], (1, 1, 1), None),
    ("a class that the file does not annotate", [(0, 3, "PER")], [(0, 3, "PERSON"), (4, 6, "ORG")], (1, 1, 1), None),
    ("a label that is none of ours", [(0, 3, "PER"), (4, 6, "MISC")], [(0, 3, "PERSON")], (1, 1, 1), None),
    ("TIME alone is the date", [(0, 3, "TIME")], [(0, 3, "DATE")], (0, 0, 0), (1, 1, 1)),
    ("TIME beside DATE is the time of day", [(0, 3, "TIME"), (4, 6, "DATE")], [(4, 6, "DATE")], (0, 0, 0), (1, 1, 1)),
    ("a law is a work", [(0, 3, "LAW")], [(0, 3, "WORK")], (0, 0, 0), (1, 1, 1)),
]


@pytest.mark.parametrize(
    ("gold", "found", "collapsed", "full"), [r[1:] for r in ENTITIES], ids=[r[0] for r in ENTITIES]
)
def test_entities(
    gold: list[Labelled],
    found: list[Labelled],
    collapsed: tuple[int, int, int],
    full: tuple[int, int, int] | None,
) -> None:
    report = score_entities([gold], [found])

    def counts(score: Score | None) -> tuple[int, int, int] | None:
        return None if score is None else (round(score.precision * score.predicted), score.predicted, score.gold)

    assert (counts(report.collapsed), counts(report.full)) == (collapsed, full)


def test_entities_are_reported_by_class_and_by_type_with_what_is_left_out() -> None:
    report = score_entities(
        [[(0, 3, "PER"), (4, 6, "MISC")], [(0, 3, "GPE"), (4, 6, "FAC")]], [[(0, 3, "PERSON")], [(0, 3, "GPE")]]
    )
    assert {kind: score.f1 for kind, score in report.classes.items()} == {"LOC": 0.6667, "PER": 1.0}
    assert {kind: score.f1 for kind, score in report.types.items()} == {"FAC": 0.0, "GPE": 1.0, "PERSON": 1.0}
    assert report.left_out == ["MISC"]


def test_stances_by_hand() -> None:
    gold = ["against", "against", "neutral", "favor"]
    report = score_stance(gold, ["against", "neutral", "neutral", "favor"])
    assert {label: score.f1 for label, score in report.labels.items()} == {
        "against": 0.6667,
        "neutral": 0.6667,
        "favor": 1.0,
    }
    assert (report.macro_f1, report.accuracy.value) == (0.7778, 0.75)
    assert msgspec.to_builtins(report.majority) == {"label": "against", "macro_f1": 0.2222, "accuracy": 0.5}


def test_stances_all_right_and_all_wrong() -> None:
    assert score_stance(["favor", "against"], ["favor", "against"]).macro_f1 == 1.0
    assert score_stance(["favor", "against"], ["neutral", "neutral"]).macro_f1 == 0.0


TEXT = "“We won,” Ann Lee said. Bob Roe and Eve Fox agree that it rained hard."


def at(words: str) -> Span:
    start = TEXT.index(words)
    return start, start + len(words)


QUOTES: list[tuple[str, Quote, Quote, list[float], float]] = [
    # what it is, gold, predicted, recall at each level, share of right sources
    ("perfect", Quote(at("We won"), source=at("Ann Lee")), Quote(at("We won"), source=at("Ann Lee")), [1, 1, 1], 1),
    (
        "marks are no matter",
        Quote(at("“We won,”"), source=at("Lee")),
        Quote(at("We won"), source=at("Lee")),
        [1, 1, 1],
        1,
    ),
    (
        "a source that touches",
        Quote(at("We won"), source=at("Ann Lee")),
        Quote(at("We won"), source=at("Lee")),
        [1] * 3,
        1,
    ),
    (
        "another source",
        Quote(at("We won"), source=at("Ann Lee")),
        Quote(at("We won"), source=at("Bob Roe")),
        [1] * 3,
        0,
    ),
    ("no source found", Quote(at("We won"), source=at("Ann Lee")), Quote(at("We won")), [1, 1, 1], 0),
    ("half", Quote(at("that it rained hard")), Quote(at("rained hard")), [1, 0, 0], 0),
    ("more than all of it", Quote(at("it rained")), Quote(at("agree that it rained hard")), [1, 1, 0], 0),
    ("elsewhere", Quote(at("We won")), Quote(at("it rained")), [0, 0, 0], 0),
]


@pytest.mark.parametrize(("gold", "found", "recalls", "sources"), [r[1:] for r in QUOTES], ids=[r[0] for r in QUOTES])
def test_quotations(gold: Quote, found: Quote, recalls: list[float], sources: float) -> None:
    levels = score_statements([TEXT], [[gold]], [[found]])
    assert [level.statements.recall for level in levels.values()] == recalls
    assert levels["over 0.3"].speaker.value == sources


def test_what_two_say_together_is_one_quotation_with_a_source_in_parts() -> None:
    content, cue = (at("it rained"), at("hard")), at("agree")
    said_by = [
        Statement(f"s{n}", content, cue, at(name), "indirect", Party(None, name))
        for n, name in enumerate(["Eve Fox", "Bob Roe"], 1)
    ]
    assert quotes(said_by) == [
        Quote(
            content=at("it rained hard"),
            cue=cue,
            source=at("Bob Roe and Eve Fox"),
            content_parts=list(content),
            cue_parts=[cue],
            source_parts=[at("Bob Roe"), at("Eve Fox")],
        )
    ]


BAD_ROWS: list[tuple[str, type[msgspec.Struct], dict[str, object]]] = [
    ("a sentence beyond the text", SegmentRow, {"text": "It is.", "sents": [[0, 7]]}),
    ("an empty span", EntitiesRow, {"text": "It is.", "spans": [[2, 2, "PER"]]}),
    ("a span that ends before it starts", StatementsRow, {"text": "It is.", "quotes": [{"content": [3, 1]}]}),
    (
        "a target before the text",
        StanceRow,
        {"text": "It is.", "target_start": -1, "target_end": 2, "label": "neutral"},
    ),
    ("a label of ours", StanceRow, {"text": "It is.", "target_start": 0, "target_end": 2, "label": "favor"}),
    ("no text", SegmentRow, {"sents": []}),
]


@pytest.mark.parametrize(("kind", "row"), [r[1:] for r in BAD_ROWS], ids=[r[0] for r in BAD_ROWS])
def test_a_bad_row_is_refused(kind: type[msgspec.Struct], row: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(row, kind)


def test_a_row_may_have_more_keys_and_no_holder() -> None:
    row = {"text": "It is.", "target_start": 0, "target_end": 2, "label": "neutral", "id": "7", "target": "It"}
    assert msgspec.convert(row, StanceRow).holder is None
