"""The stances stage: who says what (statements), about whom (targets), and where they stand (stances)."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import UNSET
from msgspec.structs import replace
from spacy.language import Language

from tasks.leaning import Leaning
from tasks.records import Cleaned, Entities, Party, Segments, Span, Stance, Stances, Statement
from tasks.stances.holders import Holders
from tasks.stances.judging import Question, judge
from tasks.stances.nesting import nested, with_holder
from tasks.stances.reading import Reading
from tasks.stances.statements import drafts
from tasks.stances.targets import targets

NARRATOR = Party(None, "narrator")


def tag_stances(
    cleaned: Cleaned, segments: Segments, entities: Entities, nlp: Language, *, narrator: bool = False
) -> Stances:
    """The statements of a story and the stance that each takes towards every target that its content names.

    Args:
        nlp: a pipeline with the components `stancewire_encoder`, `stancewire_attributions`, `stancewire_leaning`.
        narrator: whether to tag the sentences outside of every statement as well, apart, as the story's own voice.
    """
    reading = Reading(cleaned, segments, entities, nlp)
    leaning = nlp.get_pipe("stancewire_leaning")
    assert isinstance(leaning, Leaning)
    statements = nested(_statements(reading))
    stances = _of_statements(reading, statements, leaning)
    told = _of_narrator(reading, statements, leaning) if narrator else None
    return Stances(
        tuple(_statement_to_submitted(reading, statement) for statement in statements),
        _to_submitted(reading, stances),
        UNSET if told is None else _to_submitted(reading, told),
    )


def _statements(reading: Reading) -> list[Statement]:
    holders = Holders(reading)
    held = [(draft, holders.holder(draft)) for draft in drafts(reading)]
    return [
        Statement(f"s{number}", draft.content, draft.cue, draft.source, draft.form, holder)
        for number, (draft, holder) in enumerate(with_holder(reading, held), 1)
    ]


def _of_statements(reading: Reading, statements: Sequence[Statement], leaning: Leaning) -> list[Stance]:
    asked = [
        (statement, target)
        for statement in statements
        for target in targets(reading, statement.content, statement.holder, direct=statement.form == "direct")
    ]
    questions = [Question(it.content, target, source=it.source, cue=it.cue) for it, target in asked]
    return [
        Stance(statement.id, statement.holder, target.party, found.label, found.confidence, found.evidence)
        for (statement, target), found in zip(asked, judge(reading, questions, leaning), strict=True)
    ]


def _of_narrator(reading: Reading, statements: Sequence[Statement], leaning: Leaning) -> list[Stance]:
    spoken = {
        sentence
        for statement in statements
        for start, end in statement.content
        for sentence in [reading.sentence(start), *reading.sentences_between(start, end)]
    }
    questions = [
        Question([sentence], target)
        for sentence in reading.sentences
        if sentence not in spoken
        for target in targets(reading, [sentence], NARRATOR)
    ]
    return [
        Stance(None, NARRATOR, question.target.party, found.label, found.confidence, found.evidence)
        for question, found in zip(questions, judge(reading, questions, leaning), strict=True)
    ]


def _to_submitted(reading: Reading, stances: Sequence[Stance]) -> tuple[Stance, ...]:
    return tuple(replace(stance, evidence=reading.repaired.to_submitted(*stance.evidence)) for stance in stances)


def _statement_to_submitted(reading: Reading, statement: Statement) -> Statement:
    def move(span: Span) -> Span:
        return reading.repaired.to_submitted(*span)

    return replace(
        statement,
        content=tuple(map(move, statement.content)),
        cue=move(statement.cue) if statement.cue else None,
        source=move(statement.source) if statement.source else None,
    )
