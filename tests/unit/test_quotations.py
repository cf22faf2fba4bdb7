"""Quotation marks as outlets really set them."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.stances.quotations import quotations

CASES = [
    ("curly marks", "“We won,” she said.", [["We won,"]]),
    ("straight marks", '"We won," she said. "They lost."', [["We won,"], ["They lost."]]),
    ("angle marks", "«We won», she said.", [["We won"]]),
    ("German marks, closed by an English opening mark", "„We won“, she said.", [["We won"]]),
    ("opened low, closed as in English", "„We won”, she said. “Go.”", [["We won"], ["Go."]]),
    ("single marks, where the outlet sets no double ones", "‘We won,’ she said. It isn’t over.", [["We won,"]]),
    ("apostrophes are no marks", "The workers’ union isn’t the miners’ union.", []),
    (
        "single marks inside double ones belong to the quotation",
        "“He said ‘no’ twice,” she said.",
        [["He said ‘no’ twice,"]],
    ),
    ("broken by its cue", "“We are aware,” Garn said, “but we wait.”", [["We are aware,"], ["but we wait."]]),
    (
        "over two paragraphs, the first left open",
        "“It began early.\n“It ended late,” she said.",
        [["It began early.", "It ended late,"]],
    ),
    ("over three paragraphs", "“One.\n“Two.\n“Three,” she said.", [["One.", "Two.", "Three,"]]),
    ("never closed, and the next paragraph does not go on", "She said: “It is late.\nNobody came.", [["It is late."]]),
    ("never opened", "It is late,” she said. “Go home.”", [["Go home."]]),
    ("opened twice", "He said: “ “It is late,” and left.", [["It is late,"]]),
    ("straight, never closed", 'She said: "It is late.\nNobody came.', [["It is late."]]),
    ("inches and feet are no opening marks", 'A 6" pipe and a 12" pipe burst.', []),
    ("after a bracket or a dash", 'He left ("for good") —"for ever".', [["for good"], ["for ever"]]),
    ("nothing inside", 'He wrote "" and left.', []),
]


def read(text: str) -> list[list[str]]:
    paragraphs = [(match.start(), match.end()) for match in re.finditer(r"\S.*", text)]
    return [[text[start:end] for start, end in quotation.inner] for quotation in quotations(text, paragraphs)]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_quotations(text: str, expected: list[list[str]]) -> None:
    assert read(text) == expected


@given(st.text(alphabet="ab. \n“”\"‘’«»„'", max_size=80))
def test_any_marks_in_any_order_give_quotations_in_order_that_do_not_overlap(text: str) -> None:
    paragraphs = [(match.start(), match.end()) for match in re.finditer(r"\S.*", text)]
    found = quotations(text, paragraphs)
    for quotation in found:
        for start, end in quotation.inner:
            assert quotation.start <= start < end <= quotation.end
    assert all(before.end <= after.start for before, after in pairwise(found))


def test_ten_thousand_marks_are_read_in_one_pass() -> None:
    text = '"a" ' * 10_000
    assert len(quotations(text, [(0, len(text))])) == 10_000
