"""What stands beside a name and says who that is: `a Pentagon spokesman, …`, `…, who heads the agency`."""

import re
from collections.abc import Iterator

from tasks.entities.roles import head_noun, is_role_noun
from tasks.entities.titles import Title
from tasks.records import Span

_REACH = 200  # characters on each side of a name
_LONGEST = 12  # words of a role
_BREAK = re.compile(r"[,;:()\[\]\"“”—–\n]|\s-\s")
_DETERMINERS = frozenset("a an the his her its their our my".split())
_STOP = _DETERMINERS | frozenset(
    """
    this that these those your some any no each every another of in on at by for with to from into over under
    after before during through against between among about as than like near per via within without upon
    toward towards amid despite and or but nor so yet if when while because since although though unless until
    where whether who whom whose which what how why he she it they we you i him them us me is was were are be
    been has have had do does did will would can could may might must shall should said says say told tells
    tell asks met meet wrote saw knew made took gave led left held brought found sent kept put let got went
    came became won lost beat shot paid hit sued says quotes calls also not only just even still now then
    later earlier here there today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday
    meanwhile however
    """.split()
)  # fmt: skip
# Words in -ed and -ing that describe; all others are taken for verbs.
_DESCRIBING = frozenset(
    """
    armed appointed blind celebrated disgraced elected embattled exiled experienced imprisoned indicted jailed
    naturalized newly-elected noted ousted renowned respected retired seasoned self-described self-proclaimed
    trained unelected united wanted acting banking building engineering incoming leading managing marketing
    mining nursing outgoing presiding ruling serving sitting standing supporting surviving training visiting
    """.split()
)
_AGE = re.compile(r"(?:aged\s+)?\d{1,3}(?:,\s*|\s+)|an?\s+\d{1,3}-year-old\s+", re.IGNORECASE)
_SERVICE = re.compile(
    r"(?:(?:U\.S\.|US|British|Royal|Israeli|Ukrainian|Russian|French|German|Indian|Air)\s+)*"
    r"(?:Marine\s+Corps|Marines?|Army|Navy|Air\s+(?:Force|National\s+Guard)|Coast\s+Guard|National\s+Guard|Space\s+Force|Police)\s+\Z"
)
_APPOSITION = re.compile(r"\s*(?:,|—|–|\s-\s|\()\s*")
_IS = re.compile(
    r"\s+(?:(?:is|was|became|has\s+been|had\s+been|serves\s+as|served\s+as|works\s+as|worked\s+as)\s+(?=(?:an?|the|its|his|her|their)\s|\S+['’]s\s)"
    r"|(?:was|is)\s+(?:named|appointed|elected|sworn\s+in\s+as)\s+)"
)
_WHO = re.compile(
    r"\s*,?\s+who\s+(?:currently\s+|also\s+|once\s+|previously\s+)?(?P<does>(?:heads?|leads?|runs?|chairs?|directs?|commands?|represents?|owns?|oversees"
    r"|manages?|headed|led|ran|chaired|directed|commanded|co-?founded|founded|represented|oversaw|teaches\s+at|works\s+(?:for|at)|worked\s+(?:for|at))\s+"
    r"[^,;:()\"“”—–]+)"
)
_CLAUSE = re.compile(r"\s+(?:who|whose|which|that|when|where|while|because|but|after|before|as|told|said|says)\b")
_AND = re.compile(r"\s+and\s+(?=(?:an?|the|his|her|its|their|one|has|had|was|is|who|[a-z]+ed)\s)")


def roles_before(text: str, start: int, end: int, titles: tuple[Title, ...], *, closed: bool) -> Iterator[Span]:
    """Phrases that end where the titles of a name, or the name, begin, at `end`.

    Args:
        start: where the sentence begins.
        closed: whether the name is followed by a comma or a stop, as in `a spokesman, Igor Petrov, said`.
    """
    start = max(start, end - _REACH)
    if titles and titles[-1].kind == "office":
        yield from _modified_title(text, start, end, titles)
    service = _SERVICE.search(text, start, end)
    if service and titles:
        end = service.start()
    before = text[start:end].rstrip()
    if before.endswith(",") and closed:
        yield from _noun_phrase(text, start, start + len(before) - 1)
    elif before and is_role_noun(_bare(before.split()[-1])):
        yield _with_modifiers(text, start, start + len(before))


def service_before(text: str, start: int, end: int) -> Span | None:
    """`Marine Corps` of `Marine Corps Lt. Col. Garn`, where the rank begins at `end`."""
    match = _SERVICE.search(text, max(start, end - _REACH), end)
    return (match.start(), match.start() + len(match.group().rstrip())) if match else None


def roles_after(text: str, start: int, end: int) -> Iterator[Span]:
    """Phrases that follow a name, from `start` to the sentence's end at `end`."""
    end = min(end, start + _REACH)
    if match := _WHO.match(text, start, end):
        yield match.start("does"), match.start("does") + len(match["does"].rstrip(" ."))
    elif match := _APPOSITION.match(text, start, end) or _IS.match(text, start, end):
        at = match.end()
        if age := _AGE.match(text, at, end):
            at = age.end()
        yield from _phrase_from(text, at, end)


def _phrase_from(text: str, start: int, end: int) -> Iterator[Span]:
    """The noun phrase that begins at `start`, if it is a role."""
    phrase = text[start:end]
    for boundary in (_BREAK, _CLAUSE, _AND):
        if match := boundary.search(phrase):
            phrase = phrase[: match.start()]
    words = phrase.rstrip(" .").split()
    skip = 1 if words and words[0].casefold() in _DETERMINERS else 0
    head = head_noun(" ".join(words[skip:]))
    if not head or not _is_singular(head) or not _describe(words[skip : words.index(head)]):
        return
    first = start + (phrase.index(words[skip]) if skip == 0 else phrase.index(words[1], len(words[0])))
    yield _cut(text, first, start + len(phrase.rstrip(" .")))


def _noun_phrase(text: str, start: int, end: int) -> Iterator[Span]:
    """The noun phrase that ends at `end`: from the first determiner of the clause after which it is a role."""
    clause = max((match.end() for match in _BREAK.finditer(text, start, end)), default=start)
    words = [match.span() for match in re.finditer(r"\S+", text[clause:end])]
    for at, (first, last) in enumerate(words):
        word = text[clause + first : clause + last]
        if word.casefold() in _DETERMINERS and at + 1 < len(words):
            yield from _phrase_exactly(text, clause + words[at + 1][0], end)
            return
        if word.endswith(("'s", "’s")) and word[0].isupper():
            yield from _phrase_exactly(text, clause + first, end)
            return


def _phrase_exactly(text: str, start: int, end: int) -> Iterator[Span]:
    yield from (span for span in _phrase_from(text, start, end) if span[1] == end)


def _modified_title(text: str, start: int, end: int, titles: tuple[Title, ...]) -> Iterator[Span]:
    """`Russian Defense Minister`; nothing where no word stands before the title."""
    first = _with_modifiers(text, start, end)[0]
    if first < end:
        written = r"\s+".join(map(re.escape, " ".join(title.text for title in titles).split()))
        yield first, end + len(re.findall(written, text[end : end + _REACH])[0])


def _with_modifiers(text: str, start: int, end: int) -> Span:
    """The words before `end` that belong to one noun phrase."""
    clause = max((match.end() for match in _BREAK.finditer(text, start, end)), default=start)
    words = list(re.finditer(r"\S+", text[clause:end]))
    first, owner = len(text[:end]), False
    for count, match in enumerate(reversed(words)):
        word = match.group()
        if count == _LONGEST or not _describes(word) or (owner and not word[0].isupper()):
            break
        owner = owner or word.endswith(("'s", "’s"))
        first = clause + match.start()
    return first, end


def _describe(words: list[str]) -> bool:
    return all(map(_describes, words))


def _describes(word: str) -> bool:
    """Whether a word can stand in a noun phrase before its noun."""
    plain = word.casefold()
    if plain in _STOP or plain[0].isdigit():
        return False
    return plain in _DESCRIBING or word[0].isupper() or not plain.endswith(("ed", "ing", "ly"))


def _cut(text: str, start: int, end: int) -> Span:
    """At most so many words as a role has."""
    words = list(re.finditer(r"\S+", text[start:end]))[:_LONGEST]
    return start, start + words[-1].end()


def _is_singular(noun: str) -> bool:
    noun = _bare(noun).casefold()
    return noun not in ("people", "men", "women", "children") and not (noun.endswith("s") and is_role_noun(noun[:-1]))


def _bare(word: str) -> str:
    return word.rstrip(".,’'")
