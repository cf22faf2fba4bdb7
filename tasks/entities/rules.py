"""Dates, sums of money, shares, peoples and titles in quotation marks: what is found by rule.

A DATE is what the calendar knows by name or number: `Friday`, `March 3`, `February 2022`, `the 1990s`; not `last
week`, `two years`. MONEY and PERCENT need a figure: `billions of dollars` is neither. A NORP is an adjective or a
people's name that `countries.tsv` or `groups.tsv` lists. A WORK stands in quotation marks and capitals behind a word
that says what it is: *the author of “Putin's Playbook”*.
"""

import re
from collections.abc import Iterator

from tasks.entities.countries import people_key
from tasks.records import EntityType, Mention


def rule_mentions(text: str) -> Iterator[Mention]:
    """Dates, money, shares, peoples and quoted works in a text; those of one type may overlap."""
    small = text.lower()
    for kind, rules in _RULES.items():
        for signs, pattern in rules:
            if any(sign in (small if pattern.flags & re.IGNORECASE else text) for sign in signs):
                for match in pattern.finditer(text):
                    yield Mention(*match.span(1 if pattern.groups else 0), kind)
    yield from _peoples(text)
    yield from _works(text)


def is_in_title_case(text: str) -> bool:
    """Whether several words are all in capitals but the small ones: `The Old Man and the Sea`."""
    words = re.findall(r"\w+", text)
    return len(words) > 1 and all(word[0].isupper() or word[0].isdigit() for word in words if len(word) > 3)


def is_calendar_name(text: str) -> bool:
    """Whether a date says a weekday, month, day or year by name or number, unlike `last week`."""
    named = any(pattern.search(text) for _, pattern in _DATES)
    return named or bool(re.search(rf"\b{_YEAR}\b|\b{_LONG_MONTH}\b|\s[A-Z][a-z]{{2}}", text))


def _either(words: str, *more: str) -> str:
    return "(?:" + "|".join([*words.split(), *more]) + ")"


_WEEKDAY = _either("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_SHORT_WEEKDAY = _either("Mon Tues? Weds? Thu(?:rs?)? Fri Sat Sun") + r"\."
_SURE_MONTH = _either("January February April June July August September October November December")
_LONG_MONTH = _either("March May", _SURE_MONTH)
_MONTH = _either("", _LONG_MONTH, _either("Jan Feb Mar Apr Jun Jul Aug Sept? Oct Nov Dec") + r"\b\.?")
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\dA-Za-z%]|[.,]\d)"
_DAYS = rf"{_DAY}(?:\s?[-–]\s?{_DAY})?"
_YEAR = r"(?:1[5-9]|20)\d\d(?!\d|[.,]\d)"
_BARE_YEAR = r"(?:1[6-9]\d\d|20[0-4]\d)(?![\w%$€£]|[.,]\d)"
_ON = rf"(?:{_WEEKDAY}|{_SHORT_WEEKDAY}),?\s+"
# Words that come before a month or a year, and seldom before the verbs `march` and `may` or a plain number.
_BEFORE = (
    r"(?i:\b(?:in|of|since|until|till|before|after|during|by|through|from|to|early|late|mid|last|next|this|between"
    r"|into|for|as|around|coming))"
)
# What a number of four figures may count.
_COUNTED = (
    r"(?!\s+(?i:people|men|women|children|soldiers|troops|dollars|euros|pounds|miles|meters|metres|tons|tonnes|times"
    r"|votes|seats|jobs|homes|houses|cases|per\s?cent|hours|yards|feet|calories|workers|employees|residents)\b)"
)

#: A pattern, and letters some of which stand in all that it finds: most windows have none, and searching takes longer.
Rule = tuple[tuple[str, ...], re.Pattern[str]]

_MONTHS = tuple("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split())
_CENTURIES = ("15", "16", "17", "18", "19", "20")
_DATES: list[Rule] = [
    (signs, re.compile(pattern))
    for signs, pattern in (
        (_MONTHS, rf"(?<!\w)(?:{_ON})?{_MONTH}\s+{_DAYS}(?:,?\s+{_YEAR})?"),
        (_MONTHS, rf"(?<![\w.,$€£])(?:{_ON})?{_DAYS}\s+(?:of\s+)?{_MONTH}(?!\w)(?:,?\s+{_YEAR})?"),
        (_MONTHS, rf"(?<!\w){_MONTH}(?:,\s*|\s+(?:of\s+)?){_YEAR}"),
        (("day",), rf"(?<!\w){_WEEKDAY}s?(?!\w)(?!\s+(?:Times|Mail|Mirror|Express|Telegraph|Night|Post)\b)"),
        (_MONTHS, rf"(?<!\w){_SURE_MONTH}(?!\w)(?!\s+[A-Z][a-z])"),
        (_MONTHS, rf"{_BEFORE}[\s-]+({_LONG_MONTH})(?!\w)(?!\s+(?:Day|Madness|for|For)\b)"),
        (("DAY",), rf"(?<!\w){_WEEKDAY.upper()}(?!\w)"),
        (tuple(map(str.upper, _MONTHS)), rf"(?<!\w){_SURE_MONTH.upper()}(?!\w)"),
        (_CENTURIES, r"(?<![\w./-])(?:19|20)\d\d-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])(?![\w-])"),
        (("/",), r"(?<![\w./-])\d{1,2}/\d{1,2}/(?:19|20)?\d\d(?![\w/])"),
        (("0s",), r"(?<![\w.,$€£-])(?:1[5-9]|20)\d0s(?!\w)"),
        (("0s",), r"(?<!\w)['’]\d0s(?!\w)"),
        (_CENTURIES, rf"(?<![\w.,$€£-]){_BARE_YEAR}\s?[-–]\s?(?:{_BARE_YEAR}|\d\d(?![\w-]))"),
        (_CENTURIES, rf"{_BEFORE}[\s-]+(?:the\s+)?({_BARE_YEAR}){_COUNTED}"),
        (_CENTURIES, rf"(?<=\b(?:19|20)\d\d,)\s({_BARE_YEAR})"),
        (_CENTURIES, rf"(?i:\b(?:a|an|the|and|year|spring|summer|autumn|fall|winter)\s+)({_BARE_YEAR}){_COUNTED}"),
        (_CENTURIES, rf"(?<=\()({_BARE_YEAR})(?=\))"),
        (_CENTURIES, r"(?<!\w)((?:19\d\d|20[0-4]\d))(?=['’]s\b)"),
        (
            ("Christmas", "New", "Easter"),
            r"(?<!\w)(?:Christmas(?:\s+(?:Eve|Day))?|New\s+Year['’]s\s+(?:Eve|Day)|Easter(?:\s+(?:Sunday|Monday))?)(?!\w)",
        ),
        (
            ("Ramadan", "Thanksgiving", "Good", "Boxing"),
            r"(?<!\w)(?:Ramadan|Thanksgiving(?:\s+Day)?|Good\s+Friday|Boxing\s+Day)(?!\w)",
        ),
    )
]

_FIGURE = r"\d+(?:,\d\d\d)*(?:\.\d+)?"
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_ONES += " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
_WORDED = rf"{_either(_ONES)}(?:[\s-]+{_either(_ONES)}){{0,9}}"  # no sum takes more: each is tried from each word
_SCALE = r"(?:[\s-]?(?:thousand|million|billion|trillion|crore|lakh))"
_SHORT_SCALE = r"(?:\s?(?:mn?|mln|bn|b|tn|k)(?!\w))"
_SIGN = r"(?:(?:US|AU|CA|NZ|HK|NT|[ACRS])?\$|[€£¥₹₽₴₪₩₺₦฿₫])"
_CODE = _either("USD EUR GBP JPY CNY RUB INR UAH AUD CAD CHF BRL MXN ZAR TRY")
_CURRENCY = _either(
    "dollars? euros? rubles? roubles? rupees? yen yuan renminbi francs? pesos? dinars? dirhams? riyals? rials? kronor"
    " kroner hryvnias? hryvnia zlotys? forints? shekels? baht rand nairas? reais liras? ringgit rupiah dong pence"
    " taka shillings? kwacha cedis? birr kina tenge soms? somoni lari drams? manats? riels? kyats? dalasi gourdes?"
    " quetzals? lempiras? colones soles bolivianos? guaranies bolivars?",
    " gourdes? quetzals? lempiras? colones soles bolivianos? guaranies bolivars?",
    r"pounds\s+sterling",
)
_SCALES = ("thousand", "illion", "crore", "lakh")
_ANY = ("",)  # too many could
_MONEY: list[Rule] = [
    (signs, re.compile(pattern, re.IGNORECASE))
    for signs, pattern in (
        (tuple("$€£¥₹₽₴₪₩₺₦฿₫"), rf"{_SIGN}\s?{_FIGURE}(?:{_SCALE}(?!\w)|{_SHORT_SCALE})?"),
        (
            _ANY,
            rf"(?<!\w)(?:{_CODE}|Rs\.?|Tk\.?|RM|Rp\.?|K?Sh\.?|Bs\.?)\s?{_FIGURE}(?:{_SCALE}(?!\w)|{_SHORT_SCALE})?",
        ),
        (_SCALES, rf"(?<!\w)[NRK]{_FIGURE}{_SCALE}(?!\w)"),
        (
            ("pounds",),
            rf"(?<![\w.,$€£])(?:{_FIGURE}|\b{_WORDED}){_SCALE}?\s+(?!(?:more|other)\b)[a-z]+(?:an|ian|ese|ish|i)\s+pounds(?!\w)",
        ),
        (
            _ANY,
            rf"(?<![\w.,$€£])(?:{_FIGURE}|\b{_WORDED}){_SCALE}?[\s-](?:(?:US|U\.S\.|[a-z]+(?:an|ian|ese|ish|i))\s+)?(?:{_CURRENCY}|{_CODE})(?!\w)",
        ),
        (_SCALES, rf"(?<![\w.,$€£])(?:{_FIGURE}|\b{_WORDED}){_SCALE}\s+(?:pounds|won)(?!\w)"),
    )
]
_PERCENT: list[Rule] = [
    (
        ("%", "cent", "pct"),
        re.compile(
            rf"(?<![\w.,$€£])(?:{_FIGURE}|\b{_WORDED})(?:\s?%|[\s-]?(?:percent(?:age\s+points?)?|per\s+cent|pct)(?!\w))",
            re.IGNORECASE,
        ),
    )
]
_RULES: dict[EntityType, list[Rule]] = {"DATE": _DATES, "MONEY": _MONEY, "PERCENT": _PERCENT}

_WORK = re.compile(
    r"\b(?:author|book|novel|memoir|film|movie|series|documentary|play|song|album|essay|report|article|poem|opera|podcast"
    r"|show|programme|program|column|titled|entitled|called)s?\b[^“”\"‘’\n.]{0,40}[“\"‘](?P<name>[^“”\"\n]{3,120}?)[,.]?[”\"’](?!\w)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]{2,})*")
# `Saudi Arabia`, `Indian Ocean`, `Islamic State`: an adjective that is part of a name.
_NAMES_GO_ON = re.compile(
    r"\s+(?:Arabia|Republic|Ocean|Sea|Gulf|Channel|Union|Emirates|League|Samoa|Peninsula|Party|Commission|Parliament"
    r"|Council|State|Jihad|Spring|War|Empire|Federation|Columbia|Guiana|Polynesia)\b"
)


def _peoples(text: str) -> Iterator[Mention]:
    words = [match.span() for match in _WORD.finditer(text)]
    past = 0
    for at, (start, _) in enumerate(words):
        if at < past or not text[start].isupper():
            continue
        for count in (3, 2, 1):
            end = words[min(at + count, len(words)) - 1][1]
            if _is_people(text[start:end]) and not _NAMES_GO_ON.match(text, end):
                yield Mention(start, end, "NORP")
                past = at + count
                break


def _is_people(phrase: str) -> bool:
    parts = phrase.replace("-", " ").split()
    named = len(parts) < 4 and parts[0].casefold() != "the" and all(part[0].isupper() for part in parts)
    return named and people_key(phrase) is not None


def _works(text: str) -> Iterator[Mention]:
    for match in _WORK.finditer(text):
        if is_in_title_case(match["name"]):
            yield Mention(*match.span("name"), "WORK")
