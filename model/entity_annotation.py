"""Entities of an annotation: from names and surface forms to mentions with offsets."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from model.locate import AnnotationError, chosen, context, found, nearest, occurrences, quoted, within
from tasks.records import Entity, EntityType, Mention, Span

#: What a span of a name never begins or ends with (codebook, section 3); a work's own title may: `The Long Rain`.
_LEADING = re.compile(r"(the|a|an|his|her|its|their|our|my|your)\s", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_OWN_ARTICLE = ("The Hague", "The Gambia")


class FormNote(Struct, forbid_unknown_fields=True):
    """A surface form: `pick` is the part of it that is the mention; `nth` its only occurrences that count."""

    text: str
    type: EntityType | None = None
    pick: str | None = None
    nth: int | list[int] | None = None


class EntityNote(Struct, forbid_unknown_fields=True):
    """One thing that the story names."""

    name: str
    type: EntityType
    mentions: list[str | FormNote] = []
    titles: list[str] = []
    role: str | None = None
    affiliation: str | None = None
    stands_for: str | None = None


class _Candidate(Struct):
    """A place that a surface form claims; `picked` when the annotator named the occurrence."""

    span: Span
    owner: int
    type: EntityType
    picked: bool


def locate_entities(
    text: str, notes: Sequence[EntityNote], gone: Sequence[Span], problems: list[str]
) -> tuple[Entity, ...]:
    """The entities in the order of first mention; what does not fit is added to the problems."""
    candidates: list[_Candidate] = []
    for owner, note in enumerate(notes):
        try:
            _check_note(text, note, [other.name for other in notes[:owner]])
            for form in note.mentions or [note.name]:
                candidates += _candidates(text, note, owner, form, gone)
        except AnnotationError as error:
            problems.append(f"entities[{note.name}]: {error}")
    kept = _settle(text, candidates, notes, problems)
    located = []
    for owner, note in enumerate(notes):
        mine = sorted((item for item in kept if item.owner == owner), key=lambda item: item.span)
        if mine:
            located.append((note, tuple(Mention(*item.span, item.type) for item in mine)))
        elif any(item.owner == owner for item in candidates):
            problems.append(f"entities[{note.name}]: every occurrence lies inside a longer mention: delete the entity")
    located.sort(key=lambda pair: pair[1][0].start)
    return tuple(_entity(f"e{n}", note, mentions) for n, (note, mentions) in enumerate(located, 1))


def _entity(name: str, note: EntityNote, mentions: tuple[Mention, ...]) -> Entity:
    return Entity(
        name, note.name, note.type, mentions, tuple(note.titles), note.role, note.affiliation, note.stands_for
    )


def _check_note(text: str, note: EntityNote, earlier: list[str]) -> None:
    if note.name in earlier:
        raise AnnotationError("listed twice: join them, or tell them apart by the name's longest form")
    forms = [form if isinstance(form, str) else form.pick or form.text for form in note.mentions or [note.name]]
    if note.name not in forms:
        raise AnnotationError(f"the name is none of its mentions {forms}: it is the longest full form that occurs")
    for form in forms:
        _check_form(form, note)
    for field, words in [
        *(("titles", title) for title in note.titles),
        ("role", note.role),
        ("affiliation", note.affiliation),
    ]:
        if words and not occurrences(text, words):
            raise AnnotationError(
                f"{field} {quoted(words)} is not worded like this in the text; {nearest(text, words)}"
            )


def _check_form(form: str, note: EntityNote) -> None:
    if _LEADING.match(form) and not form.startswith(_OWN_ARTICLE) and not (note.type == "WORK" and form[0].isupper()):
        raise AnnotationError(f"mention {quoted(form)} begins with an article or possessive: leave it out")
    if note.type in ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC") and _POSSESSIVE.search(form):
        raise AnnotationError(f"mention {quoted(form)} ends in a possessive: leave the 's out")
    if form != form.strip(" ,;:\n"):
        raise AnnotationError(f"mention {quoted(form)} begins or ends with a space or a comma")
    for title in note.titles:
        if form.startswith(title + " "):
            raise AnnotationError(f"mention {quoted(form)} begins with the title {quoted(title)}: leave it out")


def _candidates(
    text: str, note: EntityNote, owner: int, form: str | FormNote, gone: Sequence[Span]
) -> list[_Candidate]:
    if isinstance(form, str):
        form = FormNote(form)
    spans = found(text, form.text, gone)
    if form.nth is not None:
        numbers = form.nth if isinstance(form.nth, list) else [form.nth]
        spans = [chosen(text, spans, form.text, n) for n in numbers]
    if form.pick:
        spans = [_pick(form.text, form.pick, span) for span in spans]
    picked = form.nth is not None or form.pick is not None
    return [_Candidate(span, owner, form.type or note.type, picked) for span in spans]


def _pick(words: str, pick: str, span: Span) -> Span:
    inner = found(words, pick)[0]
    return span[0] + inner[0], span[0] + inner[1]


def _settle(
    text: str, candidates: list[_Candidate], notes: Sequence[EntityNote], problems: list[str]
) -> list[_Candidate]:
    """Longer mentions win over those inside them, picked ones over general ones of the same span; else a clash."""
    kept: list[_Candidate] = []
    for item in sorted(candidates, key=lambda item: (item.span[0] - item.span[1], not item.picked)):
        rival = next((other for other in kept if item.span[0] < other.span[1] and other.span[0] < item.span[1]), None)
        if rival is None:
            kept.append(item)
        elif problem := _clash(text, item, rival, notes):
            problems.append(problem)
    return kept


def _clash(text: str, item: _Candidate, rival: _Candidate, notes: Sequence[EntityNote]) -> str | None:
    same = item.span == rival.span
    if (same and item.owner == rival.owner) or (same and rival.picked and not item.picked):
        return None
    if within(item.span, [rival.span]) and not same and not item.picked:
        return None
    remedy = "use nth or pick to say which one means it" if same else "spans must be disjoint: the longer one counts"
    return (
        f"entities[{notes[item.owner].name}]: {quoted(text[slice(*item.span)])} clashes with "
        f"{quoted(text[slice(*rival.span)])} of [{notes[rival.owner].name}] at {context(text, *item.span)}; {remedy}"
    )
