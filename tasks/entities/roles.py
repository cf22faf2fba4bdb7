"""Which phrases describe somebody by what he or she is or does: `a senior White House official`."""

import re
from functools import cache
from pathlib import Path

from tasks.entities.spelling import plain

_MAKERS = re.compile(
    r"(?:[a-z]{2,}(?:wo)?m[ae]n|[a-z]{2,}persons?|[a-z]{3,}people|[a-z]{4,}(?<!ex)ists?|[a-z]{4,}icians?|[a-z]{3,}(?:keep|work|mak|hold|own)ers?)"
)
_NOT_MAKERS = frozenset(
    """
    human humans german germans roman romans woman women specimen regimen abdomen ramen acumen omen stamen
    townspeople playlist playlists checklist checklists shortlist shortlists blacklist blacklists waitlist
    wishlist wishlists
    """.split()
) - {"woman", "women", "townspeople"}
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "wives": "wife",
    "people": "person",
    "children": "child",
    "chiefs-of-staff": "chief",
    "attorneys": "attorney",
    "mps": "mp",
}
# Where the phrase goes on after its noun: `head of the agency`, `people familiar with the matter`.
_TAIL = re.compile(
    r"\s++(?:of|for|at|in|on|from|to|with|by|near|under|within|inside|outside|who|whose|which|that|and|familiar|close|based)\b|,|\s*+\("
)


def is_role_noun(word: str) -> bool:
    """Whether a noun, singular or plural, says what somebody is or does."""
    word = plain(word).strip(".")
    return any(form in _nouns() or form in ("man", "woman", "person") for form in _singulars(word)) or (
        _MAKERS.fullmatch(word) is not None and word not in _NOT_MAKERS
    )


def is_role(phrase: str) -> bool:
    """Whether a descriptive phrase is about somebody by role: `a Pentagon spokesman`, not `the ministry`.

    The noun before the first preposition decides: `head of the agency` is a role, `agency of the head` is none.
    """
    return head_noun(phrase) is not None


def head_noun(phrase: str) -> str | None:
    """The role's noun in a phrase: `spokesman` of `a spokesman for the ministry`."""
    words = _TAIL.split(phrase.strip(), maxsplit=1)[0].split()
    # `chief of staff` and `police officer` end in it; `chief executive`, `attorney general` in an adjective.
    for word in reversed(words[-2:]):
        if is_role_noun(word.rstrip(".’'")):
            return word
        if plain(word) not in _AFTER_NOUN:
            break
    return None


_AFTER_NOUN = frozenset({"general", "elect", "designate", "emeritus", "himself", "herself", "themselves"})


@cache
def _nouns() -> frozenset[str]:
    lines = Path(__file__).with_name("roles.txt").read_text("utf-8").splitlines()
    return frozenset(plain(word) for line in lines if not line.startswith("#") for word in line.split())


def _singulars(word: str) -> list[str]:
    forms = [word]
    if word in _IRREGULAR:
        forms.append(_IRREGULAR[word])
    if word.endswith("s"):
        forms.append(word[:-1])
    if word.endswith("es"):
        forms.append(word[:-2])
    if word.endswith("ies"):
        forms.append(word[:-3] + "y")
    if "-" in word:  # `vice-president`, `ex-wife`, `39-year-old`
        forms.append(word.rpartition("-")[2])
    return forms
