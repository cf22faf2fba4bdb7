"""What a story names: mentions of people, organisations, places and more, and which of them are one thing."""

from collections.abc import Iterable, Iterator

from msgspec import structs
from spacy.language import Language

from tasks.entities.countries import country_of, stands_for
from tasks.entities.mentions import find_mentions
from tasks.entities.merging import merge
from tasks.entities.people import described
from tasks.entities.roles import head_noun, is_role, is_role_noun
from tasks.entities.windows import windows
from tasks.records import Cleaned, Entities, Entity, Mention, Segments
from tasks.repairs import Repaired

__all__ = ["country_of", "find_entities", "head_noun", "is_role", "is_role_noun", "stands_for", "windows"]


def find_entities(cleaned: Cleaned, segments: Segments, nlp: Language) -> Entities:
    """The entities of a story, found in its body only; spans are into `cleaned.text`.

    Args:
        cleaned: what of the story is body.
        segments: the body's sentences.
        nlp: any spaCy pipeline that sets `Doc.ents`; its labels are read by `mentions.TYPES`.
    """
    read = Repaired(cleaned.text, cleaned.repairs)
    sentences = [read.from_submitted(start, end) for start, end in segments.sentences]
    removed = [read.from_submitted(removal.start, removal.end) for removal in cleaned.removed]
    mentions = list(_apart(find_mentions(read.text, sentences, windows(sentences, removed), nlp), read))
    entities = described(read.text, sentences, merge(read.text, mentions))
    return Entities(tuple(_submitted(entity, read) for entity in entities))


def _apart(mentions: Iterable[Mention], read: Repaired) -> Iterator[Mention]:
    """The mentions that stay apart in the submitted text; where two lie in one repair, the first has all of it."""
    past = 0
    for mention in mentions:
        start, end = read.to_submitted(mention.start, mention.end)
        if past <= start < end:
            yield mention
            past = end


def _submitted(entity: Entity, read: Repaired) -> Entity:
    mentions = tuple(
        Mention(*read.to_submitted(mention.start, mention.end), mention.type) for mention in entity.mentions
    )
    return structs.replace(entity, mentions=mentions)
