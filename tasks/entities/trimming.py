"""Reducing what a model marked to the name itself: no title, article, possessive, quotation mark or full stop."""

import re

from tasks.entities.countries import country_of
from tasks.entities.titles import is_title, without_titles
from tasks.records import EntityType, Mention

_OPENING = re.compile(r"[\s\"'“”‘’«»(\[{<*_,;:.!?–—-]+")
_ARTICLE = re.compile(r"(?:the|an?)\s+(?!Hague\b|Gambia\b)(?=\S)", re.IGNORECASE)
_CLOSING = re.compile(r"(?:['’]s|[\s\"'“”‘’«»)\]}>*_,;:–—-]|(?<!\.\w)\.)\Z", re.IGNORECASE)
_PAIRS = {")": "(", "]": "[", "”": "“", "»": "«", '"': '"'}
# A stop that belongs to the name.
_STOPPED = re.compile(r"\b(?:Jr|Sr|Inc|Corp|Co|Ltd|Bros|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.\Z")
# Companies whose name ends in a possessive.
_OWNERS = re.compile(
    r"\b(?:McDonald|Moody|Poor|Lloyd|Sotheby|Christie|Sainsbury|Wendy|Domino|Macy|Kohl|Levi|Kellogg|Denny|Arby|Lowe"
    r"|Dick|Trader Joe|Victoria|Carl|Claire|Harrod|Selfridge|Barclay|Ladbroke|St\. Joseph|St\. John)['’]s\Z"
)


def trimmed(text: str, start: int, end: int, kind: EntityType) -> Mention | None:
    """The name within a span, or nothing where the span describes instead of naming (`the ministry`)."""
    before = None
    while before != (start, end) and start < end:
        before = (start, end)
        start = _past(_OPENING, text, start, end)
        if kind != "WORK" or text[start].islower():
            start = _past(_ARTICLE, text, start, end)
        if kind == "PERSON":
            start = _past_titles(text, start, end)
        end = _without_closing(text, start, end, kind)
    name = text[start:end]
    if not _is_name(name, kind):
        return None
    return Mention(start, end, kind)


def _past(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    match = pattern.match(text, start, end)
    return match.end() if match and match.end() < end else start


def _past_titles(text: str, start: int, end: int) -> int:
    """Past `Lt. Col.` and past `U.S. President`."""
    country = re.compile(r"\S+\s+").match(text, start, end)
    if country and country_of(country.group()) and without_titles(text, country.end(), end) > country.end():
        start = country.end()
    return without_titles(text, start, end)


def _without_closing(text: str, start: int, end: int, kind: EntityType) -> int:
    name = text[start:end]
    match = _CLOSING.search(name)
    if not match or _STOPPED.search(name) or (kind == "ORG" and _OWNERS.search(name)):
        return end
    opening = _PAIRS.get(match.group(), "")
    if opening and name.count(opening) > (opening == match.group()):
        return end  # `Dwayne "The Rock"`: the pair is within the name
    return start + match.start()


def _is_name(name: str, kind: EntityType) -> bool:
    named = any(character.isupper() or character.isdigit() for character in name)
    if kind in ("DATE", "MONEY", "PERCENT"):
        return bool(name)
    # Scripts without capitals name things as well.
    named = named or any(character.isalpha() and not character.islower() for character in name)
    if kind == "PERSON":
        return named and not is_title(name) and any(character.isalpha() for character in name)
    return named
