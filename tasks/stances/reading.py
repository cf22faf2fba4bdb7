"""A story as the stances stage reads it: the repaired text, and everything found so far in its offsets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property

from spacy.language import Language
from spacy.tokens import Doc

from tasks.attributions import Tokens
from tasks.entities.countries import country_named
from tasks.entities.windows import windows
from tasks.records import Cleaned, Entities, Entity, EntityType, Segments, Span
from tasks.repairs import Repaired
from tasks.stances.quotations import Quotation, quotations


class Named:
    """One mention in the repaired text, and the entity it belongs to."""

    __slots__ = ("end", "entity", "start", "type")

    def __init__(self, start: int, end: int, type: EntityType, entity: Entity) -> None:
        self.start, self.end, self.type, self.entity = start, end, type, entity


class Window:
    """One stretch of whole sentences with what the network says of it."""

    def __init__(self, doc: Doc, start: int) -> None:
        self.doc, self.start = doc, start

    def span(self, tokens: Tokens) -> Span:
        """Token range -> characters of the story."""
        first, last = self.doc[tokens[0]], self.doc[tokens[1] - 1]
        return self.start + first.idx, self.start + last.idx + len(last)

    def tokens(self, spans: Sequence[Span]) -> list[int]:
        """The tokens that touch any of the spans, white space left out."""
        found: set[int] = set()
        for start, end in spans:
            first = bisect_right(self._ends, start - self.start)
            found.update(range(first, bisect_left(self._starts, end - self.start)))
        return [at for at in sorted(found) if not self._spaces[at]]

    @cached_property
    def _starts(self) -> list[int]:
        return list(self.doc.to_array("IDX").tolist())

    @cached_property
    def _ends(self) -> list[int]:
        return list(self.doc.to_array(["IDX", "LENGTH"]).sum(axis=1).tolist())

    @cached_property
    def _spaces(self) -> list[int]:
        return list(self.doc.to_array("IS_SPACE").tolist())


class Reading:
    """One story, ready for finding statements in it. All offsets are into `text`, the repaired one."""

    def __init__(self, cleaned: Cleaned, segments: Segments, entities: Entities, nlp: Language) -> None:
        self.repaired = Repaired(cleaned.text, cleaned.repairs)
        move = self.repaired.from_submitted
        self.text = self.repaired.text
        self.paragraphs = [move(*span) for span in segments.paragraphs]
        self.sentences = [move(*span) for span in segments.sentences]
        self.entities = {entity.id: entity for entity in entities.entities}
        self.pronouns: dict[str, str | None] = {}  # by entity, as far as `pronouns.pronoun` was asked
        self.mentions = sorted(
            (Named(*move(m.start, m.end), m.type, entity) for entity in entities.entities for m in entity.mentions),
            key=lambda mention: mention.start,
        )
        removed = [move(removal.start, removal.end) for removal in cleaned.removed]
        spans = windows(self.sentences, removed)
        docs = nlp.pipe([self.text[start:end] for start, end in spans])
        self.windows = [Window(doc, start) for doc, (start, _) in zip(docs, spans, strict=True)]

    @cached_property
    def quotations(self) -> list[Quotation]:
        """The quotations of the body."""
        return quotations(self.text, self.paragraphs)

    @cached_property
    def _mention_starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    @cached_property
    def _quotation_starts(self) -> list[int]:
        return [quotation.start for quotation in self.quotations]

    @cached_property
    def _window_starts(self) -> list[int]:
        return [window.start for window in self.windows]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    @cached_property
    def _paragraph_starts(self) -> list[int]:
        return [start for start, _ in self.paragraphs]

    def named(self, start: int, end: int) -> list[Named]:
        """The mentions that lie within a span."""
        first, last = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        return [mention for mention in self.mentions[first:last] if mention.end <= end]

    @cached_property
    def countries(self) -> dict[str, Entity]:
        """The countries that the story names, by their common name."""
        named = ((country_named(entity.name), entity) for entity in self.entities.values() if entity.type == "GPE")
        return {country: entity for country, entity in named if country}

    def around(self, start: int, end: int) -> list[Named]:
        """The mentions that a span touches; mentions do not overlap, so only one can begin before it."""
        first, last = bisect_left(self._mention_starts, start), bisect_left(self._mention_starts, end)
        return [mention for mention in self.mentions[max(0, first - 1) : last] if mention.end > start]

    def quoted(self, start: int, end: int) -> list[Quotation]:
        """The quotations that a span touches."""
        last = bisect_right(self._quotation_starts, end - 1)
        first = last
        while first and self.quotations[first - 1].end > start:
            first -= 1
        return self.quotations[first:last]

    def window(self, at: int) -> Window:
        """The window that a position lies in."""
        return self.windows[max(0, bisect_right(self._window_starts, at) - 1)]

    def sentence(self, at: int) -> Span:
        """The sentence that a position lies in."""
        return self.sentences[max(0, bisect_right(self._sentence_starts, at) - 1)]

    def sentences_between(self, start: int, end: int) -> list[Span]:
        """The sentences that begin in `[start, end)`."""
        return self.sentences[bisect_left(self._sentence_starts, start) : bisect_left(self._sentence_starts, end)]

    def paragraph(self, at: int) -> int:
        """The index of the paragraph that a position lies in."""
        return max(0, bisect_right(self._paragraph_starts, at) - 1)
