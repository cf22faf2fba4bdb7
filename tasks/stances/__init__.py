"""The stances stage: who says what (statements), about whom (targets), and where they stand (stances)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace
from spacy.language import Language

from tasks.labels import STANCES
from tasks.leaning import Leaning, Pair, Probabilities
from tasks.records import Cleaned, Entities, Label, Party, Segments, Span, Stance, Stances, Statement
from tasks.stances.holders import Holders
from tasks.stances.reading import Reading
from tasks.stances.statements import Draft, drafts
from tasks.stances.targets import Target, targets

Item = TypeVar("Item", bound=tuple[Draft | Statement, Party])

#: Below this probability of the likeliest label the answer is `unclear`.
UNCLEAR_BELOW = 0.45


def tag_stances(cleaned: Cleaned, segments: Segments, entities: Entities, nlp: Language) -> Stances:
    """The statements of a story and the stance that each takes towards every target that its content names.

    Args:
        nlp: a pipeline with the components `stancewire_encoder`, `stancewire_attributions`, `stancewire_leaning`.
    """
    reading = Reading(cleaned, segments, entities, nlp)
    statements = _nested(reading, _statements(reading))
    stances = [stance for statement in statements for stance in _stances(reading, statement, _leaning(nlp))]
    return Stances(
        tuple(_to_submitted(reading, statement) for statement in statements),
        tuple(replace(stance, evidence=reading.repaired.to_submitted(*stance.evidence)) for stance in stances),
    )


def _leaning(nlp: Language) -> Leaning:
    component = nlp.get_pipe("stancewire_leaning")
    assert isinstance(component, Leaning)
    return component


def _statements(reading: Reading) -> list[Statement]:
    holders = Holders(reading)
    held = [(draft, holders.holder(draft)) for draft in drafts(reading)]
    return [
        Statement(f"s{number}", draft.content, draft.cue, draft.source, draft.form, holder)
        for number, (draft, holder) in enumerate(_worth_keeping(reading, held), 1)
    ]


def _worth_keeping(reading: Reading, held: Sequence[tuple[Draft, Party | None]]) -> Iterator[tuple[Draft, Party]]:
    """Without quotations that nobody said, and without *X said he believes*: nesting needs a second holder."""
    near = _by_paragraph(reading, [(draft, holder) for draft, holder in held if holder])
    for draft, holder in held:
        others = near[reading.paragraph(draft.content[0][0])]
        own = any(draft is not other and _holds(other, draft) and holder == of_other for other, of_other in others)
        if holder is not None and not own:
            yield draft, holder


def _by_paragraph(reading: Reading, items: Sequence[Item]) -> dict[int, list[Item]]:
    """So that looking for what lies around a statement costs no more in a long story than in a short one."""
    found: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        for paragraph in {reading.paragraph(start) for start, _ in item[0].content}:
            found[paragraph].append(item)
    return found


def _holds(outer: Draft | Statement, inner: Draft | Statement) -> bool:
    """Whether cue and content of one statement lie in the content of another."""
    spans = [*inner.content, *([inner.cue] if inner.cue else [])]
    return inner.cue is not None and all(
        any(left <= start and end <= right for left, right in outer.content) for start, end in spans
    )


def _nested(reading: Reading, statements: Sequence[Statement]) -> list[Statement]:
    """Each statement with the smallest other that it lies in."""
    near = _by_paragraph(reading, [(statement, statement.holder) for statement in statements])

    def around(inner: Statement) -> str | None:
        others = (other for other, _ in near[reading.paragraph(inner.content[0][0])])
        outer = [other for other in others if isinstance(other, Statement) and other != inner and _holds(other, inner)]
        return min(outer, key=lambda other: sum(end - start for start, end in other.content)).id if outer else None

    return [replace(statement, inside=around(statement)) for statement in statements]


def _stances(reading: Reading, statement: Statement, leaning: Leaning) -> Iterator[Stance]:
    for target in targets(reading, statement.content, statement.holder):
        probabilities, evidence = _judged(reading, statement, target, leaning)
        best = int(probabilities.argmax())
        confidence = round(float(probabilities[best]), 4)
        label: Label = STANCES[best] if confidence >= UNCLEAR_BELOW else "unclear"
        yield Stance(statement.id, statement.holder, target.party, label, confidence, evidence)


def _judged(reading: Reading, statement: Statement, target: Target, leaning: Leaning) -> tuple[Probabilities, Span]:
    """The probabilities where the content says most of the target, and the sentence, or its part, that says it."""
    mentioned: dict[Span, list[Span]] = defaultdict(list)
    for span in target.spans:
        mentioned[_part(reading, statement.content, span)].append(span)
    judged = [(_probabilities(reading, statement, spans, leaning), part) for part, spans in mentioned.items()]
    neutral = STANCES.index("neutral")
    return min(judged, key=lambda pair: float(pair[0][neutral]))


def _part(reading: Reading, content: Sequence[Span], mention: Span) -> Span:
    """What of the content lies in the same sentence as a mention."""
    sentence = reading.sentence(mention[0])
    piece = next((start, end) for start, end in content if start <= mention[0] < end)
    return max(sentence[0], piece[0]), min(sentence[1], piece[1])


def _probabilities(reading: Reading, statement: Statement, mentions: Sequence[Span], leaning: Leaning) -> Probabilities:
    window = reading.window(mentions[0][0])
    holder = [statement.source] if statement.source else []
    pair = Pair(window.tokens(mentions), window.tokens(holder), window.tokens(statement.content))
    probabilities: Probabilities = leaning.probabilities(window.doc, [pair])[0]
    return probabilities


def _to_submitted(reading: Reading, statement: Statement) -> Statement:
    move = reading.repaired.to_submitted
    return replace(
        statement,
        content=tuple(move(*span) for span in statement.content),
        cue=move(*statement.cue) if statement.cue else None,
        source=move(*statement.source) if statement.source else None,
    )
