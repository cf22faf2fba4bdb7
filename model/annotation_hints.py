"""Places where an annotation may have forgotten something; each is for a person to judge, none is an error."""

from __future__ import annotations

from collections.abc import Iterator

from model.annotation import Annotation
from model.locate import quoted, touches, within
from model.statement_annotation import NEVER_TARGETS
from tasks.records import Entity, Span, Statement

_MARKS = '“”"'


def hints(annotation: Annotation) -> list[str]:
    """What two readers should look at again, one sentence each; nothing for a story that is not annotated."""
    if not annotation.statements:
        return []
    return [*_untargeted(annotation), *_unattributed(annotation)]


def _untargeted(annotation: Annotation) -> Iterator[str]:
    """Entities that a content names, and that have no stance line; adjectives of countries are left out."""
    lines = {(stance.statement, stance.target.entity) for stance in annotation.stances}
    for statement in annotation.statements:
        for entity in annotation.entities:
            skipped = entity.type in NEVER_TARGETS or entity.type == "NORP" or entity.id == statement.holder.entity
            if not skipped and (statement.id, entity.id) not in lines and _names(statement, entity):
                yield f"{statement.id} names {quoted(entity.name)} and has no stance line for it"


def _names(statement: Statement, entity: Entity) -> bool:
    return any(within((mention.start, mention.end), statement.content) for mention in entity.mentions)


def _unattributed(annotation: Annotation) -> Iterator[str]:
    """Quotation marks that no statement touches."""
    spoken = [(start - 1, end + 2) for statement in annotation.statements for start, end in statement.content]
    gone: list[Span] = [(removal.start, removal.end) for removal in annotation.removed]
    for at, character in enumerate(annotation.text):
        if character in _MARKS and not touches((at, at + 1), [*spoken, *gone]):
            around = annotation.text[max(0, at - 30) : at + 30]
            yield f"a quotation mark in no statement: {quoted(around)}"
