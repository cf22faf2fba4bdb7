"""The public entity sets, read in our types.

No source annotates all twelve types of the codebook, and their types cut the world in other places. A mention
therefore carries the *set* of our types that it may be, and a source names the types that it says nothing about;
the loss asks only that the probability lies inside the set (see `train.entity_loss`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from model.windows import Allowed, Window, kinds

PLACE = kinds("GPE", "LOC", "FAC")
NAMED_OTHERWISE = kinds("NORP", "EVENT", "WORK", "PRODUCT")
NUMBERS = kinds("DATE", "MONEY", "PERCENT")

#: file name -> (its labels in our types, the types it does not annotate)
SOURCES: dict[str, tuple[dict[str, Allowed], Allowed]] = {
    "uner_ewt_train.jsonl": (
        {"PER": kinds("PERSON"), "ORG": kinds("ORG"), "LOC": PLACE, "OTH": NAMED_OTHERWISE},
        NUMBERS | kinds("EVENT", "WORK", "PRODUCT"),
    ),
    "wikigold.jsonl": (
        {"PER": kinds("PERSON"), "ORG": kinds("ORG"), "LOC": PLACE, "MISC": NAMED_OTHERWISE},
        NUMBERS,
    ),
    **dict.fromkeys(
        ("redocred_a.jsonl", "redocred_b.jsonl"),
        (
            {
                "PER": kinds("PERSON"),
                "ORG": kinds("ORG"),
                "LOC": PLACE | kinds("NORP"),
                "MISC": NAMED_OTHERWISE,
                "TIME": kinds("DATE", "O"),
                "NUM": kinds("MONEY", "PERCENT", "O"),
            },
            kinds("FAC"),
        ),
    ),
    **dict.fromkeys(
        ("crossner_politics_a.jsonl", "crossner_politics_b.jsonl", "crossner_politics_c.jsonl"),
        (
            {
                "politician": kinds("PERSON"),
                "person": kinds("PERSON"),
                "politicalparty": kinds("ORG", "NORP"),
                "organisation": kinds("ORG"),
                "country": kinds("GPE"),
                "location": PLACE,
                "election": kinds("EVENT"),
                "event": kinds("EVENT", "O"),
                "misc": NAMED_OTHERWISE | kinds("O"),
            },
            NUMBERS | kinds("WORK", "PRODUCT"),
        ),
    ),
    "wnut17.jsonl": (
        {
            "person": kinds("PERSON"),
            "location": PLACE,
            "corporation": kinds("ORG"),
            "group": kinds("ORG", "NORP"),
            "product": kinds("PRODUCT"),
            "creative-work": kinds("WORK"),
        },
        NUMBERS | kinds("NORP", "EVENT"),
    ),
    "btc_news_tweets.jsonl": (
        {"PER": kinds("PERSON"), "ORG": kinds("ORG"), "LOC": PLACE | kinds("NORP")},
        NUMBERS | NAMED_OTHERWISE,
    ),
}

_YEAR_OR_MONTH = re.compile(r"\b(1\d\d\d|20\d\d)\b|\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)")
_TITLE = re.compile(
    r"^(?:(?:Lt|Col|Gen|Maj|Capt|Sgt|Adm|Cmdr|Brig|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Rev|St|Sir|Lord|Lady|President|"
    r"Senator|Congressman|Governor|Mayor|King|Queen|Prince|Princess|Pope|General|Colonel|Captain|Judge|Justice|"
    r"Sheikh|Shaikh|Minister|Chancellor|Secretary)\b\.?\s+)+"
)
_ARTICLE = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


def entity_windows(folder: Path, name: str) -> Iterator[Window]:
    """The rows of one source, its spans trimmed to the name as the codebook asks (no title, article, possessive)."""
    labels, unannotated = SOURCES[name]
    for line in (folder / name).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        mentions = [_trimmed(row["text"], start, end, label, labels[label]) for start, end, label in row["spans"]]
        yield Window(row["text"], tuple(mentions), unannotated)


def _trimmed(text: str, start: int, end: int, label: str, allowed: Allowed) -> tuple[int, int, Allowed]:
    words = text[start:end]
    if label in ("PER", "politician", "person") and (title := _TITLE.match(words)) and title.end() < len(words):
        start += title.end()
    elif (article := _ARTICLE.match(words)) and article.end() < len(words):
        start += article.end()
    if possessive := _POSSESSIVE.search(text, start, end):
        end = max(start + 1, possessive.start())
    if label == "TIME" and _YEAR_OR_MONTH.search(words):
        allowed = kinds("DATE")
    return start, end, allowed
