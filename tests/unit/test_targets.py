"""Whom a content is about."""

import pytest

from tasks.records import Party
from tasks.stances.targets import targets
from tests.unit.stories import Names, reading, span

NOBODY = Party(None, "a diplomat")

#: phrase, text, names, content, targets
CASES: list[tuple[str, str, Names, str, list[str]]] = [
    ("a country", "He said Ukraine would win.", {"Ukraine": ("GPE", (), None)}, "Ukraine would win", ["Ukraine"]),
    (
        "an adjective that stands for the state is the country",
        "He said it was further Russian aggression. Russia denied it.",
        {"Russia": ("GPE", (), None), "Russian": ("NORP", (), "Russia")},
        "it was further Russian aggression",
        ["Russia"],
    ),
    (
        "the country is a target even where the story never names it but by its adjective",
        "He said it was Russian aggression.",
        {"Russian": ("NORP", (), "Russia")},
        "it was Russian aggression",
        ["Russia"],
    ),
    (
        "an adjective that stands for no state is no target",
        "He said the Russian pianist was late.",
        {"Russian": ("NORP", (), "Russia")},
        "the Russian pianist was late",
        [],
    ),
    (
        "a people is a target",
        "He said the Russians would lose.",
        {"Russians": ("NORP", (), "Russia")},
        "the Russians would lose",
        ["Russians"],
    ),
    (
        "dates and sums are no targets",
        "He said Acme paid $5 in May.",
        {"Acme": ("ORG", (), None), "$5": ("MONEY", (), None), "May": ("DATE", (), None)},
        "Acme paid $5 in May",
        ["Acme"],
    ),
    (
        "a country inside a title is no target of its own",
        "He said US Vice President Ana Paz was right.",
        {"US": ("GPE", (), None), "Ana Paz": ("PERSON", ("Vice President",), None)},
        "US Vice President Ana Paz was right",
        ["Ana Paz"],
    ),
    (
        "each target once, in the order of the words",
        "He said Lima met Paz, and Lima lied.",
        {"Lima": ("PERSON", (), None), "Paz": ("PERSON", (), None)},
        "Lima met Paz, and Lima lied",
        ["Lima", "Paz"],
    ),
    ("nothing is named", "He said it was late.", {}, "it was late", []),
]


@pytest.mark.parametrize(
    ("text", "names", "content", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_targets(text: str, names: Names, content: str, expected: list[str]) -> None:
    found = targets(reading(text, names), [span(text, content)], NOBODY)
    assert [target.party.name for target in found] == expected
    for target in found:
        assert all(text[start:end].strip() for start, end in target.spans)


def test_the_holder_is_not_a_target_of_its_own_words() -> None:
    text = "Acme said Acme would pay Lima."
    story = reading(text, {"Acme": ("ORG", (), None), "Lima": ("PERSON", (), None)})
    found = targets(story, [span(text, "Acme would pay Lima")], Party("e1", "Acme"))
    assert [target.party.name for target in found] == ["Lima"]


#: phrase, text, content, direct, targets
PRONOUNS: list[tuple[str, str, str, bool, list[str]]] = [
    (
        "a pronoun of a quotation means the one person just named",
        "Lima left. “He lied to us,” it said.",
        "He lied to us",
        True,
        ["Lima"],
    ),
    ("not where two persons could be meant", "Lima met Paz. “She lied to us,” it said.", "She lied to us", True, []),
    ("nor in reported words, where it is as likely the holder", "Lima left. A man said he lied.", "he lied", False, []),
    (
        "nor where the person was named long ago",
        "Lima left. It rained. It snowed. “He lied,” it said.",
        "He lied",
        True,
        [],
    ),
]


@pytest.mark.parametrize(
    ("text", "content", "direct", "expected"), [case[1:] for case in PRONOUNS], ids=[case[0] for case in PRONOUNS]
)
def test_targets_meant_by_a_pronoun(text: str, content: str, direct: bool, expected: list[str]) -> None:
    story = reading(text, {"Lima": ("PERSON", (), None), "Paz": ("PERSON", (), None)})
    found = targets(story, [span(text, content)], NOBODY, direct=direct)
    assert [target.party.name for target in found] == expected


def test_a_pronoun_of_the_other_gender_is_passed_over() -> None:
    text = "Juan Lima met Maria Paz. “She lied to us,” it said."
    story = reading(text, {"Juan Lima": ("PERSON", (), None), "Maria Paz": ("PERSON", (), None)})
    found = targets(story, [span(text, "She lied to us")], NOBODY, direct=True)
    assert [target.party.name for target in found] == ["Maria Paz"]
