"""The records that the stages pass on: frozen, typed, and the same in a file, in Redis and in Python.

Every span is `(start, end)`: character offsets, end exclusive, into `Cleaned.text`. That is the text as it was
submitted, or, for HTML, the text that the extractor made of it. The definitions are the codebook's
(`docs/codebook.md`); the JSON Schemas in `docs/schema/` are generated from these classes.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

Span = tuple[int, int]

RemovalReason = Literal["cross_link", "credit", "dateline", "byline", "boilerplate"]
EntityType = Literal[
    "PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "WORK", "PRODUCT", "DATE", "MONEY", "PERCENT"
]
Form = Literal["direct", "indirect", "mixed"]
Label = Literal["favor", "against", "neutral", "unclear"]
Status = Literal["queued", "done", "failed", "skipped"]


class Meta(Struct, frozen=True, omit_defaults=True):
    """What is known about a story besides its words; the submitter's values win over the page's."""

    url: str | None = None
    source: str | None = None  #: the outlet, as the submitter or the page names it
    published: str | None = None  #: a date or time in ISO 8601, as given
    title: str | None = None
    author: str | None = None
    site: str | None = None  #: the site's name, as the page says it
    extractor: str | None = None  #: what made text of HTML: name and version


class Story(Struct, frozen=True):
    """A story as submitted: `text` or `html`, exactly one of them."""

    id: str
    text: str | None = None
    html: str | None = None
    meta: Meta = Meta()


class Removal(Struct, frozen=True):
    """A span that is not body (codebook, section 1)."""

    start: int
    end: int
    reason: RemovalReason


class Repair(Struct, frozen=True):
    """Broken characters `[start, end)` of the text, and what they stand for."""

    start: int
    end: int
    text: str


class Cleaned(Struct, frozen=True):
    """What the clean stage found: the text that all offsets refer to, and what of it is not body."""

    text: str
    removed: tuple[Removal, ...] = ()
    repairs: tuple[Repair, ...] = ()
    language: str = "en"  #: ISO 639-1
    meta: Meta = Meta()


class Segments(Struct, frozen=True):
    """Paragraphs and sentences of the body, in order; a sentence lies within one paragraph."""

    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]


class Mention(Struct, frozen=True):
    """One occurrence of a name."""

    start: int
    end: int
    type: EntityType


class Entity(Struct, frozen=True):
    """One thing that the story names, with all its mentions and what the story says it is."""

    id: str  #: `e1`, `e2`, … in the order of first mention
    name: str  #: the longest full form
    type: EntityType
    mentions: tuple[Mention, ...]
    titles: tuple[str, ...] = ()  #: as written before the name: `Lt. Col.`
    role: str | None = None  #: `Pentagon spokesman`
    affiliation: str | None = None  #: `DIA`
    stands_for: str | None = None  #: the country that a capital or seat of government speaks for


class Entities(Struct, frozen=True):
    """The entities of one story, in the order of their first mention."""

    entities: tuple[Entity, ...]


class Party(Struct, frozen=True, omit_defaults=True):
    """A holder or a target: an entity of the story, or, without one, the words that stand for it."""

    entity: str | None
    name: str
    affiliation: str | None = None  #: the entity that an unnamed source belongs to: of `a Pentagon official`, Pentagon


class Statement(Struct, frozen=True):
    """Content that the story attributes to somebody (codebook, section 4)."""

    id: str  #: `s1`, `s2`, … in the order of the text
    content: tuple[Span, ...]  #: more than one piece when the cue breaks the sentence
    cue: Span | None
    source: Span | None
    form: Form
    holder: Party
    inside: str | None = None  #: the statement that this one is nested in


class Stance(Struct, frozen=True):
    """Where a holder stands, in one statement, towards one target (codebook, section 5)."""

    statement: str | None  #: None for the story's own voice
    holder: Party
    target: Party
    label: Label
    confidence: float  #: 0 to 1
    evidence: Span  #: lies inside the statement's content


class Stances(Struct, frozen=True):
    """The statements of one story and the stances taken in them."""

    statements: tuple[Statement, ...]
    stances: tuple[Stance, ...]
    narrator: tuple[Stance, ...] | UnsetType = UNSET  #: what the story says in its own voice; only when asked for


class Versions(Struct, frozen=True, omit_defaults=True):
    """What produced each part of a record: code version, and the weights' checksum where weights were used."""

    clean: str | None = None
    segment: str | None = None
    entities: str | None = None
    stances: str | None = None


class CleanPart(Struct, frozen=True):
    """The part of a record that the clean stage wrote; its text stands one level up."""

    removed: tuple[Removal, ...]
    language: str
    repairs: tuple[Repair, ...] = ()


class Record(Struct, frozen=True):
    """Everything known of one story: what `stancewire run` prints, one a line."""

    id: str
    status: Status
    reason: str | None  #: one sentence, when the story failed or was skipped
    text: str | None
    meta: Meta
    clean: CleanPart | None = None
    segments: Segments | None = None
    entities: tuple[Entity, ...] | None = None
    statements: tuple[Statement, ...] | None = None
    stances: tuple[Stance, ...] | None = None
    narrator: tuple[Stance, ...] | UnsetType = UNSET  #: see `Stances.narrator`
    versions: Versions = Versions()
