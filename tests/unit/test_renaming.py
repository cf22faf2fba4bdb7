"""Swapping names in a training window keeps everything but the names."""

from __future__ import annotations

import random
import re
from itertools import pairwise

import pytest

from model.renaming import Names, Region, read_names
from model.windows import Attribution, Pair, Window, kinds

NAMES = Names(
    [Region(given=["Ana"], family=["van der Berg"], whole=["Kim So-yeon"])],
    {
        "GPE": ["Peru", "the Gambia"],
        "ORG": ["the Pentagon", "Hamas"],
        "NORP-plural": ["Danes"],
        "NORP-adjective": ["Thai"],
    },
)


def window(text: str, names: dict[str, str], *, source: str = "", content: str = "", target: str = "") -> Window:
    """A window in which every occurrence of each name is a mention."""

    def spans(words: str) -> tuple[tuple[int, int], ...]:
        return tuple((m.start(), m.end()) for m in re.finditer(rf"\b{re.escape(words)}\b", text)) if words else ()

    mentions: list[tuple[int, int, frozenset[str]]] = []
    for name in sorted(names, key=len, reverse=True):
        mentions += [
            (start, end, kinds(*names[name].split()))
            for start, end in spans(name)
            if not any(start < other[1] and end > other[0] for other in mentions)
        ]
    cue = spans("said")[0] if "said" in text else (0, 1)
    attribution = Attribution(cue, spans(source)[:1], spans(content)[:1])
    pair = Pair(spans(target)[:1], spans(source)[:1], spans(content)[:1], "against")
    return Window(text, tuple(sorted(mentions)), kinds("FAC"), (attribution,), (pair,) if target else ())


def swapped(old: Window, seed: int = 1) -> Window:
    return NAMES.swapped(old, 1.0, random.Random(seed))


CASES: list[tuple[str, str, dict[str, str], set[str]]] = [
    # what it is, text, names with their types, the texts that may come out (over many seeds)
    ("family name alone", "Okello left.", {"Okello": "PERSON"}, {"van der Berg left."}),
    (
        "full name and family name are one person",
        "Tomas Okello left. Okello's car stayed.",
        {"Tomas Okello": "PERSON", "Okello": "PERSON"},
        {"Ana van der Berg left. van der Berg's car stayed."},
    ),
    (
        "given name too",
        "Tomas Okello left. Tomas ran.",
        {"Tomas Okello": "PERSON", "Tomas": "PERSON"},
        {"Ana van der Berg left. Ana ran."},
    ),
    (
        "a whole name only where no part of it comes back",
        "Tomas Okello left.",
        {"Tomas Okello": "PERSON"},
        {"Ana van der Berg left.", "Kim So-yeon left."},
    ),
    ("no article, none comes", "He saw Chad.", {"Chad": "GPE"}, {"He saw Peru.", "He saw Chad."}),
    ("an article stays", "He saw the Fed.", {"Fed": "ORG"}, {"He saw the Pentagon.", "He saw the Fed."}),
    ("after a or an nothing changes", "He is an Omani.", {"Omani": "NORP"}, {"He is an Omani."}),
    ("a people", "He met Omanis.", {"Omanis": "NORP"}, {"He met Danes."}),
    ("an adjective", "He met Omani men.", {"Omani": "NORP"}, {"He met Thai men."}),
    ("a type that is not sure", "He saw Chad.", {"Chad": "GPE LOC"}, {"He saw Chad."}),
    ("a date", "It was May.", {"May": "DATE"}, {"It was May."}),
]


@pytest.mark.parametrize(("text", "names", "expected"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_names_give_way_to_names_that_fit(text: str, names: dict[str, str], expected: set[str]) -> None:
    assert {swapped(window(text, names), seed).text for seed in range(60)} == expected


def test_all_spans_move_along() -> None:
    old = window(
        "Okello said Chad and Okello’s party harm Chad.",
        {"Okello": "PERSON", "Chad": "GPE"},
        source="Okello",
        content="Chad and Okello’s party harm Chad",
        target="Chad",
    )
    for seed in range(20):
        new = swapped(old, seed)
        (attribution,), (pair,) = new.attributions or (), new.pairs
        country = new.text[slice(*pair.target[0])]
        assert country in ("Chad", "Peru")
        assert new.text[slice(*attribution.cue)] == "said"
        assert new.text[slice(*attribution.source[0])] == "van der Berg"
        assert new.text[slice(*attribution.content[0])] == f"{country} and van der Berg’s party harm {country}"
        assert [new.text[start:end] for start, end, _ in new.mentions or ()] == [
            "van der Berg",
            country,
            "van der Berg",
            country,
        ]  # fmt: skip
        assert [types for *_, types in new.mentions or ()] == [types for *_, types in old.mentions or ()]
        assert (pair.label, new.unannotated) == ("against", old.unannotated)


def test_no_share_no_change_and_a_seed_says_what_comes() -> None:
    old = window("Tomas Okello saw Chad.", {"Tomas Okello": "PERSON", "Chad": "GPE"})
    assert NAMES.swapped(old, 0.0, random.Random(1)) is old
    assert swapped(old, 5) == swapped(old, 5)


def test_the_lists_are_names_one_a_line_each_once() -> None:
    names = read_names()
    lists = [names for region in names.regions for names in (region.given, region.family, region.whole)]
    lists += names.listed.values()
    assert len(names.regions) == 10
    assert all(len(some) >= 20 and all(name == name.strip() != "" for name in some) for some in lists)
    assert all(one < other for some in lists for one, other in pairwise(some))
