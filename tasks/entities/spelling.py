"""How a name is spelt, reduced to what two spellings of one name have in common."""

import re
import unicodedata
from functools import lru_cache

_SINGLE_QUOTES = str.maketrans("’‘ʼ`´′", "''''''")
_POSSESSIVE = re.compile(r"(?<=[^\W\d_])'s$|(?<=s)'$")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_SPELLINGS = {
    "defence": "defense",
    "labour": "labor",
    "centre": "center",
    "organisation": "organization",
    "programme": "program",
    "harbour": "harbor",
    "theatre": "theater",
}


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name in lower case without accents, dots in acronyms, hyphens, `the`, possessive or quotation marks."""
    name = plain(name)
    name = _DOTTED.sub(lambda match: match.group().replace(".", ""), name)
    words = re.findall(r"[^\W_]+(?:'[^\W_]+)*", _POSSESSIVE.sub("", name).replace("&", " and "))
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(_SPELLINGS.get(word, word) for word in words)


def plain(name: str) -> str:
    """The name in lower case, without accents, with straight single quotes."""
    decomposed = unicodedata.normalize("NFKD", name.translate(_SINGLE_QUOTES).casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.translate(_LETTERS)


# Letters that Unicode does not decompose, and how English newspapers write them.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n", "ħ": "h", "ə": "e"}
)


def one_line(text: str) -> str:
    """The words of a span that may run over a line's end, with single blanks."""
    return " ".join(text.split())
