"""Whether it is text at all, and what of it is broken: mojibake, control characters, half characters."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

import ftfy
from ftfy.fixes import unescape_html

from tasks.errors import NotText
from tasks.records import Repair, Span

# What is kept is kept letter for letter: no straight quotation marks for curly ones, no other form of a good letter.
_MEND = ftfy.TextFixerConfig(
    unescape_html=False,
    uncurl_quotes=False,
    fix_latin_ligatures=False,
    fix_character_width=False,
    fix_line_breaks=False,
    normalization=None,
    explain=False,
)
_SUSPECT = re.compile(r"[^\t\n\f\r -~’‘“”—–…]|&#?\w{1,24};")
_ENTITY = re.compile(r"&#?\w{1,24};")
# What ftfy mends at a time: short enough to compare quickly, long enough to tell foreign letters from mojibake.
_PIECE = re.compile(r"[^\n]{1,300}\S{0,300}\n?|\n")
# A word and the space after it. The hard space is a letter here: it may be the half of one (`Ã` and it are `à`).
_WORD = re.compile(r"[\S\xa0]+[^\S\xa0]*|[^\S\xa0]+")
_LONGEST_COMPARED = 120  #: characters compared one by one: longer stretches are repaired as a whole

_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd\ud800-\udfff]")
_BINARY_SHARE = 0.05
_FEWEST = 8  #: such characters in a text before their share counts
_MAGIC = {
    "%PDF-": "a PDF file",
    "PK\x03\x04": "a ZIP or Office file",
    "\x89PNG": "a PNG image",
    "GIF8": "a GIF image",
    "\x7fELF": "a program",
    "{\\rtf": "an RTF file",
    "\x1f\x8b": "a gzip file",
}


def check_is_text(text: str) -> None:
    """Raise NotText for binary data that was read as if it were text."""
    for magic, what in _MAGIC.items():
        if text.startswith(magic):
            raise NotText(f"The story is {what}, not text: submit plain text or HTML.")
    strange = sum(1 for _ in _BINARY.finditer(text))
    if strange >= _FEWEST and strange > _BINARY_SHARE * len(text):
        raise NotText


def find_repairs(text: str) -> tuple[Repair, ...]:
    """The broken characters of a text and what they stand for, in order (by ftfy); a sound text has none."""
    if not _SUSPECT.search(text):
        return ()
    return tuple(repair for piece in _PIECE.finditer(text) for repair in _repairs(piece[0], piece.start()))


def _repairs(piece: str, offset: int) -> Iterator[Repair]:
    if not _SUSPECT.search(piece):
        return
    mended = _mend(piece)
    if mended == piece:
        return
    for (start, end), replacement in _changes(piece, mended):
        yield Repair(offset + start, offset + end, replacement)


def _mend(piece: str) -> str:
    if _ENTITY.search(piece) and "<" not in piece:
        # Twice, for `&amp;quot;`. ftfy's own loop goes on for as long as there is something to undo.
        piece = unescape_html(unescape_html(piece))
    return ftfy.fix_text(piece, _MEND)


def _changes(before: str, after: str) -> Iterator[tuple[Span, str]]:
    """What to replace by what: word by word, then letter by letter, since comparing letters takes their square."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    at = 0
    for ours, theirs in _aligned(old, new):
        if ours != theirs:
            yield from _letters(ours, theirs, at)
        at += len(ours)


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    if len(old) == len(new):
        yield from zip(old, new, strict=True)
        return
    for _, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "".join(old[i1:i2]), "".join(new[j1:j2])


def _letters(before: str, after: str, offset: int) -> Iterator[tuple[Span, str]]:
    if len(before) > _LONGEST_COMPARED:
        yield (offset, offset + len(before)), after
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag != "equal":
            yield (offset + i1, offset + i2), after[j1:j2]
