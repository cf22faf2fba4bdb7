"""What can be wrong with a story.

StoryError
├── Unusable          the story can never be processed: it ends as `failed`
│   ├── EmptyText
│   ├── TextTooLong
│   ├── NotText
│   └── NoArticle
└── Skipped           the story is fine, but not for us: it ends as `skipped`
    └── NotEnglish
WeightsError          the model cannot be loaded: nothing can be processed until that is mended
├── WeightsMissing
└── WeightsDamaged
"""


class StoryError(Exception):
    """The story cannot be processed."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class Unusable(StoryError):
    """The story can never be processed."""


class EmptyText(Unusable):
    """The story has no words in it: submit the story's text or its HTML."""


class TextTooLong(Unusable):
    """The story is longer than the limit: split it, or raise STANCEWIRE_MAX_CHARACTERS."""


class NotText(Unusable):
    """The story is binary data, not text: submit plain text or HTML."""


class NoArticle(Unusable):
    """No article was found in the page: submit the article's text instead."""


class Skipped(StoryError):
    """The story was left out."""


class NotEnglish(Skipped):
    """The story is not in English, the one language that the models know."""


class WeightsError(Exception):
    """The model's weights are missing or damaged: run `git checkout model/weights` in the checkout."""


class WeightsMissing(WeightsError):
    """A file of the model is missing: run `git checkout model/weights` in the checkout."""


class WeightsDamaged(WeightsError):
    """A file of the model is not what the manifest says: run `git checkout model/weights` in the checkout."""
