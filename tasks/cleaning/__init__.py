"""The clean stage: what of a story is body, in which language, and what in it is broken."""

from tasks.cleaning.encoding import check_is_text, find_repairs
from tasks.cleaning.furniture import find_removals
from tasks.cleaning.html import extract, looks_like_html
from tasks.cleaning.language import check_is_english
from tasks.errors import EmptyText, TextTooLong
from tasks.records import Cleaned, Meta, Removal, Repair, Story
from tasks.repairs import Repaired

__all__ = ["clean"]

_MARKUP = 10  #: how many times its text a page may be long, since most of a page is markup


def clean(story: Story, *, max_characters: int = 1_000_000) -> Cleaned:
    """The story's text with what of it is not body, and with the repairs of its broken characters.

    Raises:
        EmptyText: there are no words in it, or none that are body.
        TextTooLong: it has more than `max_characters`.
        NotText: it is binary data.
        NoArticle: it is a page without an article.
        NotEnglish: it is in another language.
    """
    text, meta = _read(story, max_characters)
    _check_has_words(text)
    _check_length(text, max_characters)
    repairs = find_repairs(text)
    removed, body = _split(text, repairs)
    if not any(map(str.isalpha, body)):
        raise EmptyText("The story has no body: all of it is links, credits or notices. Submit the article's text.")
    return Cleaned(text, removed, repairs, check_is_english(body), meta)


def _read(story: Story, max_characters: int) -> tuple[str, Meta]:
    """The text that all offsets will refer to: the submitted one, or the article of a page."""
    submitted = story.html if story.text is None else story.text
    if not submitted or not submitted.strip():
        raise EmptyText
    _check_length(submitted, max_characters * _MARKUP)
    check_is_text(submitted)
    if story.text is None or looks_like_html(submitted):
        return extract(submitted, story.meta)
    return submitted, story.meta


def _check_length(text: str, most: int) -> None:
    if len(text) > most:
        raise TextTooLong(
            f"The story has {len(text):,} characters, and the limit is {most:,}: "
            "split it, or raise STANCEWIRE_MAX_CHARACTERS."
        )


def _check_has_words(text: str) -> None:
    if not any(map(str.isalpha, text)):
        raise EmptyText


def _split(text: str, repairs: tuple[Repair, ...]) -> tuple[tuple[Removal, ...], str]:
    """What is removed, in offsets of the text as submitted, and the body that is left."""
    repaired = Repaired(text, repairs)
    found = find_removals(repaired.text)
    pieces, at = [], 0
    for removal in found:
        pieces.append(repaired.text[at : removal.start])
        at = removal.end
    body = "".join([*pieces, repaired.text[at:]])
    return tuple(Removal(*repaired.to_submitted(r.start, r.end), r.reason) for r in found), body
