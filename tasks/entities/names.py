"""Names of people: their parts, and whether two names can be one person's."""

import re
from functools import cache, lru_cache
from pathlib import Path

from msgspec import Struct

from tasks.entities.spelling import plain
from tasks.entities.titles import Gender

_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "vi", "vii", "viii", "xii", "xiii", "xiv", "xvi"})
_ARTICLE = re.compile(r"\b(?:al|el|ul|an|ar|as|at|ad|ash|az)-(?=\w)")
_ARTICLES = frozenset({"al", "el"})
_NICKNAME = re.compile(r"\s++[\"“(']++([^\W\d_][^\"”)]*?)[\"”)']++(?=\s)")
_OF_FATHER = frozenset({"bin", "ibn", "bint", "ben"})
_PARTICLES = _OF_FATHER | frozenset(
    """
    abu al el da das de del della der den di do dos du la las le los san st ter van von zu y e
    """.split()
)
# Family names that stand first in Chinese, Korean and Vietnamese names.
_FAMILY_FIRST = frozenset(
    """
    ahn bae ban bui cao chae chan chang chen cheng cheung chi cho choe choi chou chu chung dang deng ding do
    doan dong duong fan fang feng fu gao geng gong gu guo han hao he ho hoang hong hu hua huang hui huynh
    hwang jang jeon jeong ji jia jiang jin jo jung kang kim ko kong kwon lai lam lau law le lee lei leung li
    liang liao lin liu lo lu luo luong lyu ma mai mao meng min mo moon na ngo nguyen noh oh pak pan park peng
    pham phan qi qian qin qiu ren rhee ri roh ryu seo shao shen shi shin sim so son song su sun suh tan tang
    tao tian ting tong tran trinh tsai tsang vo vu wang wei wen wong woo wu xi xia xiao xie xu yan yang yao ye
    yeung yi yin yoo yoon you yu yuan yun zeng zhang zhao zheng zhong zhou zhu
    """.split()
)  # fmt: skip
_ALSO_GIVEN = frozenset({"dan", "ho", "jo", "kim", "lee", "min", "so", "song", "sun", "mai", "kang"})


class PersonName(Struct, frozen=True):
    """A person's name without titles: `Garron J. Garn` is `garron j garn`."""

    #: in lower case, spelling variants reduced; hyphens part words, Arabic articles are left out; never empty
    words: tuple[str, ...]
    suffix: str = ""  #: `jr`, `iii`
    nickname: str = ""  #: in quotation marks or brackets inside the name
    article: bool = False  #: whether an Arabic article was left out before the last word


@lru_cache(maxsize=65536)
def person_name(written: str) -> PersonName:
    """The parts of a name as written."""
    nickname = _NICKNAME.search(written)
    shouted = written.isupper()
    text = _NICKNAME.sub(" ", written)
    if not shouted:
        text = re.sub(r"\b([A-Z])([B-DF-HJ-NP-TV-Z])\b(?!['’.])", r"\1. \2.", text)  # `JD`, `AJ`
    text = _ARTICLE.sub("", plain(text))
    words = re.findall(r"[^\W\d_]+(?:'[^\W\d_]{2,})*", re.sub(r"'s$|(?<=s)'$", "", text))
    suffix = words.pop() if len(words) > 1 and words[-1] in _SUFFIXES else ""
    article = bool(_ARTICLE.search(plain(written))) or bool(set(words[1:-1]) & _ARTICLES)
    words = words[:1] + [word for word in words[1:-1] if word not in _ARTICLES] + words[1:][-1:]
    words = words or [plain(written)]  # digits, or an article alone: not much of a name, but one to file it under
    return PersonName(tuple(map(_variant, words)), suffix, _variant(plain(nickname[1])) if nickname else "", article)


def without_article(name: PersonName) -> PersonName:
    """`Rujaib` of `Al Rujaib`; of use only where the story has `Bader Al Rujaib`, since `Al Gore` is a first name."""
    if len(name.words) == 2 and name.words[0] in _ARTICLES:
        return PersonName(name.words[1:], name.suffix, name.nickname, article=True)
    return name


def gender(name: PersonName) -> Gender | None:
    """What the first of several words says, where it is a given name that only men or only women bear."""
    return _given_names().get(name.words[0], (None, ()))[0] if len(name.words) > 1 else None


def is_given_name(word: str) -> bool:
    """Whether the word, as in `PersonName.words`, is a common given name."""
    return word in _given_names()


def full_names(word: str) -> frozenset[str]:
    """A given name and the names that it is short for: `bob` and `robert`."""
    return frozenset((word, *_given_names().get(word, (None, ()))[1]))


def initials(name: PersonName) -> str:
    """`amlo`, `mbs`."""
    return "".join(word[0] for word in name.words)


def pairs(name: PersonName) -> set[str]:
    """What two full names of one person have in common, one of these at least: first and last word, or the opening."""
    *before, last = name.words
    found = {f"{word} {last}" for given in before for word in full_names(given)}
    found |= {f"{given[0]} {last}" for given in before[:1]} | ({last} if name.suffix else set())
    return found | ({" ".join(name.words[:3])} if len(name.words) > 3 else set())


def same_person(one: PersonName, other: PersonName) -> bool:
    """Whether two names of several words can be one person's; a `Jr.` is not his father."""
    if one.suffix != other.suffix:
        return False
    short, long = sorted((one.words, other.words), key=len)
    if long[-len(short) :] == short or (len(short) > 2 and long[: len(short)] == short):
        return True
    firsts = _same_given(short[0], long[0])
    return firsts and short[-1] == long[-1] and len(short[-1]) > 1 and _same_middle(short[1:-1], long[1:-1])


def closeness(short: PersonName, full: PersonName, *, given: bool = False) -> int | None:
    """How well one name fits as the short form of another, 1 best; None when it does not.

    Args:
        given: the short form is a given name, as after `Prince` or `Pope`.
    """
    if len(short.words) > 1:
        return 1 if len(full.words) > 1 and same_person(short, full) else None
    word, words = short.words[0], full.words
    if short.suffix and short.suffix != full.suffix:
        return None
    if full.nickname == word:
        return 1
    if len(words) == 1:
        return 1 if word == words[0] else None
    if _is_family_first(words) and not given:
        return 1 if word == words[0] else 2 if word == words[-1] else None
    if word == words[-1] and words[-2] not in _OF_FATHER and not given:
        return 1
    return _inner_closeness(word, words, given)


def _is_family_first(words: tuple[str, ...]) -> bool:
    if words[0] not in _FAMILY_FIRST or len(words) > 3 or is_given_name(words[-1]):
        return False
    return len(words) == 3 or words[0] not in _ALSO_GIVEN


def _inner_closeness(word: str, words: tuple[str, ...], given: bool) -> int | None:
    if word == words[0]:
        return 3
    if not given and word in words[1:-1] and len(word) > 2 and word not in _PARTICLES:
        return 4 if words[words.index(word) - 1] not in _OF_FATHER else None
    return 5 if full_names(word) & full_names(words[0]) else None


def _same_given(one: str, other: str) -> bool:
    if min(len(one), len(other)) == 1:
        return one[0] == other[0]
    return bool(full_names(one) & full_names(other))


def _same_middle(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """`F.` may be left out or written out; `W.` and `H. W.` are two people's."""
    if not one or not other:
        return True
    if any(len(word) == 1 for word in one + other):
        return len(one) == len(other) and all(
            a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in zip(one, other, strict=True)
        )
    rest = iter(other if len(other) >= len(one) else one)
    return all(word in rest for word in (one if len(other) >= len(one) else other))


def _variant(word: str) -> str:
    """One spelling for `Zelenskyy`, `Zelenskiy` and `Zelensky`, `Mohammed` and `Mohamed`; short names stay."""
    if len(word) > 3:
        word = re.sub(r"(?:iy|yi|yy|ij|ii|y)$", "i", word)
    return re.sub(r"(.)\1", r"\1", word) if len(word) > 5 else word


@cache
def _given_names() -> dict[str, tuple[Gender | None, tuple[str, ...]]]:
    table: dict[str, tuple[Gender | None, tuple[str, ...]]] = {}
    for line in Path(__file__).with_name("given_names.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            name, sex, formal = line.split("\t")
            bearer: Gender | None = "m" if sex == "m" else "f" if sex == "f" else None
            table[_variant(plain(name))] = (bearer, tuple(_variant(plain(full)) for full in formal.split("|") if full))
    return table
