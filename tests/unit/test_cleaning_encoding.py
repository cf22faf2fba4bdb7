"""Broken characters are repaired, sound ones are kept, and data that is not text is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks import clean
from tasks.cleaning.encoding import find_repairs
from tasks.errors import EmptyText, NotText, StoryError, TextTooLong
from tasks.records import Cleaned, Repair, Story
from tasks.repairs import Repaired


def repaired(text: str) -> str:
    return Repaired(text, find_repairs(text)).text


BROKEN = [
    ("apostrophe", "Itâ€™s the mayorâ€™s plan.", "It’s the mayor’s plan."),
    ("letters", "The cafÃ© in SÃ£o Paulo", "The café in São Paulo"),
    ("quotation marks", "â€œWe need it,â€\x9d she said.", "“We need it,” she said."),
    ("dash", "The plan â€” hers â€” is old.", "The plan — hers — is old."),
    ("broken twice", "The cafÃƒÂ© is closed.", "The café is closed."),
    ("beside sound ones", "“Itâ€™s late,” he said—twice…", "“It’s late,” he said—twice…"),
    ("half of a letter became a space", "VoilÃ le travail, she said.", "Voilà le travail, she said."),
    ("another alphabet", "ÐŸÑ€Ð¸Ð²ÐµÑ‚ is a greeting.", "Привет is a greeting."),
    ("entity", "AT&amp;T and the mayor&#8217;s plan", "AT&T and the mayor’s plan"),
    ("entity of an entity", "AT&amp;amp;T", "AT&T"),
    ("windows marks", "\x93We need it\x94", "“We need it”"),
    ("control characters", "The \x00plan\x08 is old.", "The plan is old."),
    ("terminal colours", "The \x1b[31mplan\x1b[0m is old.", "The plan is old."),
    ("byte order mark", "\ufeffThe plan is old.", "The plan is old."),
    ("half a character", "The \ud83d plan", "The \ufffd plan"),
    ("pair of halves", "The \ud83d\ude00 plan", "The 😀 plan"),
]


@pytest.mark.parametrize(("case", "text", "expected"), BROKEN)
def test_broken_characters_are_repaired(case: str, text: str, expected: str) -> None:
    assert repaired(text) == expected
    assert repaired(f"First line.\r\n{text}\nLast line.") == f"First line.\r\n{expected}\nLast line."


SOUND = [
    ("quotation marks", '“We ‘need’ it,” she said: "it\'s" „so“ «so».'),
    ("ligatures and width", "ﬁne ﬂour, ＷＩＤＥ"),
    ("line breaks", "one\r\ntwo\rthree\u2028four\u2029five\x0csix"),
    ("letters put together from two", "cafe\u0301, café"),
    ("accents of other languages", "Łódź, São Paulo, Düsseldorf, Ürümqi, N’Djamena, Reykjavík, Hà Nội"),
    ("other alphabets", "Киев, القاهرة, 北京, 서울"),
    ("ampersand", "AT&T, R&D; Q&A"),
    ("tag beside an entity", "The field <b> shows &amp;."),
    ("spaces", "one\xa0two\u2009three\u200bfour"),
    ("emoji", "👩‍👩‍👧 🇺🇦"),
]


@pytest.mark.parametrize(("case", "text"), SOUND)
def test_sound_characters_are_kept_letter_for_letter(case: str, text: str) -> None:
    assert find_repairs(text) == ()


def test_repairs_are_no_longer_than_what_is_broken() -> None:
    assert find_repairs("Good line.\nItâ€™s the cafÃ© there.") == (Repair(13, 16, "’"), Repair(25, 27, "é"))


@given(st.text(st.characters() | st.sampled_from("Ãâ€™\x93&amp;Â© \n\x00\x1b["), max_size=200))
def test_repairs_are_in_order_and_inside_the_text(text: str) -> None:
    end = 0
    for repair in find_repairs(text):
        assert end <= repair.start <= repair.end <= len(text)
        assert text[repair.start : repair.end] != repair.text
        end = repair.end


words = st.sampled_from(
    ["“Straße”", "café,", "it’s", "‘naïve’", "—", "…", "São", "d’Ivoire", "“Élan", "100 €", "§ 5", "ŁÓDŹ"]
)


@given(st.lists(words, max_size=30).map(" ".join))
def test_sound_words_are_never_repaired(text: str) -> None:
    assert find_repairs(text) == ()


@given(st.lists(words, max_size=30).map(" ".join))
def test_words_read_in_the_wrong_encoding_are_read_back(text: str) -> None:
    assert repaired(text.encode().decode("latin-1")) == text


REFUSED = [
    ("nothing", "", EmptyText, "no words"),
    ("white space", " \n\t\u3000", EmptyText, "no words"),
    ("no letters", "123 … 456 !?", EmptyText, "no words"),
    ("nothing but furniture", "Advertisement\nShare this article", EmptyText, "no body"),
    ("too long", "so it is, " * 10 + "so it", TextTooLong, "105 characters, and the limit is 100"),
    ("PDF", "%PDF-1.7\n1 0 obj", NotText, "PDF"),
    ("Word file", "PK\x03\x04\x14\x00\x06\x00", NotText, "Office"),
    ("image", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", NotText, "PNG"),
    ("bytes", bytes(range(100)).decode("latin-1"), NotText, "binary"),
    ("two-byte text read byte by byte", "The plan is old.".encode("utf-16-le").decode("latin-1"), NotText, "binary"),
    ("undecodable", "\ufffd" * 40 + "The plan", NotText, "binary"),
]


@pytest.mark.parametrize(("case", "text", "error", "says"), REFUSED)
def test_what_is_no_story_is_refused_with_a_sentence(case: str, text: str, error: type[StoryError], says: str) -> None:
    with pytest.raises(error, match=says) as caught:
        clean(Story("s", text=text), max_characters=100)
    assert type(caught.value) is error


def test_the_limit_itself_is_allowed() -> None:
    assert clean(Story("s", text="so it is. " * 10), max_characters=100).removed == ()


def test_nul_and_half_character_in_a_story_break_nothing() -> None:
    credit = "The Associated\x00 Press contributed to this report."
    text = f"The mayor said\x00 on Friday that the \ud800plan is hers.\n{credit}"
    cleaned = clean(Story("s", text=text))
    assert cleaned.text == text
    assert Repaired(text, cleaned.repairs).text.startswith("The mayor said on Friday that the \ufffdplan is hers.")
    assert [text[r.start : r.end] for r in cleaned.removed] == [credit]


@given(st.text(max_size=300))
def test_any_text_is_cleaned_or_refused(text: str) -> None:
    try:
        cleaned = clean(Story("s", text="The mayor said that the plan is hers.\n" + text))
    except StoryError:
        return
    _check_spans(cleaned)


pieces = st.sampled_from(
    "It is so.|READ MORE:|RUSSIA SAYS NO TO US|LONDON (AP) — |By Jane Roe|\n|\n\n|\r\n|“|(|© 2023 AP.| |\xa0|- "
    "|’s|Photo: |Click here to|â€™|<p>|&amp;|Advertisement|U.S.|/Getty Images|\x00|Reporting by | reported from Kyiv."
    "| contributed to this report.".split("|")
)


@given(st.lists(pieces, max_size=40).map("".join))
def test_any_mixture_of_furniture_is_cleaned_or_refused(text: str) -> None:
    try:
        cleaned = clean(Story("s", text=text))
    except StoryError:
        return
    _check_spans(cleaned)


def _check_spans(cleaned: Cleaned) -> None:
    end = 0
    for removal in cleaned.removed:
        assert end <= removal.start < removal.end <= len(cleaned.text)
        end = removal.end


HOSTILE = [
    ("quotation marks", "“" * 10_000 + '"' * 10_000),
    ("one line", "The minister said on Monday that “the talks” would go on in the U.S. capital. " * 12_000),
    ("capitals", "RUSSIA SAYS NO " * 60_000),
    ("spaces", "the" + " " * 900_000 + "end"),
    ("full stops", "." * 900_000 + " the"),
    ("initials", "A. " * 300_000),
    ("names", "Roe, Doe and " * 70_000 + "reported from Kyiv."),
    ("credits", "contributed to this " * 45_000),
    ("offers", "Click here to " * 60_000 + "or not"),
    ("hyphens", "LONDON " + "-" * 900_000),
    ("brackets", "(" * 900_000 + "the mayor"),
    ("comments", "<!-- -->" * 100_000 + "<!--" * 20_000 + "the mayor"),
    ("open tags", "<p " * 300_000 + "the mayor"),
    ("nested entities", "&amp;" + "amp;" * 200_000 + "the mayor"),
    ("mojibake in one line", "Itâ€™s the cafÃ© that was open. " * 25_000),
    ("mojibake without spaces", "Ã©â€™" * 180_000 + " the mayor"),
    ("control sequences", "the \x1b[" * 100_000),
    ("short lines", "a\n" * 300_000 + "the"),
    ("200,000 words", ("The minister, Jane Roe, said that “it” is so.\n\nRUSSIA SAYS NO TO US\n\n") * 14_000),
]  # fmt: skip


@pytest.mark.timeout(60)  # linear work takes a second or three; what is not linear takes hours
@pytest.mark.parametrize(("case", "text"), HOSTILE, ids=[case for case, _ in HOSTILE])
def test_a_million_hostile_characters_end(case: str, text: str) -> None:
    try:
        _check_spans(clean(Story("s", text=text), max_characters=2_000_000))
    except StoryError as error:
        assert str(error)
