"""Statements and stances of an annotation: from strings to offsets, checked against the codebook."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal, TypeVar

from msgspec import Struct, structs

from model.locate import AnnotationError, chosen, context, found, only, quoted, remoteness, within
from tasks.records import Entity, Form, Party, Span, Stance, Statement

PRONOUNS = {"he", "she", "they", "it", "we", "i", "you", "who", "which", "him", "her", "them"}
NEVER_TARGETS = {"DATE", "MONEY", "PERCENT"}
_DOUBLE = '"“”„«»'
_ANY = _DOUBLE + "'‘’"


class PieceNote(Struct, forbid_unknown_fields=True):
    """A string, and which of its occurrences is meant."""

    text: str
    nth: int | None = None


Piece = str | PieceNote
T = TypeVar("T")


class StanceNote(Struct, forbid_unknown_fields=True):
    """Where the holder stands towards one entity, named by its full name."""

    target: str
    label: Literal["favor", "against", "neutral"]
    evidence: Piece


class StatementNote(Struct, forbid_unknown_fields=True):
    """What is attributed, to whom, by which words."""

    id: str
    content: list[Piece]
    holder: str
    form: Form
    cue: Piece | None = None
    source: Piece | None = None
    inside: str | None = None
    stances: list[StanceNote] = []


def locate_statements(
    text: str,
    notes: Sequence[StatementNote],
    gone: Sequence[Span],
    entities: Sequence[Entity],
    problems: list[str],
) -> tuple[tuple[Statement, ...], dict[str, str]]:
    """The statements, numbered in the order of the text, and their number for each id of the annotation."""
    made: dict[str, Statement] = {}
    for note in notes:
        try:
            if note.id in made:
                raise AnnotationError("this id is used twice")
            made[note.id] = _statement(text, note, gone, entities)
        except AnnotationError as error:
            problems.append(f"statements[{note.id}].{error}")
    for statement in made.values():
        try:
            _check_nesting(text, statement, made)
        except AnnotationError as error:
            problems.append(f"statements[{statement.id}].inside: {error}")
    ordered = sorted(made.values(), key=lambda item: (item.content[0][0], -item.content[-1][1]))
    ids = {item.id: f"s{n}" for n, item in enumerate(ordered, 1)}
    return tuple(structs.replace(s, id=ids[s.id], inside=ids.get(s.inside or "")) for s in ordered), ids


def locate_stances(
    text: str,
    notes: Sequence[StatementNote],
    statements: Sequence[Statement],
    ids: dict[str, str],
    entities: Sequence[Entity],
    problems: list[str],
) -> tuple[Stance, ...]:
    """The stances in the order of their statements; what does not fit is added to the problems."""
    by_id = {statement.id: statement for statement in statements}
    made = []
    for note in notes:
        if note.id not in ids:
            continue
        seen: set[str] = set()
        for line in note.stances:
            try:
                if line.target in seen:
                    raise AnnotationError("this target is listed twice")
                seen.add(line.target)
                made.append(_stance(text, by_id[ids[note.id]], line, entities))
            except AnnotationError as error:
                problems.append(f"statements[{note.id}].stances[{line.target}]: {error}")
    order = {statement.id: n for n, statement in enumerate(statements)}
    return tuple(sorted(made, key=lambda stance: order[stance.statement]))


def _statement(text: str, note: StatementNote, gone: Sequence[Span], entities: Sequence[Entity]) -> Statement:
    content = _field("content", lambda: _content(text, note, gone))
    cue = source = None
    if note.cue is not None:
        piece = note.cue
        cue = _field("cue", lambda: _near(text, piece, content, content, gone))
    if note.source is not None:
        words, near, taken = note.source, [cue] if cue else content, [*content, *([cue] if cue else [])]
        source = _field("source", lambda: _near(text, words, near, taken, gone))
    holder = _field("holder", lambda: _holder(text, note, source, gone, entities))
    return Statement(note.id, content, cue, source, note.form, holder, note.inside)


def _field(name: str, make: Callable[[], T]) -> T:
    try:
        return make()
    except AnnotationError as error:
        raise AnnotationError(f"{name}: {error}") from error


def _content(text: str, note: StatementNote, gone: Sequence[Span]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for piece in note.content:
        words, nth = (piece, None) if isinstance(piece, str) else (piece.text, piece.nth)
        places = found(text, words, gone)
        if nth is not None:
            span = chosen(text, places, words, nth)
        elif spans:
            later = [place for place in places if place[0] >= spans[-1][1]]
            if not later:
                raise AnnotationError(f"{quoted(words)} does not come after the piece before it")
            span = later[0]
        else:
            span = only(text, places, words)
        _check_piece(text, span, note.form)
        spans.append(span)
    if not spans:
        raise AnnotationError("empty: give the words that were said")
    if note.form == "mixed" and not any(mark in text[slice(*span)] for span in spans for mark in _ANY):
        raise AnnotationError("a mixed content has marked words inside; this one has none: is it indirect or direct?")
    return tuple(spans)


def _check_piece(text: str, span: Span, form: Form) -> None:
    words, before, after = text[slice(*span)], text[: span[0]][-1:], text[span[1] :][:1]
    if "\n" in words:
        raise AnnotationError(f"{quoted(words)} crosses a paragraph: give one piece for each paragraph")
    if words != words.strip():
        raise AnnotationError(f"{quoted(words)} begins or ends with a space")
    if form == "direct":
        _check_direct(words, before, after)
    elif re.match(r"that\s", words) and form == "indirect":
        raise AnnotationError(f"{quoted(words)}: an indirect content starts after «that»")


def _check_direct(words: str, before: str, after: str) -> None:
    if words[0] in _DOUBLE or (words[-1] in _DOUBLE):
        raise AnnotationError(f"{quoted(words)}: a direct content stands without its outer quotation marks")
    if words[-1] == "," and after and after in _ANY:
        raise AnnotationError(f"{quoted(words)}: leave out the comma before the closing quotation mark")
    if not ((before and before in _ANY) or (after and after in _ANY) or after == ","):
        raise AnnotationError(f"{quoted(words)}: no quotation mark beside it: is the form indirect or mixed?")


def _near(text: str, piece: Piece, anchors: Sequence[Span], taken: Sequence[Span], gone: Sequence[Span]) -> Span:
    if isinstance(piece, str):
        return min(found(text, piece, [*gone, *taken]), key=lambda span: remoteness(text, span, anchors))
    if piece.nth is None:
        return _near(text, piece.text, anchors, taken, gone)
    return chosen(text, found(text, piece.text, gone), piece.text, piece.nth)


def _holder(
    text: str, note: StatementNote, source: Span | None, gone: Sequence[Span], entities: Sequence[Entity]
) -> Party:
    named = _entity(text, note.holder, entities)
    if named:
        return Party(named.id, named.name)
    if note.holder.lower() in PRONOUNS:
        raise AnnotationError(f"{quoted(note.holder)} is a pronoun: name who it stands for")
    for entity in entities:
        if source and any((mention.start, mention.end) == source for mention in entity.mentions):
            raise AnnotationError(f"the source is a mention of {quoted(entity.name)}: the holder is that entity")
    found(text, note.holder, gone)
    return Party(None, note.holder)


def _entity(text: str, name: str, entities: Sequence[Entity]) -> Entity | None:
    """The entity of this name; raises AnnotationError where it is only a surface form of one."""
    for entity in entities:
        if entity.name == name:
            return entity
    for entity in entities:
        if any(text[mention.start : mention.end] == name for mention in entity.mentions):
            raise AnnotationError(f"{quoted(name)} is a mention of {quoted(entity.name)}: write the full name")
    return None


def _check_nesting(text: str, statement: Statement, others: dict[str, Statement]) -> None:
    if statement.inside is None:
        return
    outer = others.get(statement.inside)
    if outer is None:
        raise AnnotationError(f"there is no statement {quoted(statement.inside)}, or it has a problem of its own")
    for span in statement.content:
        if not within(span, outer.content):
            raise AnnotationError(f"{context(text, *span)} does not lie inside the content of {outer.id}")
    if statement.holder == outer.holder:
        raise AnnotationError("nesting needs a second holder (codebook 7.7)")


def _stance(text: str, statement: Statement, note: StanceNote, entities: Sequence[Entity]) -> Stance:
    target = _entity(text, note.target, entities)
    if target is None:
        names = ", ".join(entity.name for entity in entities if entity.type not in NEVER_TARGETS)
        raise AnnotationError(f"no entity of this name; there are: {names}")
    if target.type in NEVER_TARGETS:
        raise AnnotationError(f"a {target.type} is never a target")
    if target.id == statement.holder.entity:
        raise AnnotationError("the holder is no target of its own statement")
    evidence = _evidence(text, note.evidence, statement)
    return Stance(statement.id, statement.holder, Party(target.id, target.name), note.label, 1.0, evidence)


def _evidence(text: str, piece: Piece, statement: Statement) -> Span:
    words, nth = (piece, 1) if isinstance(piece, str) else (piece.text, piece.nth or 1)
    inside = [span for span in found(text, words) if within(span, statement.content)]
    if not inside:
        said = " … ".join(text[slice(*span)] for span in statement.content)
        raise AnnotationError(f"evidence {quoted(words)} is not inside the content {quoted(said)}")
    return chosen(text, inside, words, nth)
