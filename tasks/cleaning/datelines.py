"""Place, date or agency in front of the first sentence: `BERLIN, March 3 (Reuters) -`."""

import re
from collections.abc import Iterator, Sequence

from tasks.cleaning.lines import Line, is_prose, spaced
from tasks.records import Removal

# Cities of at most four letters: in capitals before a dash, any other such word is more likely an acronym.
_SHORT_PLACES = frozenset(
    "ROME OSLO LIMA KYIV KIEV BONN BERN DOHA BAKU RIGA NICE BALI GAZA RIO GRAZ LYON CORK YORK LVIV SUVA APIA MALE LOME "
    "CALI BREST ADEN HOMS PUNE AGRA KOBE ULM LINZ BARI PISA".split()
)
# What stands in capitals before a dash at the head of a story without being a place.
_NOT_PLACES = frozenset(
    "EXCLUSIVE BREAKING UPDATE UPDATED WATCH OPINION ANALYSIS VIDEO LIVE REVIEW EXPLAINER PHOTOS EDITORIAL "
    "COMMENTARY CORRECTION NOTE WARNING ADVISORY INTERVIEW FEATURE PROFILE FACTBOX TIMELINE SPECIAL REPORT UNICEF "
    "UNESCO INTERPOL"
    "BREXIT COVID COVID-19 OPEC OPEC+ ASEAN HAMAS EUROPOL ISIS NASA NATO FIFA UEFA WASP LATEST THE A AN".split()
)
_AGENCY = (
    r"(?:Associated Press|Reuters|Agence France-Presse|dpa|Tass|Interfax(?:-Ukraine)?|Xinhua|Kyodo(?: News)?|Yonhap"
    r"|Bernama|Anadolu(?: Agency)?|Antara|Bloomberg|RFE/RL|Ukrinform|BNO News|Thomson Reuters Foundation|StatePoint"
    r"|(?:The )?Canadian Press|Sputnik|Wikinews|(?:CNN|CBS|ABC|NBC|Fox|FOX|BBC|Sky)(?: News| Business)?|[A-Z]{2,8})"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
_DAY = r"(?:Mon|Tues?|Wednes|Weds?|Thurs?|Fri|Satur|Sat|Sun)(?:day)?\.?"
_DATE = rf"(?:{_DAY},? )?(?:{_MONTH} \d{{1,2}}|\d{{1,2}} {_MONTH})(?:,? \d{{4}})?|{_DAY}"

_IN_BRACKETS = spaced(rf"[. ]*(?:\({_AGENCY}(?: ?[/,-] ?{_AGENCY})?\)|/{_AGENCY}/)$", 0)
_WHOLE_DATE = spaced(rf"(?:{_DATE}|\d{{4}})")
_REGION = re.compile(r"[A-Z][\w.'-]*(?: (?:[A-Z][\w.'-]*|of|and|the|&)){0,4}")
_DASH = re.compile(r"\s*(?:--+|—)|\s+-(?=\s)|(?<=\))\s*-|(?<=\d)-(?=\s)")
_SENTENCE = re.compile(r"\s*[\"'(\[$]*[A-Z\d]")
# Two outlets have their own ways: `Washington (CNN) The …`, `MOSCOW, May 5. /TASS/. The …`
_NO_DASH = spaced(
    rf"[A-Z][\w.'-]{{1,40}}(?: [A-Z][\w.'-]{{1,40}}){{0,3}}(?:, [A-Z][\w. ]{{1,30}})?"
    rf"(?: \((?:CNN|AFP|Reuters|AP|UPI|VOA)\)(?= ?[\"A-Z])|[. ]+/{_AGENCY}/[.])",
    0,
)
_DATE_LINE = spaced(rf"(?:{_DATE}|{_DAY} \d{{1,2}} {_MONTH} \d{{4}})(?: ?[|·•] ?.{{1,20}})?$")
_LONGEST = 110  #: characters up to the dash
_FURTHEST = 6  #: lines of headline, byline and the like above the first sentence


def find_dateline(lines: Sequence[Line]) -> Iterator[Removal]:
    """Lines that are nothing but a date above the story, and the dateline in front of its first sentence."""
    for line in lines[:_FURTHEST]:
        if _DATE_LINE.match(line.plain):
            yield Removal(line.start, line.end, "dateline")
        elif length := dateline_length(line.plain):
            yield Removal(line.start, line.start + length, "dateline")
            return
        elif is_prose(line.plain):
            return


def dateline_length(plain: str) -> int:
    """How many characters of a paragraph are dateline, its dash included; 0 where it has none."""
    head = plain[:_LONGEST]
    for dash in _DASH.finditer(head):
        # The dash must be the dateline's own: a place may have a hyphen in it, never a dash.
        is_sentence = dash.end() == len(plain) or _SENTENCE.match(plain, dash.end())
        return dash.end() if is_sentence and _is_dateline(head[: dash.start()]) else _without_dash(head)
    return _without_dash(head)


def _without_dash(head: str) -> int:
    match = _NO_DASH.match(head)
    return match.end() if match else 0


def _is_dateline(head: str) -> bool:
    agency = _IN_BRACKETS.search(head)
    if agency:
        head = head[: agency.start()].rstrip(" ,")
        if not head:
            return True
    place, *rest = [part.strip() for part in head.split(",")]
    return _are_parts(place, rest, sure=agency is not None)


def _are_parts(place: str, rest: Sequence[str], *, sure: bool) -> bool:
    dated = any(_is_date(part) for part in rest)
    if _is_date(place):
        return sure and all(map(_is_date, rest))
    if not all(_is_date(part) or _REGION.fullmatch(part) for part in rest):
        return False
    return _is_place(place, sure=sure or dated, with_region=bool(rest))


def _is_place(place: str, *, sure: bool, with_region: bool) -> bool:
    """A place in capitals; or one in small letters, where an agency or a date makes it sure."""
    parts = [part for part in re.split(r"[\s/]+", place) if part]
    if not 1 <= len(parts) <= 6 or _NOT_PLACES.intersection(parts):
        return False
    if all(part.isupper() or not part[0].isalpha() for part in parts):
        return sure or with_region or len(place) > 4 or place in _SHORT_PLACES
    return sure and len(parts) <= 4 and all(part[0].isupper() or part in ("de", "of", "the", "la") for part in parts)


def _is_date(part: str) -> bool:
    return bool(_WHOLE_DATE.fullmatch(part))
