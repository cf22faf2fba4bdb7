"""From a document as handed in to a story: no Redis needed."""

import pytest

from tasks.records import Meta
from workers.documents import MAX_BYTES, document_id, read_stories, read_story, size
from workers.errors import SubmissionError


def test_a_document_becomes_a_story_with_what_is_known_of_it() -> None:
    story = read_story({"text": "Words.", "url": "https://example.org", "title": "T", "published": None})
    assert (story.text, story.html, story.meta) == ("Words.", None, Meta(url="https://example.org", title="T"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param({"text": "a"}, {"text": "a"}, True, id="the same text"),
        pytest.param({"text": "a"}, {"text": "a", "url": "u", "title": "t"}, True, id="meta data do not count"),
        pytest.param({"text": "a"}, {"text": "a "}, False, id="another text"),
        pytest.param({"text": "a"}, {"html": "a"}, False, id="a page is not a text"),
        pytest.param({"text": "a"}, {"text": "a", "id": "1"}, False, id="an id makes it another document"),
        pytest.param({"text": "a", "id": "1"}, {"text": "a", "id": "2"}, False, id="another id too"),
        pytest.param({"text": "ab", "id": "c"}, {"text": "a", "id": "bc"}, False, id="nothing runs together"),
    ],
)
def test_the_id_is_made_of_the_content_and_the_id_given(one: dict[str, str], other: dict[str, str], same: bool) -> None:
    assert (read_story(one).id == read_story(other).id) is same


def test_ids_stay_what_they_are() -> None:
    """Stored documents would be computed again if this changed."""
    assert document_id("Words.", None) == "dc2cd4ee5579023e93f69b7ba"
    assert document_id(None, "<p>Wörter</p>", "7") == "da5bcad42e27fa3b4985fa9e3"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("half a pair \ud83d alone", "half a pair \ufffd alone", id="a high surrogate alone"),
        pytest.param("\udc00", "\ufffd", id="a low surrogate alone"),
        pytest.param("\ude00\ud83d", "\ufffd\ufffd", id="the wrong way round"),
        pytest.param("\ud83d\ude00", "😀", id="two halves in order"),
        pytest.param("a\0b\x07\ufeff\r\n", "a\0b\x07\ufeff\r\n", id="everything else stays"),
    ],
)
def test_every_text_is_valid_unicode(given: str, kept: str) -> None:
    story = read_story({"text": given, "title": given})
    assert story.text == story.meta.title == kept


def test_sizes_are_bytes() -> None:
    assert [size(read_story(document)) for document in ({"text": "aé😀"}, {"html": "abc"}, {"text": ""})] == [7, 3, 0]


def test_a_document_of_absurd_size_is_refused() -> None:
    with pytest.raises(SubmissionError, match="document 2 is larger than 64 MB: split it"):
        read_stories([{"text": "x"}, {"text": "x" * (MAX_BYTES + 1)}])


def test_documents_may_come_one_by_one() -> None:
    assert len(read_stories({"text": str(number)} for number in range(3))) == 3
