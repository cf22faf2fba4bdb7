"""Reported speech, read off the gold trees of the two treebanks (Universal Dependencies, CoNLL-U).

A verb of speech or belief with a clausal complement (`ccomp`), such a verb hung beside what was said (`parataxis`),
and *according to* tie a source to a content; every other sentence of the treebanks counts as free of statements.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from model.windows import Attribution, Window
from tasks.records import Span

SPEECH = frozenset(
    """
    accept accuse acknowledge add admit advise affirm agree allege announce answer argue assert assume
    assure believe blame boast caution claim comment complain concede conclude confirm consider contend
    counter declare deny describe disclose doubt emphasize estimate exclaim expect explain express fear feel
    guess hint hope imply indicate inform insist joke lament maintain mention note observe pledge point pray
    predict proclaim promise propose protest quote realize reassure recall reckon recommend remark remind
    reply report respond reveal say scream shout speculate state stress submit suggest suppose swear suspect
    tell testify think threaten tweet urge vow warn whisper wonder worry write yell
    """.split()
)


@dataclass(frozen=True)
class Word:
    """One word of a tree; `head` is the index of its head in the sentence, -1 for the root."""

    start: int
    end: int
    form: str
    lemma: str
    tag: str
    head: int
    relation: str


def treebank_windows(path: Path) -> Iterator[Window]:
    """Each sentence of a CoNLL-U file with the attributions that its tree shows."""
    for text, words in _sentences(path):
        yield Window(text, attributions=tuple(_attributions(words)))


def _sentences(path: Path) -> Iterator[tuple[str, list[Word]]]:
    text, rows = "", []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        elif line and not line.startswith("#"):
            rows.append(line.split("\t"))
        elif not line and rows:
            if words := _aligned(text, rows):
                yield text, words
            rows = []


def _aligned(text: str, rows: list[list[str]]) -> list[Word]:
    """The words with their offsets; a contraction's parts (`do`, `n't`) share what the contraction covers."""
    words, at, contraction, until = [], 0, (0, 0), 0
    for row in rows:
        if "." in row[0]:  # an empty node of the enhanced graph
            continue
        if "-" in row[0]:
            start = text.find(row[1], at)
            contraction, at = (start, start + len(row[1])), start + len(row[1])
            until = int(row[0].split("-")[1])
            continue
        if int(row[0]) <= until:
            start, end = contraction
        else:
            start = text.find(row[1], at)
            end = at = start + len(row[1])
        if start < 0:
            return []
        words.append(Word(start, end, row[1], row[2], row[3], int(row[6]) - 1, row[7]))
    return words


def _attributions(words: list[Word]) -> Iterator[Attribution]:
    children: list[list[int]] = [[] for _ in words]
    for index, word in enumerate(words):
        if word.head >= 0:
            children[word.head].append(index)
    for index, word in enumerate(words):
        if word.tag == "VERB" and word.lemma in SPEECH:
            yield from _of_verb(words, children, index)
        elif word.form.lower() == "according":
            yield from _according_to(words, children, index)


def _of_verb(words: list[Word], children: list[list[int]], verb: int) -> Iterator[Attribution]:
    subjects = [child for child in children[verb] if words[child].relation in ("nsubj", "nsubj:outer")]
    if not subjects:
        return
    complements = [child for child in children[verb] if words[child].relation == "ccomp"]
    quoted = [child for child in children[verb] if words[child].relation == "parataxis" and child < subjects[0]]
    source = _span(words, _subtree(children, subjects[0]))
    cue = (words[verb].start, words[verb].end)
    if complements or quoted:
        inside = {index for child in complements + quoted for index in _subtree(children, child)}
        yield Attribution(cue, (source,), _pieces(words, inside))
    elif words[verb].relation == "parataxis" and words[verb].head >= 0:
        inside = set(_subtree(children, words[verb].head)) - set(_subtree(children, verb))
        yield Attribution(cue, (source,), _pieces(words, inside))


def _according_to(words: list[Word], children: list[list[int]], index: int) -> Iterator[Attribution]:
    source = words[index].head
    clause = words[source].head if source >= 0 else -1
    if clause < 0 or words[index].relation != "case":
        return
    marks = [index, *(child for child in children[index] if words[child].relation == "fixed")]
    named = [word for word in _subtree(children, source) if word not in marks and words[word].tag != "PUNCT"]
    if named and words[clause].tag in ("VERB", "ADJ", "NOUN"):
        inside = set(_subtree(children, clause)) - set(_subtree(children, source))
        yield Attribution(_span(words, marks), (_span(words, named),), _pieces(words, inside))


def _subtree(children: list[list[int]], root: int) -> list[int]:
    found, waiting = [], [root]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += children[node]
    return sorted(found)


def _span(words: list[Word], indices: list[int]) -> Span:
    return min(words[i].start for i in indices), max(words[i].end for i in indices)


def _pieces(words: list[Word], inside: set[int]) -> tuple[Span, ...]:
    """Runs of neighbouring words, without the conjunction in front and the punctuation at either end."""
    pieces, run = [], []
    for index in [*sorted(inside), None]:
        if run and (index is None or index != run[-1] + 1):
            run = _bare(words, run)
            if run:
                pieces.append(_span(words, run))
            run = []
        if index is not None:
            run.append(index)
    return tuple(pieces)


def _bare(words: list[Word], run: list[int]) -> list[int]:
    while run and (words[run[0]].tag == "PUNCT" or _is_conjunction(words[run[0]])):
        run = run[1:]
    while run and words[run[-1]].tag == "PUNCT":
        run = run[:-1]
    return run


def _is_conjunction(word: Word) -> bool:
    return word.form.lower() == "that" and word.tag == "SCONJ"
