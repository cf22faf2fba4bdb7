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

_KNOWN_AGENCY = re.compile(rf"{_AGENCY}(?: ?[/,-] ?{_AGENCY})?")
_IN_BRACKETS = spaced(r"[. ]*(?:\((?P<what>(?:[A-Z]|dpa)[\w.&'/, -]{0,40})\)|/(?P<tass>[A-Z]{2,8})/)$", 0)
_DATE_AT_END = spaced(rf"(?:^|[,.]? )(?P<what>{_DATE})$", 0)
_REGION = re.compile(r"[A-Z][\w.'-]*(?: (?:[A-Z][\w.'-]*|of|and|the|&)){0,4}")
_DASH = re.compile(r"\s*(?:--+|—)|\s+-(?=\s)|(?<=\))\s*-|(?<=\d)-(?=\s)")
_COLON = spaced(r"(?P<place>[^\W\d_a-z]{3,}(?: [^\W\d_a-z]{3,}){0,2}):(?= [\"A-Z])", 0)
_IN_CAPITALS = re.compile(r"[A-Z][A-Z .'-]{1,30}:")
_SENTENCE = re.compile(r"\s*[\"'(\[$€£]*[A-ZÀ-Þ\d]")
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
        elif length := dateline_length(line.plain) or _colon_dateline(line, lines):
            yield Removal(line.start, line.start + length, "dateline")
            return
        elif is_prose(line.plain):
            return


def dateline_length(plain: str) -> int:
    """How many characters of a paragraph are dateline, its dash included; 0 where it has none."""
    head = plain[:_LONGEST]
    dash = _DASH.search(head)
    if dash and _is_dateline(head[: dash.start()]):
        return dash.end() if dash.end() == len(plain) or _SENTENCE.match(plain, dash.end()) else 0
    own_way = _NO_DASH.match(head)
    return own_way.end() if own_way else 0


def _colon_dateline(line: Line, lines: Sequence[Line]) -> int:
    """`ISLAMABAD: The …`; in a transcript, words in capitals before colons are the speakers."""
    match = _COLON.match(line.plain)
    if not match or not is_prose(line.plain) or not _is_place(match["place"], sure=False, with_region=False):
        return 0
    return 0 if any(_IN_CAPITALS.match(other.plain) for other in lines if other is not line) else match.end()


def _is_dateline(head: str) -> bool:
    head, agency = _without(_IN_BRACKETS, head)
    head, date = _without(_DATE_AT_END, head)
    known = bool(_KNOWN_AGENCY.fullmatch(agency))
    if not head:
        return known
    place, *regions = [part.strip() for part in head.split(",")]
    sure = known or bool(date)
    return all(map(_REGION.fullmatch, regions)) and _is_place(place, sure=sure, with_region=bool(regions))


def _without(pattern: re.Pattern[str], head: str) -> tuple[str, str]:
    match = pattern.search(head)
    return (head[: match.start()].rstrip(" ,."), match[match.lastgroup or 0]) if match else (head, "")


def _is_place(place: str, *, sure: bool, with_region: bool) -> bool:
    """A place in capitals; or one in small letters, where an agency or a date makes it sure."""
    parts = [part for part in re.split(r"[\s/]+", place) if part]
    if not 1 <= len(parts) <= 6 or _NOT_PLACES.intersection(parts):
        return False
    if all(part.isupper() or not part[0].isalpha() for part in parts):
        return sure or with_region or len(place) > 4 or place in _SHORT_PLACES
    return sure and len(parts) <= 4 and all(part[0].isupper() or part in ("de", "of", "the", "la") for part in parts)
