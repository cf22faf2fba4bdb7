"""From the words of a source to the entity behind them."""

import pytest

from tasks.stances.holders import Holders
from tasks.stances.pronouns import pronoun_of_words
from tests.unit.stories import Names, draft, reading

KOFFLER: Names = {"Rebekah Koffler": ("PERSON", (), None)}
PAZ: Names = {"Ana Paz": ("PERSON", (), None)}
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
    (
        "a pronoun takes the subject of the sentence before, not who spoke last",
        "“No,” Koffler said. Putin left. “Yes,” he said. Rebekah Koffler.",
        {**KOFFLER, "Putin": ("PERSON", (), None)},
        [("No", "said", "Koffler", 1), ("Yes", "said", "he", 1)],
        "Putin",
        True,
    ),
    (
        "nor whom a quotation names",
        "Koffler left. “Putin lies,” she said. Rebekah Koffler.",
        {**KOFFLER, "Putin": ("PERSON", (), None)},
        [("Putin lies", "said", "she", 1)],
        "Rebekah Koffler",
        True,
    ),
    (
        "nor an owner, nor whom a preposition brings in",
        "In Putin’s letter to Garn, Koffler won. “Yes,” she said. Rebekah Koffler.",
        {**KOFFLER, "Putin": ("PERSON", (), None), "Garn": ("PERSON", (), None)},
        [("Yes", "said", "she", 1)],
        "Rebekah Koffler",
        True,
    ),
    (
        "a pronoun passes over a sentence that it opens",
        "Koffler left. She met Ana Paz. “Yes,” she said. Rebekah Koffler.",
        {**KOFFLER, "Ana Paz": ("PERSON", (), None)},
        [("Yes", "said", "she", 1)],
        "Rebekah Koffler",
        True,
    ),
    (
        "he is none of several officials",
        "Putin left. Two officials said no. “Yes,” he said.",
        {"Putin": ("PERSON", (), None)},
        [("no", "said", "Two officials", 1), ("Yes", "said", "he", 1)],
        "Putin",
        True,
    ),
    (
        "they are",
        "Two officials said no. Putin left. They said yes.",
        {"Putin": ("PERSON", (), None)},
        [("no", "said", "Two officials", 1), ("yes", "said", "They", 1)],
        "Two officials",
        False,
    ),
    (
        "according to him",
        "Putin left. According to him, it was late.",
        {"Putin": ("PERSON", (), None)},
        [("it was late", "According to", "him", 1)],
        "Putin",
        True,
    ),
    (
        "it is not what was said",
        "Acme left. Bloc, it adds, is late.",
        {"Acme": ("ORG", (), None), "Bloc": ("ORG", (), None)},
        [("Bloc", "adds", "it", 1)],
        "Acme",
        True,
    ),
    (
        "the official is who spoke as a senior official",
        "“No,” a senior official said. A man left. “Yes,” the official said.",
        {},
        [("No", "said", "a senior official", 1), ("Yes", "said", "the official", 1)],
        "a senior official",
        False,
    ),
    (
        "the minister is whose title it is",
        "Foreign Minister Ana Paz met Juan Lima.\n“No,” the minister said.",
        {"Ana Paz": ("PERSON", ("Foreign Minister",), None), "Juan Lima": ("PERSON", (), None)},
        [("No", "said", "the minister", 1)],
        "Ana Paz",
        True,
    ),
    (
        "the oil minister is no foreign minister",
        "Foreign Minister Ana Paz left.\n“No,” the oil minister said.",
        {"Ana Paz": ("PERSON", ("Foreign Minister",), None)},
        [("No", "said", "the oil minister", 1)],
        "the oil minister",
        False,
    ),
    (
        "the council is the one with that name",
        "Acme sued the Pakistan Cricket Council.\n“No,” the council said.",
        {"Acme": ("ORG", (), None), "Pakistan Cricket Council": ("ORG", (), None)},
        [("No", "said", "the council", 1)],
        "Pakistan Cricket Council",
        True,
    ),
    (
        "the airline is what was introduced as one",
        "Acme sued the airline Lembah.\n“No,” the airline said.",
        {"Acme": ("ORG", (), None), "Lembah": ("ORG", (), None)},
        [("No", "said", "the airline", 2)],
        "Lembah",
        True,
    ),
    (
        "the company is the organisation named last, and no ministry",
        "Acme left. The Labour Ministry regretted it.\n“No,” the company said.",
        {"Acme": ("ORG", (), None), "Labour Ministry": ("ORG", (), None)},
        [("No", "said", "the company", 1)],
        "Acme",
        True,
    ),
    (
        "whoever a report opens with is named soon after",
        "Iraq’s trade minister said no.\nAna Paz left.",
        PAZ,
        [("no", "said", "Iraq’s trade minister", 1)],
        "Ana Paz",
        True,
    ),
    (
        "unless who is named is somebody else",
        "Iraq’s trade minister said no.\nPresident Ana Paz left.",
        {"Ana Paz": ("PERSON", ("President",), None)},
        [("no", "said", "Iraq’s trade minister", 1)],
        "Iraq’s trade minister",
        False,
    ),
    (
        "somebody unnamed is no one to come",
        "A trade official said no.\nAna Paz left.",
        PAZ,
        [("no", "said", "A trade official", 1)],
        "A trade official",
        False,
    ),
    (
        "a body in apposition",
        "“No,” the maker, Acme, said.",
        {"Acme": ("ORG", (), None)},
        [("No", "said", "the maker, Acme", 1)],
        "Acme",
        True,
    ),
    (
        "a body where it sits",
        "“No,” the Labour Ministry in Kabul said.",
        {"Labour Ministry": ("ORG", (), None), "Kabul": ("GPE", (), None)},
        [("No", "said", "the Labour Ministry in Kabul", 1)],
        "Labour Ministry",
        True,
    ),
    (
        "many of a people are not all of it",
        "“No,” many Kurds said.",
        {"Kurds": ("NORP", (), None)},
        [("No", "said", "many Kurds", 1)],
        "many Kurds",
        False,
    ),
    (
        "a company of a city is not the city",
        "“No,” a Dubai company said.",
        {"Dubai": ("GPE", (), None)},
        [("No", "said", "a Dubai company", 1)],
        "a Dubai company",
        False,
    ),
    (
        "what passed through a body's hands is not its word",
        "It was late, according to a report seen by Acme.",
        {"Acme": ("ORG", (), None)},
        [("It was late", "according to", "a report seen by Acme", 1)],
        "a report seen by Acme",
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


def test_a_human_rights_lawyer_is_no_man() -> None:
    assert [pronoun_of_words(words) for words in ("a human rights lawyer", "a German", "a spokesman", "his wife")] == [
        None,
        None,
        "he",
        "she",
    ]
