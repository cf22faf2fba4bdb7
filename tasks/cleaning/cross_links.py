"""Headlines and teasers of other stories that an outlet sets between the paragraphs of this one."""

import re
from collections.abc import Iterator, Sequence

from tasks.cleaning.lines import Line, any_of, ends_sentence, is_capitals, is_prose, spaced, words
from tasks.records import Removal

# Words that announce another story, whatever follows them: `READ MORE: …`, `Related: …`
_LEADS = [
    "read more", "read also", "also read", "also see", "see also", "read next", "up next", "read this next", "read",
    "related", "related story", "related stories", "related article", "related articles", "related coverage",
    "related news", "related content", "related links", "related reading", "related video", "related topics",
    "more on this", "more on this story", "more on this topic", "more stories", "more news", "more coverage",
    "more from us", "further reading", "recommended", "recommended for you", "recommended reading",
    "you may also like", "you might also like", "you may be interested in", "don't miss", "must read", "must-read",
    "editor's picks", "editors' picks", "top stories", "trending", "trending now", "most read", "most popular",
    "popular now", "in case you missed it", "icymi", "in other news", "previously", "earlier coverage",
    "what to read next", "keep reading", "watch", "watch now", "watch live", "watch more", "listen now",
    "click to watch",
]  # fmt: skip
# Labels of other stories only where a headline follows them: as a word, each may also begin a sentence of the body.
_LABELS = [
    "analysis", "opinion", "explainer", "explained", "video", "live", "live updates", "live blog", "fact check",
    "podcast", "in pictures", "in photos", "photos", "gallery", "exclusive", "listen", "timeline", "profile",
    "interactive", "quiz", "editorial", "commentary", "key takeaways",
]  # fmt: skip
# What a headline in capitals ends on after a colon: `… LATEST ARMS SHIPMENT: REPORT`
_TAGS = [
    "report", "reports", "video", "watch", "poll", "survey", "study", "source", "sources", "expert", "experts",
    "live", "official", "officials", "analyst", "analysts", "police", "media", "docs", "documents", "prosecutors",
    "photos", "authorities", "opinion", "white house", "pentagon", "kremlin", "what to know", "live updates",
    "lawsuit", "sheriff",
]  # fmt: skip
_FINITE = frozenset(
    "AGREES IS ARE WAS WERE WILL WON'T WOULD COULD MAY MIGHT MUST CAN CAN'T HAS HAVE HAD DOES DOESN'T DIDN'T ISN'T "
    "AREN'T SAYS SAY SAID TELLS TOLD WARNS WARN ADVISES URGES CALLS ASKS SEEKS WANTS NEEDS VOWS PLEDGES PROMISES "
    "HOPES FEARS EYES MULLS WEIGHS PLANS PREPARES SENDS GIVES GETS TAKES MAKES BRINGS PUTS SETS HOLDS KEEPS "
    "LEAVES ENTERS JOINS QUITS RESIGNS RETURNS FACES FIGHTS BATTLES BLASTS SLAMS RIPS HITS STRIKES ATTACKS SHELLS "
    "BOMBS KILLS WOUNDS SHOOTS DOWNS SHOT DEAD FIRES FIRED SEIZES CAPTURES CLAIMS DENIES ADMITS CONFIRMS REVEALS "
    "ANNOUNCES UNVEILS LAUNCHES STARTS BEGINS ENDS STOPS HALTS BANS BLOCKS BACKS SUPPORTS OPPOSES REJECTS ACCEPTS "
    "APPROVES PASSES SIGNS VETOES VOTES WINS WON LOSES LOST LEADS TRAILS RISES FALLS DROPS SOARS SURGES PLUNGES "
    "JUMPS SLIDES GROWS SHRINKS CUTS RAISES BOOSTS ORDERS DEMANDS ACCUSES BLAMES CHARGES ARRESTS SUES JAILS "
    "SENTENCES FREES RELEASES DEPORTS EXPELS SUMMONS HAILS PRAISES MOCKS SHARES POSTS SHOWS SEES FINDS FOUND "
    "LEARNS HEARS READS SPEAKS TALKS MEETS MET VISITS TRAVELS ARRIVES FLEES FLED ESCAPES DIES DIED SURVIVES "
    "SUFFERS LOOKS GOES COMES MOVES TURNS OPENS CLOSES BREAKS HELPS OFFERS PAYS BUYS SELLS SPENDS OWES BUILDS "
    "DEPLOYS TESTS INTERCEPTS TARGETS THREATENS RETALIATES RESPONDS REACTS REPLIES EXPECTS PREDICTS BELIEVES "
    "THINKS KNOWS INSISTS ARGUES SUGGESTS SIGNALS HINTS URGE DEFENDS DEFIES DITCHES DELAYS"
    "DECLARES SPARKS TRIGGERS STUNS SHOCKS ERUPTS EXPLODES CRASHES COLLAPSES RESCUES EVACUATES".split()
)
_NO_VERBS = frozenset("UNITED RED BED FED NEED INDEED SPEED SEED HUNDRED KING RING WING SPRING THING NOTHING".split())
_QUESTIONS = frozenset("WHAT WHAT'S WHY HOW WHO WHO'S WHERE WHEN WHICH HERE'S HERE IF".split())
_ARTICLES = frozenset("THE A AN OUR MY YOUR THIS THESE THAT THOSE NO ON IN AT FROM WITH AND BUT".split())
_SPEAKER = frozenset("I I'M WE WE'RE YOU YOU'RE OUR MY ME US YOUR LET LET'S DON'T PLEASE".split()) - {"US"}

_BULLET = r"^[^\w\"'(\[]*"
_LEAD = spaced(rf"{_BULLET}{any_of(_LEADS)}(?: ?(?:[:|>»→]|—|--)+ ?| - )\S")
_LEAD_ALONE = spaced(rf"{_BULLET}{any_of([lead for lead in _LEADS if lead not in ('read', 'watch')])} ?[:>»→.…]*$")
_LABEL = spaced(rf"{_BULLET}{any_of(_LABELS)}(?: ?[:|]+ ?| — )\S")
_MORE = spaced(
    r"^[^\w\"'(\[]*(?:click (?:here )?to )?"
    r"(?:read (?:more (?:about|on|of|in|from|at|here|stories)|the full (?:story|article|report)|it here)"
    r"|(?:see|find|get) more (?:stories|news|coverage|from|on this)|more (?:from|on|about) \S+(?: \S+){0,3}[:>»]|more:)"
)
_TAG = spaced(rf"(?::|\|| —) ?(?:{any_of(_TAGS)}|\S+(?: \S+)? says?)$")
_SPOKEN = re.compile(r"\b(?:said|says|told|asked|added|wrote|warned|according)\b", re.IGNORECASE)
_PLACARD = spaced(
    r"(?:sign|signs|placard|placards|banner|banners|poster|posters|billboard|graffiti|tattoo|slogan|slogans|inscription"
    r"|t-shirt|t-shirts|shirt|headline|headlines|caption|message|tweet|post|posted|wrote|read|reads|reading|chanted"
    r"|chanting|shouted|stated|words|painted|scrawled|letters)\b[^.!?\"]{0,60}[.!?,:]?$"
)
_LISTED = re.compile(r"^(?:\(?\d{1,2}[.)]|[A-Z]\)|Q[:.]|A[:.])\s|\s(?:V\.|VS\.)\s")
_LONGEST_TEASER = 30  #: words
_LONGEST_LIST = 6  #: headlines under one lead


def find_cross_links(lines: Sequence[Line]) -> Iterator[Removal]:
    """Teasers with a lead (`READ MORE: …`), and headlines in capitals between paragraphs."""
    capitals = _capitals_tell(lines)
    above: str | None = None  # the nearest line above that is not in capitals
    begun = False  # whether there is a paragraph above: a headline before it may be the story's own
    listed = 0  # how many more headlines the last lead may announce
    for line, below in zip(lines, [*lines[1:], None], strict=False):
        listed = _LONGEST_LIST if _LEAD_ALONE.match(line.plain) else listed - 1 if _is_title(line.plain) else 0
        if above is not None and (
            listed > 0
            or _is_teaser(line.plain)
            or (capitals and begun and _is_complete(below) and _is_headline(line.plain, above=above))
        ):
            yield Removal(line.start, line.end, "cross_link")
        elif not is_capitals(line.plain):
            above = line.plain
            begun = begun or is_prose(line.plain)


def _capitals_tell(lines: Sequence[Line]) -> bool:
    """Whether capitals set a line apart: where most of the story is in capitals, they do not."""
    shouted = sum(len(line.plain) for line in lines if is_capitals(line.plain))
    return 2 * shouted < sum(len(line.plain) for line in lines)


def _is_complete(below: Line | None) -> bool:
    # A line that goes on in small letters is one sentence with this one.
    return below is None or not below.plain[0].islower()


def _is_title(plain: str) -> bool:
    return not ends_sentence(plain) and 5 <= plain.count(" ") + 1 <= _LONGEST_TEASER


def _is_teaser(plain: str) -> bool:
    if plain.count(" ") > _LONGEST_TEASER or _SPOKEN.search(plain):
        return bool(_LEAD.match(plain)) and not is_prose(plain)
    if _LEAD.match(plain) or _LEAD_ALONE.match(plain):
        return True
    if _LABEL.match(plain):
        return not ends_sentence(plain) or plain.endswith("?")
    return bool(_MORE.match(plain))


def _is_headline(plain: str, *, above: str) -> bool:
    """Whether a line in capitals is another story's headline, and not a placard, a heading or an acronym."""
    if not is_capitals(plain) or plain[0] in "\"'(" or plain[-1] in "!:;,\"'…" or _LISTED.search(plain):
        return False
    if plain.endswith(".") and not re.search(r"\b[A-Z]\.[A-Z]\.$", plain):
        return False
    if above.endswith(":") or _PLACARD.search(above):
        return False
    return _has_headline_grammar(plain)


def _has_headline_grammar(plain: str) -> bool:
    """Headlines are long, leave out articles, and have a verb; section headings are short, or ask and point."""
    tokens = words(plain)
    if len(tokens) < 4:
        return False
    if _TAG.search(plain):
        return True
    if tokens[0] in _QUESTIONS:
        return len(tokens) >= 9
    if _SPEAKER.intersection(tokens):
        return False
    verb = any(_is_verb(*three) for three in zip(tokens, tokens[1:], [*tokens[2:], ""], strict=False))
    if tokens[0] in _ARTICLES:
        return verb and len(tokens) >= 7
    return verb or len(tokens) >= 7


def _is_verb(before: str, token: str, after: str) -> bool:
    """Whether a word of a headline is a verb: `SLAMS`, `SENDING`, after a plural also `BACK`; not `STRIKES AND …`."""
    if len(token) > 4 and token.endswith(("ED", "ING")) and token not in _NO_VERBS:
        return True
    if after in ("AND", "OF", ""):
        return False
    plural = before.endswith("S") and before not in _FINITE
    return token in _FINITE or (plural and (f"{token}S" in _FINITE or f"{token}ES" in _FINITE))
