"""From the words of a source to the entity behind them."""

import pytest

from tasks.stances.holders import Holders
from tests.unit.stories import Names, draft, reading

KOFFLER: Names = {"Rebekah Koffler": ("PERSON", (), None)}
GARN: Names = {"Pentagon": ("FAC", (), None), "Garron J. Garn": ("PERSON", ("Lt. Col.",), None)}

#: phrase, text, names, statements as (content, cue, source, nth), the holder of the last one, entity or not
CASES = [
    (
        "a full name",
        "“No,” said Rebekah Koffler.",
        KOFFLER,
        [("No", "said", "Rebekah Koffler", 1)],
        "Rebekah Koffler",
        True,
    ),
    (
        "a surname after the full name",
        "Rebekah Koffler left.\n“No,” Koffler said.",
        KOFFLER,
        [("No", "said", "Koffler", 2)],
        "Rebekah Koffler",
        True,
    ),
    (
        "a description before the name",
        "“No,” a Pentagon spokesman, Marine Corps Lt. Col. Garron J. Garn, said.",
        GARN,
        [("No", "said", "a Pentagon spokesman, Marine Corps Lt. Col. Garron J. Garn", 1)],
        "Garron J. Garn",
        True,
    ),
    (
        "somebody of a named person's is not that person",
        "“No,” Koffler’s lawyer said. Rebekah Koffler left.",
        KOFFLER,
        [("No", "said", "Koffler’s lawyer", 1)],
        "Koffler’s lawyer",
        False,
    ),
    (
        "an organisation",
        "“No,” the Kremlin said.",
        {"Kremlin": ("ORG", (), "Russia")},
        [("No", "said", "the Kremlin", 1)],
        "Kremlin",
        True,
    ),
    (
        "somebody unnamed of an organisation",
        "“No,” a senior White House official said.",
        {"White House": ("ORG", (), None)},
        [("No", "said", "a senior White House official", 1)],
        "a senior White House official",
        False,
    ),
    (
        "a pronoun goes on with who spoke last",
        "Putin left. “No,” Koffler said. “Yes,” she said. Rebekah Koffler.",
        {**KOFFLER, "Putin": ("PERSON", (), None)},
        [("No", "said", "Koffler", 1), ("Yes", "said", "she", 1)],
        "Rebekah Koffler",
        True,
    ),
    (
        "a pronoun that a title contradicts passes over that person",
        "Ana Paz met Mr. Lima. “No,” she said.",
        {"Ana Paz": ("PERSON", (), None), "Lima": ("PERSON", ("Mr.",), None)},
        [("No", "said", "she", 1)],
        "Ana Paz",
        True,
    ),
    (
        "a pronoun takes the subject of the sentence before",
        "Ana Paz met Juan Lima.\n“No,” she said.",
        {"Ana Paz": ("PERSON", (), None), "Juan Lima": ("PERSON", (), None)},
        [("No", "said", "she", 1)],
        "Ana Paz",
        True,
    ),
    (
        "it is an organisation, not a person",
        "Ana Paz sued Acme.\n“No,” it said.",
        {"Ana Paz": ("PERSON", (), None), "Acme": ("ORG", (), None)},
        [("No", "said", "it", 1)],
        "Acme",
        True,
    ),
    (
        "a floating quotation takes the holder before it",
        "“No,” Koffler said.\n“That is all there is.”\nRebekah Koffler left.",
        KOFFLER,
        [("No", "said", "Koffler", 1), ("That is all there is.", None, None, 1)],
        "Rebekah Koffler",
        True,
    ),
    (
        "a body described",
        "“No,” the charity Tembo Watch said.",
        {"Tembo Watch": ("ORG", (), None)},
        [("No", "said", "the charity Tembo Watch", 1)],
        "Tembo Watch",
        True,
    ),
    (
        "a body's report",
        "It was late, according to a World Bank study.",
        {"World Bank": ("ORG", (), None)},
        [("It was late", "according to", "a World Bank study", 1)],
        "World Bank",
        True,
    ),
    (
        "who grew up there is who stands before it",
        "Ana Paz, who grew up there, said no.",
        {"Ana Paz": ("PERSON", (), None)},
        [("no", "said", "who grew up there", 1)],
        "Ana Paz",
        True,
    ),
    (
        "it goes on with the body that spoke last",
        "Acme met Bloc. “No,” the Acme board said. “Yes,” it said.",
        {"Acme": ("ORG", (), None), "Bloc": ("ORG", (), None), "Acme board": ("ORG", (), None)},
        [("No", "said", "the Acme board", 1), ("Yes", "said", "it", 1)],
        "Acme board",
        True,
    ),
    (
        "but with the body that this sentence is about, where it names one",
        "“No,” Acme said. Bloc is late, though it said yes.",
        {"Acme": ("ORG", (), None), "Bloc": ("ORG", (), None)},
        [("No", "said", "Acme", 1), ("yes", "said", "it", 1)],
        "Bloc",
        True,
    ),
    (
        "she is no office",
        "Ana Paz left. “No,” the mayor’s office said. “Yes,” she said.",
        {"Ana Paz": ("PERSON", (), None)},
        [("No", "said", "the mayor’s office", 1), ("Yes", "said", "she", 1)],
        "Ana Paz",
        True,
    ),
    (
        "an unnamed speaker is an antecedent too",
        "“No,” a diplomat said. “Yes,” he said.",
        {},
        [("No", "said", "a diplomat", 1), ("Yes", "said", "he", 1)],
        "a diplomat",
        False,
    ),
]


@pytest.mark.parametrize(
    ("text", "names", "statements", "name", "is_entity"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_the_holder_of_the_last_statement(
    text: str, names: Names, statements: list[tuple[str, str | None, str | None, int]], name: str, is_entity: bool
) -> None:
    holders = Holders(reading(text, names))
    found = [holders.holder(draft(text, content, cue, source, nth=nth)) for content, cue, source, nth in statements]
    last = found[-1]
    assert last is not None
    assert (last.name, last.entity is not None) == (name, is_entity)


def test_an_unnamed_source_keeps_the_organisation_it_belongs_to() -> None:
    text = "“No,” a senior White House official said."
    holder = Holders(reading(text, {"White House": ("ORG", (), None)})).holder(
        draft(text, "No", "said", "a senior White House official")
    )
    assert holder is not None
    assert holder.affiliation == "e1"


def test_a_floating_quotation_with_nobody_near_has_no_holder() -> None:
    text = "“No,” Koffler said.\nMuch happened.\nMore happened.\n“That is all there is.”"
    holders = Holders(reading(text, KOFFLER))
    holders.holder(draft(text, "No", "said", "Koffler"))
    assert holders.holder(draft(text, "That is all there is.", None, None)) is None
