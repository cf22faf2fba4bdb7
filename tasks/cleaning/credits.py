"""Who contributed, who owns the copyright, and the agency's tag at the end."""

import re
from collections.abc import Iterator, Sequence

from tasks.cleaning.lines import Line, joined, sentences, spaced, words
from tasks.records import Removal, Span

_AGENCY = (
    r"(?:(?:the )?associated press|ap|reuters|thomson reuters|agence france-presse|afp|upi|dpa|tass|xinhua|kyodo|yonhap"
    r"|ansa|efe|pti|ani|ians|bloomberg|cnn|bbc|npr|anadolu(?: agency)?|interfax|ukrinform|press association|pa media"
    r"|canadian press|voa|rfe/rl|wires?|wire services|agencies|news agencies|staff)"
)
_AGENCIES = rf"{_AGENCY}(?: ?(?:/|,|and|&|with|-) ?{_AGENCY})*"
_PIECE = r"(?:report|story|article|dispatch|piece|analysis|coverage|investigation|post)"
_JOB = r"(?:additional |further )?(?:reporting|writing|editing|research|translation|graphics)"
_MATERIAL = r"(?:inputs?|files|information|material|content|reporting|reports)"
_YEAR = r"(?:19|20)\d\d"
_WHO = r"(?P<who>[^\"]{2,300}?)"

# Whole sentences, so that nothing inside a sentence of the body can match. The ones with a <who> name people there.
_CREDITS = [
    spaced(pattern)
    for pattern in (
        rf"{_WHO} (?:also )?contributed (?:reporting )?(?:to|for) this {_PIECE}(?: from [^\"]{{2,80}})?[.]?",
        rf"{_WHO} (?:also )?contributed (?:additional )?(?:reporting|research)(?: (?:from|for|in) [^\"]{{2,80}})?[.]?",
        rf"{_JOB} (?:was contributed |contributed |provided )?by:? {_WHO}[.]?",
        rf"\((?:with )?{_JOB}(?:,? and {_JOB})? by:? {_WHO}[.]?\)?[.]?",
        rf"\(?(?:compiled|translated|edited|produced|written) (?:and edited )?by:? {_WHO}[.]?\)?",
        rf"[(—-]* ?(?:with|includes?) (?:additional )?{_MATERIAL} (?:from|by) {_WHO}[.]?\)?",
        rf"this {_PIECE} (?:includes?|contains|uses) {_MATERIAL} (?:from|by) [^\"]{{2,160}}",
        rf"this {_PIECE} (?:was|is|has been) (?:originally |first )?(?:published|produced|republished|reproduced"
        rf"|written|translated|supported|supplied|distributed|adapted|syndicated)\b[^\"]{{0,240}}",
        rf"(?:a version of )?this {_PIECE} (?:first |originally )?(?:appeared|ran) (?:in|on|at) [^\"]{{3,160}}",
        rf"(?:©|\(c\)|copyright) ?(?:©|\(c\))? ?(?:by )?(?:(?-i:[A-Z])[\w.,& ]{{1,60}})?{_YEAR}\b[^\"]{{0,160}}",
        rf"{_YEAR} (?:©|copyright)[^\"]{{0,160}}|© (?-i:[A-Z])[^\"]{{2,120}}",
        r"all rights (?:are )?reserved[.]?",
        r"(?:this|the) (?:material|content|article|story) may not be [^\"]{5,240}",
        rf"(?:source|sources|via|credit): ?{_AGENCIES}[.]?",
        rf"(?:[—-]+ ?)?with {_AGENCIES}[.]?",
    )
]
# One of these is in each sentence above: most lines of a story have none, and are not looked at closer.
_TRIGGER = re.compile(
    rf"contribut|\w(?:ing|ed|ten|ation|arch|ics)\s+by\b|\bby:|©|\(c\)|copyright|rights|may\s+not|sources?:|via:"
    rf"|credit:|with\s|includes?\s|this\s+{_PIECE}",
    re.IGNORECASE,
)
_BETWEEN_NAMES = frozenset(
    "the and of in at from for with by to on a an also both its our de da del van von bin al el la le s news "
    "writer writers reporter reporters journalist journalists correspondent correspondents staff producer "
    "producers editor editors bureau additional further reporting writing editing research other agencies wire "
    "wires services colleagues"
    "a former intern interns freelancer teams team based digital".split()
)
_REPORTED_FROM = spaced(r"[A-Z][\w.'-]+(?:(?:, and |, | and | )[A-Z][\w.'-]+){0,7} reported from [A-Z][^\"]{2,80}", 0)
_TAG_LINE = spaced(rf"[\[(/—-]* ?{_AGENCIES} ?[\])/—-]*[.]?")
_GLUED_TAG = spaced(rf"(?:(?:—|--?|/+) ?{_AGENCIES}|\({_AGENCIES}\))[/.]*$")
# The desk's own marks: `bur-ek/jm/ri`, `dpa jb xx a3 amr`
_SIGN_OFF = re.compile(rf"(?:bur-)?[a-z]{{2,4}}(?:[-/][a-z]{{2,4}})+|{_AGENCY}(?: [a-z][a-z0-9]{{1,3}}){{1,6}}")
_BOTTOM = 4  #: lines of a story where a bare agency's name is its tag
_LONGEST_TAG = 80  #: characters


def find_credits(lines: Sequence[Line]) -> Iterator[Removal]:
    """Credit sentences, wherever in a line they stand, and agency tags at the end of the story."""
    for place, line in enumerate(lines):
        for start, end in joined(_credits(line.plain, bottom=place >= len(lines) - _BOTTOM), line.plain):
            yield Removal(line.start + start, line.start + end, "credit")


def _credits(plain: str, *, bottom: bool) -> list[Span]:
    if bottom and len(plain) <= _LONGEST_TAG and (_TAG_LINE.fullmatch(plain) or _SIGN_OFF.fullmatch(plain)):
        return [(0, len(plain))]
    spans = _credit_sentences(plain, bottom=bottom)
    tag = _tag_start(plain) if bottom else len(plain)
    return [span for span in spans if span[1] <= tag] + ([(tag, len(plain))] if tag < len(plain) else [])


def _credit_sentences(plain: str, *, bottom: bool) -> list[Span]:
    if not _TRIGGER.search(plain) and not (bottom and "reported from" in plain):
        return []
    parts = sentences(plain)
    credits = {(start, end) for start, end in parts if is_credit(plain[start:end])}
    # `Roe reported from Kyiv.` is body, unless it stands beside a credit or is a whole line at the end.
    if credits or (bottom and len(parts) <= 2):
        credits |= {(start, end) for start, end in parts if _REPORTED_FROM.fullmatch(plain[start:end])}
    return sorted(credits)


def is_credit(sentence: str) -> bool:
    """Whether a sentence does nothing but say who made the story or who owns it."""
    for pattern in _CREDITS:
        if match := pattern.fullmatch(sentence):
            return "who" not in pattern.groupindex or _names_people(match["who"])
    return False


def _names_people(who: str) -> bool:
    """Whether the words are names of people and outlets: with a verb or a common noun, it is a sentence of the body."""
    return all(not word[0].islower() or word in _BETWEEN_NAMES for word in words(who))


def _tag_start(plain: str) -> int:
    """Where an agency's tag glued to the last sentence begins; the line's end where there is none."""
    tail = max(0, len(plain) - _LONGEST_TAG)
    tag = _GLUED_TAG.search(plain, tail)
    before = plain[: tag.start()].rstrip() if tag else ""
    return tag.start() if tag and before.endswith((".", "!", "?", '"', "'", ")", "]")) else len(plain)
