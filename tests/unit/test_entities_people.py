"""What a story says of a person: titles, role, affiliation."""

import pytest

from tasks.entities.merging import merge
from tasks.entities.people import described
from tasks.records import Entity
from tests.unit.naming import marked, sentences


def person(story: str) -> Entity:
    """The first person of a story."""
    text, mentions = marked(story)
    entities = described(text, sentences(text), merge(text, mentions))
    return next(entity for entity in entities if entity.type == "PERSON")


CASES: list[tuple[str, str, tuple[str, ...], str | None, str | None]] = [
    (
        "description, then rank, then name",
        "“We know,” a [Pentagon|ORG] spokesman, [Marine Corps|ORG] Lt. Col. [Garron J. Garn|PERSON], told us.",
        ("Lt. Col.",),
        "Pentagon spokesman",
        "Pentagon",
    ),
    (
        "description before and after the name",
        "But former [U.S.|GPE] intelligence official [Rebekah Koffler|PERSON] told us.\n"
        "[Koffler|PERSON], a former [DIA|ORG] intelligence officer and the author of “[Putin|PERSON],” said.",
        (),
        "former U.S. intelligence official",
        "DIA",
    ),
    ("who heads", "[Ann Lee|PERSON], who heads the [Red Cross|ORG], said.", (), "heads the Red Cross", "Red Cross"),
    ("an age and a trade", "said [Yann Le Goff|PERSON], 54, a baker.", (), "baker", None),
    ("an age before a trade", "said 54-year-old baker [Yann Le Goff|PERSON].", (), "baker", None),
    (
        "of an organisation",
        "said [Ann Lee|PERSON] of [Doctors Without Borders|ORG].",
        (),
        None,
        "Doctors Without Borders",
    ),
    ("rank and service", "[Army|ORG] Gen. [Mark Ruiz|PERSON] said.", ("Gen.",), None, "Army"),
    ("a service that is not marked", "Marine Corps Lt. Col. [Garn|PERSON] said.", ("Lt. Col.",), None, "Marine Corps"),
    ("a bare office", "President [Ann Lee|PERSON] said.", ("President",), "President", None),
    (
        "an office and its country",
        "[Russian|NORP] Defense Minister [Igor Petrov|PERSON] said.",
        ("Defense Minister",),
        "Russian Defense Minister",
        None,
    ),
    ("a former office", "former President [Ann Lee|PERSON] said.", ("President",), "former President", None),
    ("a verb is no part of an office", "urged to thank President [Ann Lee|PERSON].", ("President",), "President", None),
    ("an office in lower case", "defence secretary [Ben Hale|PERSON] said.", (), "defence secretary", None),
    ("an abbreviation is no role", "Sen. [Ann Lee|PERSON] said.", ("Sen.",), None, None),
    ("Mr. is not kept", "[Ann Lee|PERSON] spoke. Ms. [Lee|PERSON] left. Dr. [Lee|PERSON] too.", ("Dr.",), None, None),
    ("two titles", "Rev. Dr. [Ann Lee|PERSON] said.", ("Rev.", "Dr."), None, None),
    ("a title over a line's end", "Lt.\nCol. [Garn|PERSON] said.", (), None, None),
    (
        "the owner points to the organisation",
        "[Iran|GPE]’s foreign minister, [Ali Rad|PERSON], said.",
        (),
        "foreign minister",
        None,
    ),
    (
        "its",
        "The [MSA|ORG] denied it.\n“No,” its spokeswoman, [Jocelyn Tan|PERSON], said.",
        (),
        "spokeswoman",
        "MSA",
    ),
    (
        "the bank's",
        "The [Asian Development Bank|ORG] paid.\nThe [Army|ORG] did not.\nThe bank’s boss, [Ingrid Sol|PERSON], said.",
        (),
        "boss",
        "Asian Development Bank",
    ),
    (
        "a spokesman for",
        "[Igor Petrov|PERSON], a spokesman for the [Defense Ministry|ORG], said.",
        (),
        "spokesman for the Defense Ministry",
        "Defense Ministry",
    ),
    ("where somebody works is no role", "[Ann Lee|PERSON], a lawyer in [Alexandria|GPE], said.", (), "lawyer", None),
    ("chief economist at", "[Ann Lee|PERSON], chief economist at [Kahler|ORG], said.", (), "chief economist", "Kahler"),
    ("was named", "[Ann Lee|PERSON] was named director of [Kahler|ORG].", (), "director of Kahler", "Kahler"),
    ("a lawyer rather than a daughter", "His daughter, [Ann Lee|PERSON], a lawyer, laughed.", (), "lawyer", None),
    ("a clause is no description", "He blamed the mayor, [Koffler|PERSON] said.", (), None, None),
    ("others are no description", "[Koffler|PERSON], officials and farmers agreed.", (), None, None),
    (
        "an opinion is no description",
        "“[Ann Lee|PERSON] is an honest man in a house of thieves,” he said.",
        (),
        None,
        None,
    ),
    ("nothing is said", "[Koffler|PERSON] said no.", (), None, None),
    ("the sentence before says nothing of it", "He met the President\n[Koffler|PERSON] said no.", (), None, None),
]


@pytest.mark.parametrize(
    ("story", "titles", "role", "affiliation"), [case[1:] for case in CASES], ids=[why for why, *_ in CASES]
)
def test_a_person_is_described_as_the_story_does(
    story: str, titles: tuple[str, ...], role: str | None, affiliation: str | None
) -> None:
    found = person(story)
    assert (found.titles, found.role, found.affiliation) == (titles, role, affiliation)


def test_the_longest_role_wins_and_titles_add_up() -> None:
    found = person(
        "Gen. [Ann Lee|PERSON] spoke.\nSen. [Lee|PERSON], a lawyer, agreed.\n"
        "[Lee|PERSON], the former deputy director of [NASA|ORG], left."
    )
    assert (found.titles, found.role) == (("Gen.", "Sen."), "former deputy director of NASA")


@pytest.mark.parametrize(("before", "role"), [("Her former ally", None), ("Her", None), ("The former", None)])
def test_words_that_only_say_whose_describe_nobody_and_fail_nothing(before: str, role: str | None) -> None:
    found = person(f"It fell. {before} [Ramón Iturbe Salas|PERSON], who still lives in [Maracaibo|GPE], said no.")
    assert (found.name, found.role) == ("Ramón Iturbe Salas", role)
