"""Mentions become entities: one for each thing that the story names, however it is called there."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tasks.entities.countries import country_named, country_of, stands_for
from tasks.entities.names import PersonName, is_given_name, person_name
from tasks.entities.persons import Named, group_people
from tasks.entities.spelling import fold, one_line
from tasks.entities.things import Name, group_things, is_acronym, spells
from tasks.entities.titles import titles_before
from tasks.entities.values import value_key
from tasks.records import Entity, EntityType, Mention

_VALUES: frozenset[EntityType] = frozenset({"DATE", "MONEY", "PERCENT"})
# `X, called Y a liar` is what X did: `called` needs an adverb, `dubbed` a comma.
_KNOWN_AS = re.compile(
    r"(?:,?\s+(?:\w+\s+)?known\s+(?:[a-z]+\s+){0,4}?as|,\s+(?:nicknamed|dubbed)"
    r"|,\s+(?:also|better|popularly|widely|commonly)\s+called)\s+[\"“'‘]?"
)
_STORMS = frozenset({"hurricane", "typhoon", "cyclone", "storm"})
_AT_A_PLACE = re.compile(r"\b(?:in|at|near|outside|across|around)\s+\Z", re.IGNORECASE)
_COUPLE = re.compile(r"\s+(?:and|or|&)\s+")


def merge(text: str, mentions: Sequence[Mention]) -> tuple[Entity, ...]:
    """The entities of a story, in the order of their first mention.

    Args:
        text: what the mentions' spans are into.
        mentions: in order, not overlapping.
    """
    mentions = _voted(text, mentions)
    groups: dict[str, list[Mention]] = defaultdict(list)
    for mention, key in zip(mentions, _keys(text, mentions), strict=True):
        groups[key].append(mention)
    return tuple(_entity(text, f"e{number}", group) for number, group in enumerate(groups.values(), 1))


def _keys(text: str, mentions: Sequence[Mention]) -> list[str]:
    """For each mention, what it has in common with the others of its entity."""
    keys = [""] * len(mentions)
    people = [at for at, mention in enumerate(mentions) if mention.type == "PERSON"]
    things = [at for at, mention in enumerate(mentions) if mention.type != "PERSON" and mention.type not in _VALUES]
    for at, number in zip(people, _people(text, [mentions[at] for at in people]), strict=True):
        keys[at] = f"person: {number}"
    for at, key in zip(things, _things(text, [mentions[at] for at in things]), strict=True):
        keys[at] = f"thing: {key}"
    for at, mention in enumerate(mentions):
        keys[at] = keys[at] or value_key(_name(text, mention), mention.type)
    return keys


def _people(text: str, mentions: Sequence[Mention]) -> list[int]:
    names = [person_name(_name(text, mention)) for mention in mentions]
    for at, (one, other) in enumerate(pairwise(mentions)):
        if _COUPLE.fullmatch(text, one.end, other.start) and _is_half_a_couple(names[at], names[at + 1]):
            names[at] = PersonName((*names[at].words, names[at + 1].words[-1]))
    named = [Named(name, titles_before(text, mention.start)[0]) for name, mention in zip(names, mentions, strict=True)]
    aliases = [
        (at + 1, at)
        for at, (one, other) in enumerate(pairwise(mentions))
        if _KNOWN_AS.fullmatch(text, one.end, other.start)
    ]
    return group_people(named, aliases)


def _is_half_a_couple(one: PersonName, other: PersonName) -> bool:
    """`Barack` of `Barack and Michelle Obama`."""
    return (
        len(one.words) == 1 and len(other.words) > 1 and is_given_name(one.words[0]) and is_given_name(other.words[0])
    )


def _things(text: str, mentions: Sequence[Mention]) -> list[str]:
    names: list[Name] = [(_name(text, mention), mention.type) for mention in mentions]
    return group_things(names, _definitions(text, mentions))


def _definitions(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, str]]:
    """Pairs of a short name and the long one that the story sets beside it: `Defense Intelligence Agency (DIA)`."""
    for one, other in pairwise(mentions):
        if text[one.end : other.start].strip() != "(" or text[other.end : other.end + 1] != ")":
            continue
        long, short = sorted((_name(text, one), _name(text, other)), key=len, reverse=True)
        if is_acronym(short) and (spells(short, long) or {one.type, other.type} == {"ORG"}):
            yield short, long


def _voted(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, those of one spelling under one type, unless the story clearly names two things so."""
    votes: dict[str, Counter[EntityType]] = defaultdict(Counter)
    surnames, placed, heads = set(), set(), {}
    for mention in mentions:
        name = fold(_name(text, mention))
        if mention.type not in _VALUES:
            votes[name][mention.type] += 1
        if mention.type == "PERSON" and " " in name:
            surnames.add(name.rpartition(" ")[2])
        if (head := _head(name, mention.type)) is not None:
            heads[head] = mention.type
        if _AT_A_PLACE.search(text, max(0, mention.start - 12), mention.start):
            placed.add(name)
    return [
        mention
        if mention.type in _VALUES
        else Mention(mention.start, mention.end, _elected(mention, name, votes[name], surnames, heads, name in placed))
        for mention in mentions
        for name in [fold(_name(text, mention))]
    ]


def _head(name: str, kind: EntityType) -> str | None:
    """The word that a long name goes by afterwards: Polisario of the Polisario Front, Odalys of Hurricane Odalys."""
    first, _, rest = name.partition(" ")
    if kind == "ORG" and rest and " " not in rest:
        return first
    return rest if kind == "EVENT" and first in _STORMS and rest else None


def _elected(
    mention: Mention,
    name: str,
    votes: Counter[EntityType],
    surnames: set[str],
    heads: dict[str, EntityType],
    is_placed: bool,
) -> EntityType:
    (first, most), *others = votes.most_common()
    if name in surnames and not (is_placed or country_of(name) or first == "NORP"):
        fewest = min(votes["PERSON"], votes["ORG"])
        # Bill Ford at Ford; but Horia Dragomirescu is in the story, and Dragomirescu alone is no town.
        return mention.type if fewest > 1 and fewest * 3 >= votes.total() else "PERSON"
    if name in surnames and "PERSON" in votes:
        return mention.type  # Kerry Washington in Washington
    if first == "PERSON" and others and (country_of(name) or others[0][1] == most):
        return others[0][0]  # nobody in the story has that name
    if name in heads and name not in surnames and (first in ("PERSON", "PRODUCT") or heads[name] == "EVENT"):
        return heads[name]
    return first


def _entity(text: str, number: str, mentions: list[Mention]) -> Entity:
    names = [_name(text, mention) for mention in mentions]
    kind = Counter(mention.type for mention in mentions).most_common(1)[0][0]
    name = _best_name(names, kind)
    return Entity(
        id=number,
        name=name,
        type=kind,
        mentions=tuple(Mention(mention.start, mention.end, kind) for mention in mentions),
        stands_for=stands_for(name) if kind not in ("PERSON", "WORK", "EVENT", "PRODUCT") else None,
    )


def _best_name(names: list[str], kind: EntityType) -> str:
    """The longest full form; of a country its usual name where the story has it, of a people the adjective."""
    usual = [name for name in names if country_named(name) == name]
    if usual and kind == "GPE":
        return usual[0]
    if kind == "NORP":
        counts = Counter(names)
        return min(names, key=lambda name: (name.isupper(), name.endswith("s"), -counts[name]))
    return max(names, key=lambda name: (sum(map(str.isalnum, name)), not name.isupper()))


def _name(text: str, mention: Mention) -> str:
    return one_line(text[mention.start : mention.end])
