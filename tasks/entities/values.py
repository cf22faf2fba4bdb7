"""One key for a date, a sum or a share, however it is written: `$2.5bn` is `$2.5 BILLION`."""

import re

from tasks.entities.spelling import plain
from tasks.records import EntityType

_MONTHS = "january february march april may june july august september october november december".split()
_SCALES = {
    "m": "million",
    "mn": "million",
    "mln": "million",
    "b": "billion",
    "bn": "billion",
    "tn": "trillion",
    "k": "thousand",
}
_CURRENCIES = {
    "dollar": "$",
    "us$": "$",
    "usd": "$",
    "euro": "€",
    "eur": "€",
    "pound": "£",
    "gbp": "£",
    "yen": "¥",
    "jpy": "¥",
}
_PART = re.compile(r"\d[\d,.]*(?<![,.])|us\$|[^\W\d_]+|[$€£¥%]|[^\s\w]")


def value_key(name: str, kind: EntityType) -> str:
    """Equal for two spellings of one value of the same type."""
    parts = [part.replace(",", "") for part in _PART.findall(plain(name))]
    parts = [part for part in parts if part not in (",", ".", "-", "'", "of", "the")]
    if kind == "DATE":
        parts = sorted(_month(part) for part in parts if part not in ("st", "nd", "rd", "th"))
    elif kind == "MONEY":
        parts = sorted(_money(part) for part in parts)
    else:
        parts = ["%" if part in ("percent", "pct", "per", "cent") else part for part in parts]
        parts = list(dict.fromkeys(parts))
    return f"{kind}: {' '.join(parts)}"


def _month(part: str) -> str:
    full = [month for month in _MONTHS if len(part) > 2 and month.startswith(part)]
    return full[0] if full else part


def _money(part: str) -> str:
    part = _SCALES.get(part, part)
    return _CURRENCIES.get(part.removesuffix("s"), _CURRENCIES.get(part, part))
