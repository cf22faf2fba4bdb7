"""Finding mentions: what the model names, trimmed to the name, and what the rules add where it names nothing."""

from collections.abc import Iterable, Iterator, Sequence

from spacy.language import Language

from tasks.entities.countries import country_named, is_seat, people_key, place_key
from tasks.entities.rules import is_calendar_name, rule_mentions
from tasks.entities.trimming import trimmed
from tasks.records import EntityType, Mention, Span

# Our own labels, those of OntoNotes (spaCy's English pipelines) and those of CoNLL. What is not here is no name:
# TIME, QUANTITY, ORDINAL, CARDINAL, LANGUAGE, and MISC, of which the nationalities come back by rule.
TYPES: dict[str, EntityType] = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORG": "ORG",
    "GPE": "GPE",
    "LOC": "LOC",
    "NORP": "NORP",
    "FAC": "FAC",
    "EVENT": "EVENT",
    "WORK": "WORK",
    "WORK_OF_ART": "WORK",
    "LAW": "WORK",
    "PRODUCT": "PRODUCT",
    "DATE": "DATE",
    "MONEY": "MONEY",
    "PERCENT": "PERCENT",
}
_BY_RULE: frozenset[EntityType] = frozenset({"DATE", "MONEY", "PERCENT"})

_GOVERNED: frozenset[EntityType] = frozenset({"GPE", "LOC", "NORP", "ORG", "FAC"})


def find_mentions(text: str, sentences: Sequence[Span], cuts: Sequence[Span], nlp: Language) -> list[Mention]:
    """The mentions of a body, in order and without overlaps.

    Args:
        text: what all spans are into.
        sentences: in order; a mention never runs over the end of one.
        cuts: the windows that the model reads.
        nlp: any pipeline that sets `Doc.ents`.
    """
    named = (
        (start + span.start_char, start + span.end_char, TYPES[span.label_])
        for (start, _), doc in zip(cuts, nlp.pipe(text[start:end] for start, end in cuts), strict=True)
        for span in doc.ents
        if span.label_ in TYPES
    )
    modelled = [mention for span in _within(named, sentences) if (mention := trimmed(text, *span))]
    ruled = (
        Mention(start + mention.start, start + mention.end, mention.type)
        for start, end in cuts
        for mention in rule_mentions(text[start:end])
    )
    return _arbitrated(text, [_retyped(text, mention) for mention in modelled], list(ruled))


def _within(
    named: Iterable[tuple[int, int, EntityType]], sentences: Sequence[Span]
) -> Iterator[tuple[int, int, EntityType]]:
    """The spans, each cut at the end of the sentence that it begins in."""
    ends = iter(sentences)
    end = 0
    for start, stop, kind in named:
        while end <= start:
            end = next(ends, (0, stop))[1]
        yield start, min(stop, end), kind


def _retyped(text: str, mention: Mention) -> Mention:
    """The mention with the type that the tables are sure of: of a country, an adjective, a capital, a seat."""
    name = text[mention.start : mention.end]
    if mention.type not in _GOVERNED:
        return mention
    if country_named(name):
        kind: EntityType = "GPE"
    elif people_key(name):
        kind = "NORP"
    elif is_seat(name):
        kind = "ORG"
    elif place_key(name) and mention.type == "LOC":
        kind = "GPE"
    else:
        return mention
    return Mention(mention.start, mention.end, kind)


def _arbitrated(text: str, modelled: list[Mention], ruled: list[Mention]) -> list[Mention]:
    """The model's names, but the rules' dates, sums and works; their peoples only where the model names nothing."""
    by_rule = {kind: _Covered(len(text), (rule for rule in ruled if rule.type == kind)) for kind in _BY_RULE | {"WORK"}}
    kept = [
        mention
        for mention in modelled
        if not by_rule["WORK"].touches(mention)
        and (mention.type not in _BY_RULE or not (by_rule[mention.type].touches(mention) or _is_vague(text, mention)))
    ]
    taken = _Covered(len(text), kept)
    for rule in sorted(ruled, key=lambda rule: (rule.start - rule.end, rule.start)):
        if not taken.touches(rule):
            taken.add(rule)
            kept.append(rule)
    return sorted(kept, key=lambda mention: mention.start)


def _is_vague(text: str, mention: Mention) -> bool:
    name = text[mention.start : mention.end]
    return not is_calendar_name(name) if mention.type == "DATE" else not any(map(str.isdigit, name))


class _Covered:
    """Which characters of a text mentions cover."""

    def __init__(self, length: int, mentions: Iterable[Mention]) -> None:
        self._covered = bytearray(length)
        for mention in mentions:
            self.add(mention)

    def add(self, mention: Mention) -> None:
        self._covered[mention.start : mention.end] = b"\1" * (mention.end - mention.start)

    def touches(self, mention: Mention) -> bool:
        return 1 in self._covered[mention.start : mention.end]
