"""Provisional."""

from tasks.errors import EmptyText
from tasks.records import Cleaned, Story


def clean(story: Story, *, max_characters: int = 1_000_000) -> Cleaned:
    """What of a story is body."""
    text = story.text or story.html or ""
    if not text.strip():
        raise EmptyText
    return Cleaned(text=text, meta=story.meta)
