"""Words back into text, as an English newspaper would set them, with the place of every word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tasks.records import Span

AFTER_WORD = frozenset(", . ; : ! ? % ) ] } ” ...".split())
BEFORE_WORD = frozenset("( [ { $ £ € “ ‘".split())
CLITIC = re.compile(r"n't|['’](?i:s|m|d|re|ve|ll)")

Mention = tuple[int, int, str]


def join_words(words: Iterable[str]) -> tuple[str, list[Span]]:
    """The text of one sentence and the span of each of its words; straight quotation marks open and close by turns."""
    text, spans, joined, quoted = "", [], True, False
    for word in words:
        closing = word == '"' and quoted
        if not (joined or closing or word in AFTER_WORD or CLITIC.fullmatch(word)):
            text += " "
        spans.append((len(text), len(text) + len(word)))
        text += word
        quoted ^= word == '"'
        joined = word in BEFORE_WORD or (word == '"' and quoted)
    return text, spans


def mentions(tags: Sequence[str], spans: Sequence[Span]) -> Iterator[Mention]:
    """The mentions that IOB tags mark, whether or not each begins with B-: start, end, label."""
    start, before = 0, "O"
    for index, tag in enumerate([*tags, "O"]):
        label = tag.partition("-")[2] or "O"
        if tag.startswith("B-") or label != before:
            if before != "O":
                yield spans[start][0], spans[index - 1][1], before
            start, before = index, label
