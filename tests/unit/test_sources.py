"""Where the words of a source begin and end, and whose words a cue brings in."""

from __future__ import annotations

import pytest

from tasks.stances.sources import sources
from tasks.stances.subjects import subject
from tests.unit.stories import Names, reading, span

PAZ: Names = {"Ana Paz": ("PERSON", (), None)}
TALKS: Names = {"NATO": ("ORG", (), None), "Kabul": ("GPE", (), None)}
GERMAN: Names = {"German": ("NORP", (), "Germany"), "Iraqi": ("NORP", (), "Iraq")}

#: phrase, text, names, cue, what the network saw, the sources
WHOLE: list[tuple[str, str, Names, str, str, list[str]]] = [
    (
        "an unnamed one up to the cue",
        "A scientist at NATO said no.",
        TALKS,
        "said",
        "A scientist",
        ["A scientist at NATO"],
    ),
    (
        "up to the comma",
        "Two diplomats familiar with the talks, who asked for silence, said no.",
        {},
        "said",
        "Two diplomats",
        ["Two diplomats familiar with the talks"],
    ),
    (
        "but not over the occasion",
        "A spokesman in a statement said no.",
        {},
        "said",
        "A spokesman",
        ["A spokesman"],
    ),
    (
        "nor over another verb",
        "Analysts at NATO called it late and warned of rain.",
        TALKS,
        "warned",
        "Analysts at",
        ["Analysts at NATO"],
    ),
    (
        "behind the cue up to the day",
        "“No,” said an official at NATO on Monday.",
        TALKS,
        "said",
        "an official",
        ["an official at NATO"],
    ),
    (
        "what ends in an article goes on",
        "It was late, according to papers seen by the board.",
        {},
        "according to",
        "papers seen by the",
        ["papers seen by the board"],
    ),
    (
        "what begins in a preposition began before",
        "The head of the railroad said no.",
        {},
        "said",
        "of the railroad",
        ["The head of the railroad"],
    ),
    (
        "a number and a people in front",
        "At least two Iraqi guards said no.",
        GERMAN,
        "said",
        "guards",
        ["At least two Iraqi guards"],
    ),
    (
        "a word cut in two",
        "The 212-page report says no.",
        {},
        "says",
        "page report",
        ["The 212-page report"],
    ),
    ("an adjective", "His furious mother says no.", {}, "says", "mother", ["His furious mother"]),
    (
        "the name behind a description",
        "“No,” said its director, Ana Paz.",
        PAZ,
        "said",
        "its director",
        ["its director, Ana Paz"],
    ),
    (
        "the name behind a title",
        "“No,” said mission director Dr Ana Paz.",
        PAZ,
        "said",
        "mission director Dr",
        ["mission director Dr Ana Paz"],
    ),
    (
        "the name in front of a description",
        "Ana Paz, a farmer, said no.",
        PAZ,
        "said",
        "a farmer",
        ["Ana Paz, a farmer"],
    ),
    (
        "no name that is the subject of what was said",
        "According to one of the officials, Ana Paz was late.",
        PAZ,
        "According to",
        "one of the officials",
        ["one of the officials"],
    ),
    (
        "without an apposition that names nobody",
        "Her father, a retired officer, said no.",
        {},
        "said",
        "Her father, a retired officer",
        ["Her father"],
    ),
    (
        "without the adverb of the sentence",
        "Abroad, Ana Paz said no.",
        PAZ,
        "said",
        "Abroad, Ana Paz",
        ["Ana Paz"],
    ),
    (
        "nobody who is told",
        "“No,” he told the Ana Paz show.",
        PAZ,
        "told",
        "Ana Paz",
        [],
    ),
    (
        "nobody of the next sentence",
        "It was late and he mocked the plan. Two guards told us so.",
        {},
        "mocked",
        "Two guards",
        [],
    ),
]


@pytest.mark.parametrize(
    ("text", "names", "cue", "found", "expected"), [case[1:] for case in WHOLE], ids=[case[0] for case in WHOLE]
)
def test_a_source_is_whole(text: str, names: Names, cue: str, found: str, expected: list[str]) -> None:
    story = reading(text, names)
    assert [text[slice(*each)] for each in sources(story, span(text, cue), [span(text, found)])] == expected


NAMES: Names = {
    "Turkey": ("GPE", (), None),
    "Russia": ("GPE", (), None),
    "Garn": ("PERSON", (), None),
    "Koffler": ("PERSON", (), None),
    "Putin": ("PERSON", (), None),
}

#: phrase, text, cue, what was found, whether a statement of Turkey's with *warned* came before, the source
SHARED: list[tuple[str, str, str, str, bool, str]] = [
    ("who has a relative clause", "Turkey, which fears Russia, warned Garn.", "warned", "Russia", False, "Turkey"),
    ("whom a relative clause hangs on", "Koffler met Garn, who warned Putin.", "warned", "Koffler", False, "Garn"),
    ("the subject of a list of verbs", "Turkey warned Garn, praised Koffler.", "praised", "Garn", True, "Turkey"),
    ("of verbs that *and* joins", "Turkey warned Garn and praised Koffler.", "praised", "Garn", True, "Turkey"),
    ("of a participle", "Turkey warned Russia on Monday, saying no.", "saying", "Russia", True, "Turkey"),
    ("a subject of its own", "Turkey warned Garn, Putin praised Koffler.", "praised", "Putin", True, "Putin"),
    ("one within commas", "Turkey warned Garn; its ally, Putin, praised Koffler.", "praised", "Putin", True, "Putin"),
    ("one behind the cue", "Turkey warned Garn, according to Putin.", "according to", "Putin", True, "Putin"),
]


@pytest.mark.parametrize(
    ("text", "cue", "found", "before", "expected"), [case[1:] for case in SHARED], ids=[case[0] for case in SHARED]
)
def test_whose_words_a_cue_brings_in(text: str, cue: str, found: str, before: bool, expected: str) -> None:
    earlier = [(span(text, "warned"), [span(text, "Turkey")])] if before else []
    known = subject(reading(text, NAMES), span(text, cue), [span(text, found)], earlier)
    assert [text[slice(*source)] for source in known] == [expected]


@pytest.mark.timeout(20)
def test_a_source_and_a_cue_with_forty_sundays_between_take_no_longer_than_others() -> None:
    text = f"A person familiar with it{' on Sunday' * 36} - y said no."
    story = reading(text, {})
    assert len(sources(story, span(text, "said"), [span(text, "A person")])) == 1
