"""Making text of the treebanks look like a newsroom's: curly marks, long quotations, abbreviations."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import pairwise

Paragraph = list[list[str]]  # sentences of words

COPIES_AS_IS = 0.5  # the share of paragraphs that keep the treebank's plain typography
CARELESS = 0.05  # the share that loses its capitals

ENDS = (
    "in the U.S.",
    "to the U.S.",
    "from the U.K.",
    "at the U.N.",
    "in Washington, D.C.",
    "at 5 p.m.",
    "at 10:30 a.m.",
    "by Acme Corp.",
    "of Smith Inc.",
    "by Jones & Co.",
    "by John Smith Jr.",
    "with a Ph.D.",
    "in Boston, Mass.",
    "and food, water, etc.",
)
OF_STATES = """
    Army Navy Treasury Congress Senate House President Constitution Embassy Capitol Attorney Rep. Sen. Ambassador
    Marines Government Secretary Special Vice National Federal Supreme District Geological Environmental Securities Air
    Coast Central Justice State Defense Energy Health Open Steel Bank Customs Border Chamber Census Postal Route
    Representative General Agency Marine Forces Olympic Holocaust Foreign Home Prime Parliament Labour
""".split()
ZONES = """
    ET EST EDT AST PT PST GMT BST UTC CET Eastern Pacific Moscow London local Monday Friday Saturday Sunday (GMT)
""".split()
MIDDLES = (
    *(f"the {state} {word}" for state in ("U.S.", "U.S.", "U.S.", "U.K.") for word in OF_STATES),
    *(f"at {hour} {zone} time" for hour in ("5 p.m.", "9:30 a.m.", "noon (4 p.m.") for zone in ZONES),
    *(f"at {hour} {zone}" for hour in ("5 p.m.", "9:30 a.m.") for zone in ZONES),
    *"""
    the U.N. Security Council|the U.N. General Assembly|the U.N. Secretary-General Ban|D.C. Mayor Jones|J.P. Morgan
    |Apple Inc. Chief Executive Cook|Acme Corp. Chairman Ray|Ford Motor Co. President Lee|O.J. Simpson|the L.A. Times
    |John Smith Jr. High School|Martin Luther King Jr. Day|Robert Ray Jr. Boulevard|a Ph.D. Student|the E.U. Commission
    |a St. Paul, Minn. Native|U.S. Steel Corp. Chairman Ray|K.C. Maurer
    """.strip().split("|")
    * 4,
)
PRONOUNS = frozenset("The A I He She It They We You This That These There In But And".split())
NAMES = """
    Putin Smith Biden Officials Police Russia China Moscow London Koffler Israel Residents Rescuers Researchers Reuters
    Protesters President Prime Ukraine Trump Garn Doctors Witnesses Lawyers Prosecutors Investigators Local Russian
    British German Critics Analysts Troops Soldiers Democrats Republicans Voters Johnson O’Brien Mr. Dr. Gen. Sen.
""".split()


def curl(paragraph: Paragraph) -> Paragraph:
    """Straight quotation marks become curly ones."""
    return [[_curl(word) for word in sentence] for sentence in paragraph]


def _curl(word: str) -> str:
    word = re.sub(r'^([(\[‘\']*)"(?=\S)', r"\1“", word).replace('"', "”")
    return re.sub(r"^'(?=\w)", "‘", word).replace("'", "’")


def quote(paragraph: Paragraph) -> Paragraph:
    """The paragraph as one quotation of several sentences, with a cue after its first or last."""
    if any(mark in word for sentence in paragraph for word in sentence for mark in '"“”'):
        return paragraph
    quoted = [list(sentence) for sentence in paragraph]
    quoted[0][0] = "“" + quoted[0][0]
    quoted[-1][-1] += "”"
    last = quoted[random.choice([0, -1])]
    if len(quoted) > 1 and last is quoted[0] and last[-1].endswith("."):
        last[-1] = last[-1][:-1] + ",”"
        quoted[1][0] = "“" + quoted[1][0]
        last += _cue()
    elif last[-1].endswith(".”"):
        last[-1] = last[-1][:-2] + ",”"
        last += _cue()
    return quoted


def _cue() -> list[str]:
    who = random.choice(["Smith", "he", "she", "Lt. Col. J. Brown", "a spokesman", "Sen. Jones, D-Calif.,", "Gen. Lee"])
    return random.choice(
        [f"{who} said.", f"said {who.strip(',')} of the U.S. Army.", f"{who} told the paper on Jan. 6."]
    ).split()


def abbreviate(paragraph: Paragraph) -> Paragraph:
    """Sentences end in `… in the U.S.` before a name, others have `U.S. Army` in the middle."""
    changed = [list(sentence) for sentence in paragraph]
    for sentence, following in pairwise(changed):
        if sentence[-1].endswith(".") and random.random() < 0.3:
            sentence[-1:] = [sentence[-1][:-1], *random.choice(ENDS).split()]
            if following[0] in PRONOUNS:
                following[0] = random.choice(NAMES)
    for sentence in changed:
        if len(sentence) > 4 and random.random() < 0.5:
            sentence[(at := random.randrange(2, len(sentence))) : at] = random.choice(MIDDLES).split()
    return changed


def lower(paragraph: Paragraph) -> Paragraph:
    """Sentences of somebody who does not bother with capitals."""
    return [[sentence[0][:1].lower() + sentence[0][1:], *sentence[1:]] for sentence in paragraph]


CHANGES: tuple[Callable[[Paragraph], Paragraph], ...] = (curl, quote, abbreviate)


def vary(paragraph: Paragraph) -> Paragraph:
    """The paragraph as another desk would set it, or as it is."""
    if random.random() < COPIES_AS_IS:
        return paragraph
    if random.random() < CARELESS:
        paragraph = lower(paragraph)
    for change in CHANGES:
        if random.random() < 0.5:
            paragraph = change(paragraph)
    return paragraph
