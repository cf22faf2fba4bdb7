"""Dates, money, shares and peoples by rule; countries and what stands for them; windows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.entities import country_of, is_role, stands_for, windows
from tasks.entities.rules import rule_mentions


def found(text: str, kind: str) -> list[str]:
    """What the rules find of one type, the longest of those that overlap."""
    spans = sorted({(m.start, m.end) for m in rule_mentions(text) if m.type == kind}, key=lambda s: (s[0], -s[1]))
    whole = [span for at, span in enumerate(spans) if not any(span[1] <= end for _, end in spans[:at])]
    return [text[start:end] for start, end in whole]


DATES = [
    ("a weekday", "told Fox News Digital Monday.", ["Monday"]),
    ("weekday, day and year", "on Friday, March 3, 2022, in Kyiv", ["Friday, March 3, 2022"]),
    ("month and year", "invaded Ukraine in February 2022.", ["February 2022"]),
    ("a month alone", "met in January and since May", ["January", "May"]),
    ("may and March as verbs", "May she win. They may March on", []),
    ("a short month", "on Feb. 24 and Sept. 9 and 24 Feb", ["Feb. 24", "Sept. 9", "24 Feb"]),
    ("day before month", "the 24th of February 2022", ["24th of February 2022"]),
    ("days", "from March 3-5", ["March 3-5"]),
    ("years", "in 2022, the 2024 election, (2019), since 1991", ["2022", "2024", "2019", "1991"]),
    ("a span of years", "the war of 2014-15", ["2014-15"]),
    ("decades", "the 1990s and the ’80s", ["1990s", "’80s"]),
    ("in figures", "2023-03-03 and 03/04/2023", ["2023-03-03", "03/04/2023"]),
    ("capitals", "TALKS RESUME MONDAY", ["MONDAY"]),
    ("no prefix", "by mid-March, early April", ["March", "April"]),
    ("feasts", "on Christmas Eve and at Easter", ["Christmas Eve", "Easter"]),
    ("what the calendar does not name", "last week, two years, the third quarter, today", []),
    ("plain numbers", "in 2000 people, 2022 soldiers, $2022, 2,022", []),
    ("a person or a paper", "June Osborne read The Sunday Times", []),
]
MONEY = [
    ("sign and scale", "$2.5 billion, €3m, £400, US$5bn", ["$2.5 billion", "€3m", "£400", "US$5bn"]),
    ("capitals", "ANOTHER $2.5 BILLION IN AID", ["$2.5 BILLION"]),
    ("words", "40 million dollars and five hundred euros", ["40 million dollars", "five hundred euros"]),
    ("pounds of money, pounds of weight", "3 billion pounds for 40 pounds of tea", ["3 billion pounds"]),
    ("codes", "USD 5 million and Rs 500 crore", ["USD 5 million", "Rs 500 crore"]),
    ("two sums", "2.1 billion pesos ($36 million)", ["2.1 billion pesos", "$36 million"]),
    ("before a noun", "a $100-a-barrel cap", ["$100"]),
    ("no figure", "billions of dollars; three won medals; one yen for travel", ["one yen"]),
]
PERCENT = [
    ("spellings", "40 percent, 12%, 2.3 per cent, 5 pct", ["40 percent", "12%", "2.3 per cent", "5 pct"]),
    ("words", "forty-five percent", ["forty-five percent"]),
    ("points", "0.25 percentage points", ["0.25 percentage points"]),
    ("no figure", "a percentage of the vote", []),
]
PEOPLES = [
    ("adjectives and peoples", "Russian and Ukrainian forces; the Poles", ["Russian", "Ukrainian", "Poles"]),
    ("two words", "South Sudanese and North Koreans", ["South Sudanese", "North Koreans"]),
    ("in compounds", "pro-Russian, Ukrainian-born, African-American", ["Russian", "Ukrainian", "African-American"]),
    ("faiths and parties", "Jews, Shi’ite, Democrats, a Republican", ["Jews", "Shi’ite", "Democrats", "Republican"]),
    ("capitals", "RUSSIAN TROOPS", ["RUSSIAN"]),
    ("part of a name", "Saudi Arabia, the Indian Ocean, Democratic Republic", []),
    ("not the verb", "polish the brass and scan it", []),
    ("possessive", "the Russians’ plan", ["Russians"]),
]
TABLES = [("DATE", DATES), ("MONEY", MONEY), ("PERCENT", PERCENT), ("NORP", PEOPLES)]
CASES = [(kind, why, text, names) for kind, table in TABLES for why, text, names in table]


@pytest.mark.parametrize(("kind", "text", "names"), [(k, t, n) for k, _, t, n in CASES], ids=[c[1] for c in CASES])
def test_rules_find_names_and_nothing_else(kind: str, text: str, names: list[str]) -> None:
    assert found(text, kind) == names


@given(st.text(st.sampled_from("12,. $%March May'’s-()pound percent Rus ian\n"), max_size=80))
def test_whatever_the_text_mentions_lie_within_it(text: str) -> None:
    assert all(0 <= m.start < m.end <= len(text) for m in rule_mentions(text))


COUNTRIES = [
    ("U.S.", "United States", None),
    ("America", "United States", None),
    ("Russia", "Russia", None),
    ("Russian", "Russia", "Russia"),
    ("Russians", "Russia", "Russia"),
    ("RUSSIA", "Russia", None),
    ("Moscow", "Russia", "Russia"),
    ("the Kremlin", "Russia", "Russia"),
    ("White House", "United States", "United States"),
    ("10 Downing Street", "United Kingdom", "United Kingdom"),
    ("Kiev", "Ukraine", "Ukraine"),
    ("Côte d’Ivoire", "Ivory Coast", None),
    ("Türkiye", "Turkey", None),
    ("Bogotá", "Colombia", "Colombia"),
    ("South Koreans", "South Korea", "South Korea"),
    ("Brussels", None, None),
    ("Koreans", None, None),
    ("Dominican", None, None),
    ("Jews", None, None),
    ("Fox News", None, None),
    ("us", "United States", None),
]


@pytest.mark.parametrize(("name", "country", "stands"), COUNTRIES, ids=[name for name, *_ in COUNTRIES])
def test_a_country_is_known_by_its_names_and_by_what_stands_for_it(
    name: str, country: str | None, stands: str | None
) -> None:
    assert (country_of(name), stands_for(name)) == (country, stands)


ROLES = [
    ("a Pentagon spokesman", True),
    ("a senior White House official", True),
    ("some Western officials", True),
    ("U.S. analysts", True),
    ("a spokeswoman for the Foreign Ministry", True),
    ("people familiar with the matter", True),
    ("the head of the agency", True),
    ("two witnesses", True),
    ("wheat farmers", True),
    ("the attorney general", True),
    ("an economist at the bank", True),
    ("local businessmen", True),
    ("the ministry", False),
    ("the agency of the head", False),
    ("social media posts", False),
    ("the report", False),
    ("humans", False),
    ("", False),
]


@pytest.mark.parametrize(("phrase", "expected"), ROLES, ids=[phrase or "nothing" for phrase, _ in ROLES])
def test_a_role_is_told_by_its_noun(phrase: str, expected: bool) -> None:
    assert is_role(phrase) is expected


WINDOWS = [
    ("short sentences go together", [(0, 400), (401, 800), (801, 999)], [], [(0, 999)]),
    ("no window is longer", [(0, 400), (401, 800), (801, 1300)], [], [(0, 800), (801, 1300)]),
    ("a long sentence is a window", [(0, 10), (11, 2000), (2001, 2010)], [], [(0, 10), (11, 2000), (2001, 2010)]),
    (
        "what is too long for a sentence is cut",
        [(0, 10), (11, 2511)],
        [],
        [(0, 10), (11, 1011), (1011, 2011), (2011, 2511)],
    ),
    ("removed text parts windows", [(10, 20), (21, 30), (41, 50)], [(0, 9), (31, 40)], [(10, 30), (41, 50)]),
    ("nothing to read", [], [(0, 9)], []),
]


@pytest.mark.parametrize(
    ("sentences", "removed", "expected"), [case[1:] for case in WINDOWS], ids=[why for why, *_ in WINDOWS]
)
def test_windows_are_runs_of_whole_sentences(
    sentences: list[tuple[int, int]], removed: list[tuple[int, int]], expected: list[tuple[int, int]]
) -> None:
    assert windows(sentences, removed) == expected
