"""Which mentions become one entity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.entities.merging import merge
from tasks.records import Mention
from tests.unit.naming import marked


def groups(story: str) -> list[list[str]]:
    """The mentions of each entity, as written; the names of a story are told apart by `; `."""
    text, mentions = marked(story)
    return [[text[m.start : m.end] for m in entity.mentions] for entity in merge(text, mentions)]


def named(names: str, kind: str) -> str:
    """`A; Title B` with every name marked; what stands before `|` is no part of the name."""
    parts = [name.rpartition("|") for name in names.split("; ")]
    return "; ".join(f"{title} [{name}|{kind}]" if title else f"[{name}|{kind}]" for title, _, name in parts)


ONE_PERSON = [
    ("full name, then surname", "Rebekah Koffler; Koffler; Koffler"),
    ("surname before the full name", "Koffler; Rebekah Koffler"),
    ("a middle initial left out", "Garron J. Garn; Garron Garn; Garn"),
    ("first name", "Rómulo Ledezma; Rómulo"),
    ("short form of the first name", "Robert Menendez; Bob Menendez; Menendez; Bob"),
    ("initials for first names", "Joanne Rowling; J.K. Rowling; Rowling"),
    ("initials without stops", "J.D. Vance; JD Vance; Vance"),
    ("two Spanish surnames", "Andrés Manuel López Obrador; López Obrador; Andrés López Obrador; Obrador; AMLO"),
    ("the first of two surnames", "Pedro Sánchez Pérez-Castejón; Sánchez"),
    ("a maiden name left out", "Hillary Rodham Clinton; Hillary Clinton; Clinton"),
    ("Chinese: the family name comes first", "Xi Jinping; Xi"),
    ("Korean: hyphen or none", "Kim Jong Un; Kim Jong-un; Kim"),
    ("Vietnamese: called by the last name", "Pham Minh Chinh; Chinh"),
    ("Indonesian: one name", "Suharto; Suharto"),
    ("a nickname inside the name", "Joko “Jokowi” Widodo; Jokowi; Widodo"),
    ("Burmese: no family name", "Aung San Suu Kyi; Suu Kyi"),
    ("Icelandic: called by the first name", "Katrín Jakobsdóttir; Katrín"),
    ("Arabic article with and without hyphen", "Bashar al-Assad; Bashar Assad; Assad; al-Assad; Al-Assad"),
    ("Arabic article written as a word", "Bader Al Rujaib; Al Rujaib; Rujaib"),
    ("son of", "Mohammed bin Salman; bin Salman; MBS; Prince|Mohammed"),
    ("a longer Arabic name", "Mohammed bin Zayed Al Nahyan; Mohammed bin Zayed"),
    ("Dutch particles", "Alexander Van der Bellen; Van der Bellen; van der Bellen"),
    ("German particles in capitals", "Ursula von der Leyen; VON DER LEYEN"),
    ("a hyphenated surname", "Ifeoma Nwachukwu-Bello; Nwachukwu-Bello"),
    ("Jr. stays with the surname", "Robert Downey Jr.; Downey; Downey Jr."),
    ("spelt in two ways", "Volodymyr Zelenskyy; Zelensky; Volodymyr Zelenskiy"),
    ("with and without accents", "Nicolás Maduro; Nicolas Maduro; MADURO"),
    ("a priest by his surname", "Father|Yulianus Gobai; Father|Gobai"),
    ("regnal number", "King|Charles III; King|Charles; Charles"),
    ("curly and straight apostrophes", "Siobhán O’Brien; O'Brien"),
]


@pytest.mark.parametrize("names", [names for _, names in ONE_PERSON], ids=[why for why, _ in ONE_PERSON])
def test_names_of_one_person_become_one_entity(names: str) -> None:
    assert groups(named(names, "PERSON")) == [[name.rpartition("|")[2] for name in names.split("; ")]]


TWO_PEOPLE = [
    ("brothers", "John Smith; James Smith", [1, 2]),
    ("a bare surname goes to who was named just before", "John Smith; Jane Smith; Smith", [1, 2, 2]),
    ("or else to who was named most", "John Smith; Smith; Jane Smith; Ann Lee; Smith", [1, 1, 2, 3, 1]),
    ("Mr. and Mrs.", "Bill Clinton; Hillary Clinton; Mrs.|Clinton; Mr.|Clinton", [1, 2, 2, 1]),
    ("an office", "Minister|Joaquim Prado; Helena Prado; Helena Prado; Minister|Prado", [1, 2, 2, 1]),
    ("a wife who is never named in full", "George Floyd; Mrs.|Floyd; Floyd", [1, 2, 1]),
    ("father and son", "Donald Trump; Donald Trump Jr.; Trump; Trump Jr.", [1, 2, 1, 2]),
    ("two presidents", "George H.W. Bush; George W. Bush; George H.W. Bush", [1, 2, 1]),
    ("King Salman is not Mohammed bin Salman", "Mohammed bin Salman; King|Salman", [1, 2]),
    ("dynasty", "Kim Jong Un; Kim Jong Il; Kim Yo Jong", [1, 2, 3]),
    ("a prince is no Debbie", "Prince|Harry; Debbie Harry", [1, 2]),
    ("a queen is no senator", "Queen|Elizabeth II; Elizabeth Warren; Queen|Elizabeth", [1, 2, 1]),
    ("a pope is no Kirsten", "Kirsten Francis; Pope|Francis", [1, 2]),
    ("two of one first name: it says neither", "John Smith; John Doe; John", [1, 2, 3]),
    ("a surname that is another's first name", "Gordon Brown; Jeff Gordon; Gordon", [1, 2, 2]),
    ("Lee and Le", "Bruce Lee; Le", [1, 2]),
    ("Al is a first name too", "Al Gore; Tipper Gore; Al Gore", [1, 2, 1]),
    ("a Jo is a first name too", "Jo Cox; Brian Cox; Jo Cox", [1, 2, 1]),
    ("similar first names", "Rebekah Koffler; Rebecca Koffler", [1, 2]),
    ("Martin Luther is not Martin Luther King", "Martin Luther King; Martin Luther", [1, 2]),
]


@pytest.mark.parametrize(("names", "expected"), [case[1:] for case in TWO_PEOPLE], ids=[why for why, *_ in TWO_PEOPLE])
def test_two_people_stay_apart(names: str, expected: list[int]) -> None:
    text, mentions = marked(named(names, "PERSON"))
    numbers = {m.start: int(entity.id[1:]) for entity in merge(text, mentions) for m in entity.mentions}
    assert [numbers[mention.start] for mention in mentions] == expected


ONE_THING = [
    ("acronym in brackets", "the [Defense Intelligence Agency|ORG] ([DIA|ORG]) said the [DIA|ORG]"),
    ("acronym without brackets", "[African Union|ORG] and [AU|ORG]"),
    ("acronym first", "[DIA|ORG] is the [Defense Intelligence Agency|ORG]"),
    ("acronym with a small word", "[DoD|ORG], the [Department of Defense|ORG]"),
    ("acronym that opens with another", "[U.S. Agency for International Development|ORG], [USAID|ORG]"),
    ("a foreign acronym, said in brackets", "[Doctors Without Borders|ORG] ([MSF|ORG]) and [MSF|ORG]"),
    ("acronym under a mistaken type", "[Maritime Safety Authority|ORG], [MSA|GPE]"),
    ("all names of a country", "[U.S.|GPE] [US|GPE] [United States|GPE] [America|GPE] [USA|GPE]"),
    ("Britain", "[UK|GPE] [Britain|GPE] [United Kingdom|GPE] [U.K.|GPE]"),
    ("the same country under two types", "[Ukraine|GPE] [Ukraine|LOC] [UKRAINE|GPE]"),
    ("two spellings of a city", "[Kyiv|GPE] [Kiev|GPE]"),
    ("doubled letters", "[Odessa|GPE] [Odesa|GPE]"),
    ("a ministry both ways round", "[Ministry of Defence|ORG] [Defense Ministry|ORG]"),
    ("a ministry without its country", "[Russian Defense Ministry|ORG] and [Defense Ministry|ORG]"),
    ("a company without its kind", "[Kahler Industries|ORG] [Kahler|ORG]"),
    ("three lengths of a company", "[Kahler Industries Group Inc.|ORG] [Kahler Industries|ORG] [Kahler|ORG]"),
    ("the last word of a body", "[Central Anti-Graft Bureau|ORG] [Bureau|ORG]"),
    ("the head of a body", "[Department of Health|ORG] [Department|ORG]"),
    ("a ship", "[MV Santa Odilia|PRODUCT] [Santa Odilia|PRODUCT]"),
    ("a book without its subtitle", "[Putin’s Playbook: Russia’s Secret Plan|WORK] [Putin's Playbook|WORK]"),
    ("an adjective and its people", "[Russian|NORP] [Russians|NORP]"),
    ("words of one faith", "[Jewish|NORP] [Jews|NORP]"),
    ("one day", "[Feb. 24|DATE] [February 24|DATE] [24 February|DATE] [24th of February|DATE]"),
    ("one sum", "[$2.5 billion|MONEY] [$2.5 BILLION|MONEY] [$2.5bn|MONEY]"),
    ("one share", "[40 percent|PERCENT] [40%|PERCENT] [40 per cent|PERCENT]"),
    ("a name over a line's end", "[Fox\nNews|ORG] [Fox News|ORG]"),
]


@pytest.mark.parametrize("story", [story for _, story in ONE_THING], ids=[why for why, _ in ONE_THING])
def test_names_of_one_thing_become_one_entity(story: str) -> None:
    assert len(groups(story)) == 1


TWO_THINGS = [
    ("two ministries of one name, and which is meant", "[Russian Army|ORG] [U.S. Army|ORG] [Army|ORG]", 3),
    ("two long forms for one acronym", "[American Medical Association|ORG] [Asian Music Archive|ORG] [AMA|ORG]", 3),
    ("a part of a company", "[Gazprom|ORG] [Gazprom Neft|ORG]", 2),
    ("a court and its bar", "[Supreme Court|ORG] [Supreme Court Bar Association|ORG]", 2),
    ("a chamber and its committee", "[Senate|ORG] [Senate Intelligence Committee|ORG]", 2),
    ("a city and its country", "[Mexico|GPE] [Mexico City|GPE]", 2),
    ("New York and York", "[New York|GPE] [York|GPE]", 2),
    ("two Guineas", "[Guinea|GPE] [Equatorial Guinea|GPE] [Guinea-Bissau|GPE]", 3),
    ("two Congos", "[Democratic Republic of Congo|GPE] [Republic of Congo|GPE]", 2),
    ("two Koreas", "[North Korea|GPE] [South Korea|GPE] [Korea|GPE]", 3),
    ("a country and its adjective", "[Russia|GPE] [Russian|NORP]", 2),
    ("a country and its capital", "[Russia|GPE] [Moscow|GPE] [Kremlin|ORG]", 3),
    ("continents", "[Africa|LOC] [East Africa|LOC]", 2),
    ("two sums", "[$2 million|MONEY] [$2 billion|MONEY]", 2),
    ("two days", "[March 3|DATE] [March 4|DATE] [March|DATE]", 3),
    ("a siege and its town in capitals", "[Siege of Lipnik|EVENT] [LIPNIK|GPE]", 2),
    ("Washington and his city", "[Kerry Washington|PERSON] [Washington|GPE] [Washington|PERSON]", 2),
]


@pytest.mark.parametrize(("story", "count"), [case[1:] for case in TWO_THINGS], ids=[why for why, *_ in TWO_THINGS])
def test_two_things_stay_apart(story: str, count: int) -> None:
    assert len(groups(story)) == count


NAMES = [
    ("the longest form", "[Koffler|PERSON] and [Rebekah Koffler|PERSON]", "Rebekah Koffler"),
    ("not the acronym", "[DIA|ORG], the [Defense Intelligence Agency|ORG]", "Defense Intelligence Agency"),
    ("the usual name of a country", "[U.S.|GPE] [United States|GPE] [United States of America|GPE]", "United States"),
    ("what the story has of it", "[U.S.|GPE] [US|GPE]", "U.S."),
    ("not the capitals", "[RUSSIA|GPE] [Russia|GPE]", "Russia"),
    ("the adjective", "[Ukrainians|NORP] [Ukrainian|NORP]", "Ukrainian"),
    ("one line", "[Fox\n News|ORG]", "Fox News"),
]


@pytest.mark.parametrize(("story", "name"), [case[1:] for case in NAMES], ids=[why for why, *_ in NAMES])
def test_an_entity_has_the_fullest_name_of_its_mentions(story: str, name: str) -> None:
    assert [entity.name for entity in merge(*marked(story))] == [name]


MISTAKEN = [
    # what it is, the story as the network marks it, the entities that it has
    (
        "a surname, once mistaken",
        "[Ana Koffler|PERSON] [Koffler|PERSON] [Koffler|ORG] [Koffler|PERSON]",
        {"Ana Koffler": "PERSON"},
    ),
    ("a surname, always mistaken", "[Ana Koffler|PERSON] said [Koffler|GPE] left.", {"Ana Koffler": "PERSON"}),
    (
        "but not where one can be in it",
        "[Jack London|PERSON] lived in [London|GPE].",
        {"Jack London": "PERSON", "London": "GPE"},
    ),
    ("nor a country", "[Ali Jordan|PERSON] thanked [Jordan|GPE].", {"Ali Jordan": "PERSON", "Jordan": "GPE"}),
    (
        "nor a company that is named as often as its owner",
        "[Bill Ford|PERSON] [Ford|ORG] [Ford|PERSON] [Ford|ORG] [Ford|PERSON]",
        {"Bill Ford": "PERSON", "Ford": "ORG"},
    ),
    ("a capital taken for somebody", "[Bamako|PERSON] and [Bamako|GPE]", {"Bamako": "GPE"}),
    ("a man of one name", "[Suharto|PERSON] [Suharto|PERSON] [Suharto|GPE]", {"Suharto": "PERSON"}),
    ("the first word of a body", "[Polisario Front|ORG] [Polisario|PERSON]", {"Polisario Front": "ORG"}),
    (
        "but not its founder",
        "[Jimmy Carter|PERSON] [Carter Center|ORG] [Carter|PERSON]",
        {"Jimmy Carter": "PERSON", "Carter Center": "ORG"},
    ),
    ("a storm", "[Hurricane Odalys|EVENT] [Odalys|GPE]", {"Hurricane Odalys": "EVENT"}),
]


@pytest.mark.parametrize(("story", "expected"), [row[1:] for row in MISTAKEN], ids=[row[0] for row in MISTAKEN])
def test_a_type_that_the_story_contradicts_is_corrected(story: str, expected: dict[str, str]) -> None:
    assert {entity.name: entity.type for entity in merge(*marked(story))} == expected


def test_a_couple_share_their_surname() -> None:
    story = "[Barack|PERSON] and [Michelle Obama|PERSON] met [Barack Obama|PERSON]'s sister"
    assert groups(story) == [["Barack", "Barack Obama"], ["Michelle Obama"]]


def test_the_story_says_what_else_somebody_is_known_as() -> None:
    assert groups("[Joko Widodo|PERSON], popularly known as [Jokowi|PERSON]. [Jokowi|PERSON] won.") == [
        ["Joko Widodo", "Jokowi", "Jokowi"]
    ]


def test_what_one_person_calls_another_is_no_alias() -> None:
    assert len(groups("[Adela Cantú|PERSON], called [Olivares|PERSON] a liar. [Olivares|PERSON] left.")) == 2


def test_entities_are_numbered_in_the_order_of_their_first_mention() -> None:
    entities = merge(*marked("[Moscow|GPE] [Garn|PERSON] [Russia|GPE] [Moscow|GPE] [Monday|DATE]"))
    assert [(entity.id, entity.name) for entity in entities] == [
        ("e1", "Moscow"),
        ("e2", "Garn"),
        ("e3", "Russia"),
        ("e4", "Monday"),
    ]


WORDS = st.sampled_from("Kim Jong Un bin Al John Smith Jr. J. van der Xi Lee Mohammed President Mr. Ann".split())
KINDS = st.sampled_from(["PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "WORK", "PRODUCT", "DATE", "MONEY"])


@given(st.lists(st.tuples(st.lists(WORDS, min_size=1, max_size=5), KINDS), max_size=12))
def test_every_mention_is_in_exactly_one_entity(names: list[tuple[list[str], str]]) -> None:
    text, mentions = marked("; ".join(f"[{' '.join(parts)}|{kind}]" for parts, kind in names))
    entities = merge(text, mentions)
    found = sorted((m.start, m.end) for entity in entities for m in entity.mentions)
    assert found == [(mention.start, mention.end) for mention in mentions]
    assert all(mention.type == entity.type for entity in entities for mention in entity.mentions)
    assert merge(text, mentions) == entities


def test_a_long_story_with_many_names_is_merged() -> None:
    text = "".join(f"Name{n % 5000} Family{n % 1700}\n" for n in range(20_000))
    at, mentions = 0, []
    for line in text.splitlines():
        mentions.append(Mention(at, at + len(line), "PERSON"))
        at += len(line) + 1
    assert sum(len(entity.mentions) for entity in merge(text, mentions)) == 20_000
