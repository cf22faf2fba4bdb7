"""What stands beside a name and says who that is: `a Pentagon spokesman, …`, `…, who heads the agency`."""

import re
from collections.abc import Iterator

from msgspec import Struct

from tasks.entities.roles import head_noun, is_role_noun
from tasks.entities.titles import Title
from tasks.records import Span

_REACH = 200  # characters on each side of a name
_LONGEST = 12  # words of a role
_BREAK = re.compile(r"[,;:()\[\]\"“”‘—–\n]|\s-\s")
_DETERMINERS = frozenset("a an the his her its their our my".split())
_FUNCTION = _DETERMINERS | frozenset(
    """
    this that these those your some any no each every another of in on at by for with to from into over under after
    before during through against between among about as than like near per via within without upon toward towards
    amid despite and or but nor so yet if when while because since although though unless until where whether who whom
    whose which what how why he she it they we you i him them us me also not only just even still now then later
    earlier here there today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday meanwhile
    however
    """.split()
)
_VERBS = frozenset(
    """
    is was were are be been has have had do does did will would can could may might must shall should said says say
    told tells tell asks met meet wrote saw knew made took gave led left held brought found sent kept put let got went
    came became won lost beat shot paid hit sued quotes calls
    believes thinks argues insists wants hopes adds notes accuses blames thank urge praise denounce
    """.split()
)
_BEFORE_TITLE = frozenset(
    "former then late acting interim deputy outgoing incoming retired ousted exiled jailed".split()
)
# Words in -ed and -ing that describe without an article before them; all others are taken for verbs.
_DESCRIBING = frozenset(
    """
    armed appointed celebrated disgraced elected embattled exiled experienced imprisoned indicted jailed naturalized
    noted ousted renowned respected retired seasoned self-described self-proclaimed trained united wanted acting
    banking building engineering incoming leading managing marketing mining nursing outgoing presiding ruling serving
    sitting standing supporting surviving training visiting
    """.split()
)
_AGE = re.compile(r"(?:aged\s+)?\d{1,3}(?:,\s*|\s+)|an?\s+\d{1,3}-year-old\s+(?=\w)", re.IGNORECASE)
_SERVICE = re.compile(
    r"(?:(?:U\.S\.|US|British|Royal|Israeli|Ukrainian|Russian|French|German|Indian|Air)\s+)*"
    r"(?:Marine\s+Corps|Marines?|Army|Navy|Air\s+(?:Force|National\s+Guard)|Coast\s+Guard|National\s+Guard|Space\s+Force"
    r"|Police)\s+\Z"
)
_CLOSED = re.compile(r"\s*[,.;:)—–\"”]|\s*\Z|\s+(?:of|from)\s+(?:the\s+)?[A-Z]|\s+[A-Z]{2,4}\b")
_APPOSITION = re.compile(r"\s*(?:,|—|–|\s-\s|\()\s*")
_HOLDS = re.compile(
    r"\s+(?:(?:serves|served|works|worked)\s+as|(?:is|was|has\s+been)\s+(?:named|appointed|elected|sworn\s+in\s+as))\s+"
    r"|\s+(?:is|was)\s+(?=(?:an?|the)\s+(?:former|retired)\s)"
)
_WHO = re.compile(
    r"(?:\s*+,)?\s++who\s++(?:currently\s+|also\s+|once\s+|previously\s+)?(?P<does>(?:heads?|leads?|runs?|chairs?|directs?|commands?"
    r"|represents?|oversees|headed|led|ran|chaired|directed|commanded|co-?founded|founded|represented|oversaw"
    r"|teaches\s+at|works\s+(?:for|at)|worked\s+(?:for|at))\s+[^,;:()\"“”—–]+?)(?=\s+(?:and|but|until|since|from)\b|[,;:()\"“”—–.]|\Z)"
)
_CLAUSE = re.compile(r"\s+(?:who|whose|which|that|when|where|while|because|but|after|before|as|told|said|says)\b")
_AND = re.compile(r"\s+and\s+(?=(?:an?|the|his|her|its|their|one|has|had|was|is|who|i|[a-z]+ed)\s)", re.IGNORECASE)
# A place or a circumstance after the noun is no part of the role; `of`, `for`, `to` are.
_WHEREABOUTS = re.compile(
    r"\s++(?:in|on|at|near|from|with|by|under|close|based|familiar|until|since)\b.*|\s++(?:of|for|to)\Z"
)
_ARTICLE = re.compile(r"(?:the|an?|his|her|its|their|our|my)\s+", re.IGNORECASE)
_OWNER = re.compile(
    r"(?:the\s+|an?\s+|his\s+|her\s+|its\s+|their\s+)?(?:(?!(?:of|for|to)\b|[a-z]+\.\s)\S+\s+){0,4}?\S+(?:['’]s|s['’])\s+(?=\S)",
    re.IGNORECASE,
)


class Description(Struct, frozen=True):
    """A phrase about a person."""

    role: Span  #: without article, owner and whereabouts: `spokesman` of `the ministry’s spokesman in Rome`
    scope: Span  #: the whole phrase, in which an organisation may be named
    owner: str  #: `its`, `the ministry’s`, or nothing


def descriptions_before(
    text: str, sentence: int, titles: tuple[Title, ...], first: int, name: Span, end: int
) -> Iterator[Description]:
    """Phrases that lead up to a name: `Pentagon spokesman Igor Petrov`, `a spokesman, Igor Petrov, said`.

    Args:
        sentence: where the sentence begins; `end` is where it ends.
        first: where the titles of the name begin; without titles, where the name does.
    """
    start = max(sentence, first - _REACH)
    if titles and titles[-1].kind == "office" and _is_role(titles[-1].text):
        yield from _description(text, _before_title(text, start, first), first + len(text[first : name[0]].rstrip()))
    service = _SERVICE.search(text, start, first) if titles else None
    last = start + len(text[start : service.start() if service else first].rstrip())
    if text[start:last].endswith(","):
        # Without a comma after the name it begins a clause: `He blamed the mayor, Petrov said`.
        yield from _noun_phrase(text, start, last - 1) if _CLOSED.match(text, name[1], end) else ()
    elif start < last and is_role_noun(text[start:last].split()[-1]):
        yield from _description(text, _first_modifier(text, start, last), last)


def _before_title(text: str, start: int, end: int) -> int:
    """Where `former Russian` before `Defense Minister` begins: in lower case only what titles have, not `thanked`."""
    for match in re.finditer(r"\S+", text[_first_modifier(text, start, end) : end]):
        if match.group().islower() and match.group() not in _BEFORE_TITLE:
            return end
    return _first_modifier(text, start, end)


def _is_role(title: str) -> bool:
    return not title.endswith(".") and title != "Deputy"


def service_before(text: str, start: int, end: int) -> Span | None:
    """`Marine Corps` of `Marine Corps Lt. Col. Garn`, where the rank begins at `end`."""
    match = _SERVICE.search(text, max(start, end - _REACH), end)
    return (match.start(), match.start() + len(match.group().rstrip())) if match else None


def descriptions_after(text: str, start: int, end: int) -> Iterator[Description]:
    """Phrases that follow a name, from `start` to the sentence's end at `end`."""
    end = min(end, start + _REACH)
    if match := _APPOSITION.match(text, start, end) or _HOLDS.match(text, start, end):
        age = _AGE.match(text, match.end(), end)
        yield from _phrase_from(text, age.end() if age else match.end(), end)


def work_after(text: str, start: int, end: int) -> Span | None:
    """`heads the agency` after `…, who`."""
    match = _WHO.match(text, start, min(end, start + _REACH))
    return match.span("does") if match else None


def _phrase_from(text: str, start: int, end: int) -> Iterator[Description]:
    """The noun phrase that begins at `start`, if it describes one person."""
    phrase = text[start:end]
    for boundary in (_BREAK, _CLAUSE, _AND):
        if match := boundary.search(phrase):
            phrase = phrase[: match.start()]
    phrase = phrase.rstrip(" .\n")
    opening = _OWNER.match(phrase) or _ARTICLE.match(phrase)
    bare = phrase[opening.end() :] if opening else phrase
    head = head_noun(bare)
    if head and _is_singular(head) and _describe(bare[: bare.index(head)], freely=opening is not None):
        yield from _description(text, start, start + len(phrase))


def _noun_phrase(text: str, start: int, end: int) -> Iterator[Description]:
    """The noun phrase that ends at `end`: from the first word of the clause from which on it is one."""
    clause = max((match.end() for match in _BREAK.finditer(text, start, end)), default=start)
    for match in re.finditer(r"\S+", text[clause:end]):
        word = match.group()
        if word.casefold() in _DETERMINERS or _is_owner(word):
            yield from (found for found in _phrase_from(text, clause + match.start(), end) if found.scope[1] == end)
            return


def _description(text: str, start: int, end: int) -> Iterator[Description]:
    """The phrase without what says whose or where; nothing where that is all of it."""
    opening = _OWNER.match(text, start, end) or _ARTICLE.match(text, start, end)
    first = opening.end() if opening else start
    role = _WHEREABOUTS.sub("", text[first:end])
    if words := list(re.finditer(r"\S+", role))[:_LONGEST]:
        scope, whose = (start, end), opening.group().strip() if opening else ""
        yield Description((first, first + words[-1].end()), scope, whose)


def _first_modifier(text: str, start: int, end: int) -> int:
    """Where the noun phrase that ends at `end` begins, its article included."""
    clause = max((match.end() for match in _BREAK.finditer(text, start, end)), default=start)
    first, owned = end, False
    for match in reversed(list(re.finditer(r"\S+", text[clause:end]))[-_LONGEST:]):
        word = match.group()
        if word.casefold() in _DETERMINERS:
            return clause + match.start()
        if not _describes(word, freely=False) or (owned and not word[0].isupper()):
            break
        owned = owned or _is_owner(word)
        first = clause + match.start()
    return first


def _describe(words: str, *, freely: bool) -> bool:
    return all(_describes(word, freely=freely) for word in words.split())


def _describes(word: str, *, freely: bool) -> bool:
    """Whether a word can stand in a noun phrase before its noun; `freely` where an article has opened the phrase."""
    plain = word.casefold()
    if plain in _FUNCTION or plain[0].isdigit() or (plain in _VERBS and word.islower()):
        return False
    return freely or plain in _DESCRIBING or word[0].isupper() or not plain.endswith(("ed", "ing", "ly"))


def _is_owner(word: str) -> bool:
    return word.endswith(("'s", "’s", "s'", "s’"))


def _is_singular(noun: str) -> bool:
    noun = noun.casefold()
    return noun not in ("people", "men", "women", "children") and not (noun.endswith("s") and is_role_noun(noun[:-1]))
