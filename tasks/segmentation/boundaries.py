"""The rules: whether a sentence begins at a word, going by the words around it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.segmentation.words import (
    AFTER_HOURS,
    ANYWHERE,
    BEFORE_NAMES,
    BEFORE_NAMES_OR_LAST,
    BEFORE_NUMBERS,
    CUES,
    HOURS,
    MARKED_NAMES,
    NEVER_LAST,
    REPORTING,
    STARTERS,
)

OPENING = "“‘«„([{\"'`¿¡"
CLOSING = "”’»)]}\"'"
_QUOTES = "”’»\"'"
_END = re.compile(rf"(?P<stop>[.!?…]+)(?P<close>(?:\[\d{{1,3}}\]|[{re.escape(CLOSING)}])*)[.]?$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_NUMBER = re.compile(r"\(?\d{1,3}")
_MARKS_ONLY = re.compile(rf"(?:[{re.escape(CLOSING)}]|\[\d{{1,3}}\][,–—-]?)+$")  # a note's number counts as one
ABBREVIATIONS = (ANYWHERE, BEFORE_NAMES, BEFORE_NAMES_OR_LAST, BEFORE_NUMBERS, NEVER_LAST)
_TAIL = 40  # characters: a line of dots 100,000 long must not be searched from each of them
_HEADLINE = 8  # words
_REACH = 8  # words between a quotation and its cue: `Marine Corps Lt. Col. Garron J. Garn asked`


def begins_sentence(words: Sequence[str], at: int) -> bool | None:
    """Whether a sentence begins at word `at` (1 or more) of a paragraph; None when the rules cannot tell."""
    word, before = words[at], words[at - 1]
    if _MARKS_ONLY.match(word) and _closes(words, at):
        return False
    for earlier in range(at - 2, max(-1, at - 6), -1):
        if not (_MARKS_ONLY.match(words[earlier + 1]) and _closes(words, earlier + 1)):
            break
        before = words[earlier] + before
    end = _final_mark(before)
    if end is None:
        # A signature, a list, a line that lost its break; nearly never in edited copy.
        return False if before[-1:] == ";" or (before[-1:] == ":" and (at == 1 or _is_headline(words))) else None
    start = word.lstrip(OPENING)
    core = _core(before, end)
    quoted = any(mark in _QUOTES for mark in end["close"])
    if start[:1].islower():
        return False if quoted or end["stop"] in ("…", "...", "....") or _is_abbreviation(core) else None
    if not start[:1].isalnum() and start == word:
        return None
    if quoted:
        return _after_quotation(words, at, end["stop"])
    if end["stop"] != ".":
        return _after_mark(before, word, end["stop"])
    if core.lower() in HOURS:
        return not _tells_when(words, at)
    first = at == 1 or (before == words[at - 1] and _is_last(words[at - 2]))
    return _after_full_stop(core, word, start, first=first)


def has_final_mark(word: str) -> bool:
    """Whether a full stop or the like ends a word, closing marks aside."""
    return _final_mark(word) is not None


def _final_mark(word: str) -> re.Match[str] | None:
    return _END.search(word, max(0, len(word) - _TAIL))


def _core(word: str, end: re.Match[str]) -> str:
    return word[: end.start()].lstrip(OPENING).rpartition("-")[2]  # `(D-N.J.)`


def _is_last(word: str) -> bool:
    """Whether a word surely is the last of a sentence: `question?`, `later.`, not `Jan.`."""
    end = _final_mark(word)
    core = _core(word, end) if end else ""
    return end is not None and not _is_abbreviation(core) and core.lower() not in BEFORE_NUMBERS


def _is_headline(words: Sequence[str]) -> bool:
    return len(words) <= _HEADLINE and not any(map(has_final_mark, words))


def _closes(words: Sequence[str], at: int) -> bool:
    """Whether quotation marks that stand alone belong to the words before them."""
    if words[at].strip("\"'"):
        return True
    return sum(word.count('"') for word in words[max(0, at - 60) : at]) % 2 == 1


def _after_quotation(words: Sequence[str], at: int, stop: str) -> bool | None:
    """`“Why?” Smith asked.` is one sentence; `“We won.” Smith said the team …` is two."""
    if words[at] in ("He", "She", "They", "We", "It", "The"):
        return True
    for position in range(at, min(at + _REACH, len(words))):
        word = words[position]
        cue = word.rstrip(",.:;")
        if cue in CUES:
            following = words[position + 1] if position + 1 < len(words) else ""
            closed = cue != word or not following
            return not (closed or ("." not in stop and following not in REPORTING))
        if not word[:1].isupper() or word[-1] in ",;:!?":
            break
    return True


def _after_mark(before: str, word: str, stop: str) -> bool | None:
    if before.lower() in MARKED_NAMES:
        return None
    if "." in stop or "…" in stop:
        return None if not _is_starter(word) and word[0] not in OPENING else True
    return True


def _tells_when(words: Sequence[str], at: int) -> bool:
    """Whether a word after an hour belongs to it: `Monday`, `EDT`, `3`, `Moscow time`."""
    plain = words[at].strip("(),.;:").lower()
    following = words[at + 1].strip("(),.;:").lower() if at + 1 < len(words) else ""
    return plain in AFTER_HOURS or plain[:1].isdigit() or following == "time"


def _after_full_stop(core: str, word: str, start: str, *, first: bool) -> bool | None:
    """After `core` and one full stop: the full stop is a sentence's, an abbreviation's, or both.

    Args:
        first: whether `core` itself begins a sentence.
    """
    name = core.lower()
    if first and (_NUMBER.fullmatch(core) or len(core) == 1):
        return False  # `1. Background`: the number of a list
    if name in NEVER_LAST or name in BEFORE_NAMES:
        return False
    if len(core) == 1 and core.islower():
        return _is_starter(word)  # `c. 1871`, `b. March 2009`
    if name in BEFORE_NAMES_OR_LAST:
        return _is_starter(word)
    if name in BEFORE_NUMBERS:
        return False if start[:1].isdigit() else True if name in ("no", "p") else _is_starter(word)
    if not _is_abbreviation(core) or _is_starter(word):
        return True
    if first or len(core) == 1 or start[:1].isdigit():
        return False  # `K.C. Maurer`, `John F. Kennedy`
    return None


def _is_abbreviation(core: str) -> bool:
    """Whether a full stop after `core` may belong to an abbreviation: `U.S`, `J`, `Inc`."""
    name = core.lower()
    if any(name in words for words in ABBREVIATIONS):
        return name != "no"
    return bool(_DOTTED.fullmatch(core)) or (len(core) == 1 and core.isalpha())


def _is_starter(word: str) -> bool:
    """`The`, `“He`, `It’s`; not `THE`, since a line in capitals tells nothing."""
    plain = re.split(r"[’',:—–-]", word.lstrip(OPENING).rstrip(CLOSING), maxsplit=1)[0]
    return plain.lower() in STARTERS and plain[:1].isupper() and (len(plain) == 1 or not plain.isupper())
