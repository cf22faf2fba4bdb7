"""Web pages: which texts are pages, and what of a page is the story."""

import pytest
import trafilatura

from tasks import clean
from tasks.cleaning.html import looks_like_html
from tasks.errors import NoArticle, NotEnglish, StoryError
from tasks.records import Meta, Story

PARAGRAPHS = [
    "The mayor of Garland said on Friday that she backs the plan to build a dam above the town & its river.",
    "“We need the water,” Mayor Ann Tole told reporters. “And we need it now.”",
    "Opponents say the dam would flood farms. A spokesman for the farmers, Rolf Penn, called it “a theft of land.”",
    "The council votes on the plan on Tuesday, and the county court has the last word.",
]
HEAD = """<head><meta charset="utf-8"><title>Mayor backs dam plan | Garland Post</title>
<meta property="og:title" content="Mayor backs dam plan"><meta property="og:site_name" content="Garland Post">
<meta name="author" content="Jane Roe"><meta property="article:published_time" content="2023-03-03T10:00:00Z"></head>"""
MENU = '<nav><ul><li><a href="/">Home</a></li><li><a href="/w">World</a></li><li><a href="/s">Sport</a></li></ul></nav>'
COOKIES = '<div class="cookie-banner"><p>We use cookies to improve your visit.</p><button>Accept all</button></div>'
ASIDE = '<aside><h3>Most read</h3><ul><li><a href="/a">A cat that came back after nine years</a></li></ul></aside>'
FOOTER = '<footer><p>© 2023 Garland Post. All rights reserved.</p><a href="/privacy">Privacy policy</a></footer>'
LINKED = '<p><strong><a href="/x">STATE SENDS ANOTHER $2 MILLION IN AID TO RIVER TOWNS: REPORT</a></strong></p>'


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("“", "&ldquo;").replace("”", "&rdquo;")


def page(article: str) -> str:
    body = f"<header>{MENU}</header>{COOKIES}{article}{ASIDE}{FOOTER}"
    return f'<!DOCTYPE html>\n<html lang="en">{HEAD}<body>{body}</body></html>'


INNER = [f"<p>{escaped(paragraph)}</p>" for paragraph in PARAGRAPHS]
PAGES = [
    ("an article", page(f"<article><h1>Mayor backs dam plan</h1>{''.join(INNER)}</article>")),
    ("a main part", page(f"<main><h1>Mayor backs dam plan</h1>{''.join(INNER)}</main>")),
    ("a division", page(f'<div class="article-body"><h1>Mayor backs dam plan</h1>{"".join(INNER)}</div>')),
    ("a byline and a date", page(
        '<article><h1>Mayor backs dam plan</h1><p class="byline">By Jane Roe</p>'
        f'<time datetime="2023-03-03">March 3, 2023</time>{"".join(INNER)}</article>')),
    ("a linked headline", page(f"<article>{INNER[0]}{INNER[1]}{LINKED}{INNER[2]}{INNER[3]}</article>")),
    ("a picture with a caption", page(
        f'<article>{INNER[0]}<figure><img src="x.jpg"><figcaption>FILE - The river. (AP Photo/John Doe)</figcaption>'
        f"</figure>{INNER[1]}{INNER[2]}{INNER[3]}</article>")),
    ("links in the text", page(
        "<article>" + "".join(INNER).replace("Rolf Penn", '<a href="/p">Rolf Penn</a>') + "</article>")),
    ("emphasis in the text", page("<article>" + "".join(INNER).replace("now", "<em>now</em>") + "</article>")),
    ("share buttons", page(
        '<article><div class="share"><button>Share</button></div>' + "".join(INNER) + "</article>")),
    ("a table of figures", page(
        f"<article>{INNER[0]}{INNER[1]}<table><tr><td>For</td><td>12</td></tr></table>{INNER[2]}{INNER[3]}</article>")),
    ("scripts and styles", page(
        "<article><script>var a = '<p>no</p>';</script><style>p{color:red}</style>" + "".join(INNER) + "</article>")),
    ("comments of readers", page(
        f'<article>{"".join(INNER)}</article><section id="comments"><div class="comment"><p>Build it already, I say, '
        "and be done with it.</p></div></section>")),
    ("no closing tags", page("<article>" + "".join(INNER).replace("</p>", "") + "</article>")),
    ("a credit", page(
        f"<article>{''.join(INNER)}<p>The Associated Press contributed to this report.</p></article>")),
    ("an old page",
     f"<HTML>{HEAD}<BODY><TABLE><TR><TD>{MENU}</TD><TD>{''.join(INNER)}</TD></TR></TABLE></BODY></HTML>"),
]  # fmt: skip


def body(story: Story) -> list[str]:
    cleaned = clean(story)
    pieces, at = [], 0
    for removal in cleaned.removed:
        pieces.append(cleaned.text[at : removal.start])
        at = removal.end
    return [line for line in "".join([*pieces, cleaned.text[at:]]).split("\n") if line.strip()]


@pytest.mark.parametrize(("case", "html"), PAGES)
def test_the_article_of_a_page_is_kept_paragraph_by_paragraph(case: str, html: str) -> None:
    assert body(Story("s", html=html)) == PARAGRAPHS
    assert body(Story("s", text=html)) == PARAGRAPHS


def test_the_page_says_title_date_author_and_site() -> None:
    meta = clean(Story("s", html=PAGES[0][1])).meta
    assert meta == Meta(
        source="Garland Post",
        published="2023-03-03",
        title="Mayor backs dam plan",
        author="Jane Roe",
        site="Garland Post",
        extractor=f"trafilatura {trafilatura.__version__}",
    )


def test_what_the_submitter_says_wins_over_the_page() -> None:
    given = Meta(url="https://news.example/dam", source="Wire", published="2023-03-04", title="Dam", author="John Doe")
    meta = clean(Story("s", html=PAGES[0][1], meta=given)).meta
    assert (meta.url, meta.source, meta.published, meta.title, meta.author) == (
        "https://news.example/dam", "Wire", "2023-03-04", "Dam", "John Doe",
    )  # fmt: skip
    assert meta.site == "Garland Post"


def test_a_page_gives_the_same_record_every_time() -> None:
    stories = [Story("s", html=html) for _, html in PAGES]
    first = [clean(story) for story in stories]
    assert [clean(story) for story in reversed(stories)] == first[::-1]


def test_a_fragment_is_read_as_html() -> None:
    assert body(Story("s", text="".join(INNER))) == PARAGRAPHS


def test_mojibake_of_a_page_is_repaired_in_offsets_of_its_text() -> None:
    cleaned = clean(Story("s", html=page(f"<article>{''.join(INNER)}<p>It was the mayorâ€™s own plan.</p></article>")))
    (repair,) = cleaned.repairs
    assert (cleaned.text[repair.start : repair.end], repair.text) == ("â€™", "’")


def test_a_page_in_another_language_is_skipped() -> None:
    german = (
        "Die Bürgermeisterin sagte am Freitag, dass sie den Plan für einen Staudamm oberhalb der Stadt unterstützt."
    )
    with pytest.raises(NotEnglish, match="in German"):
        clean(Story("s", html=page(f"<article><p>{german}</p><p>{german.replace('Freitag', 'Montag')}</p></article>")))


@pytest.mark.parametrize(
    ("case", "html"),
    [
        ("menu only", f"<html><body>{MENU}</body></html>"),
        ("empty page", "<html><head><title>Garland Post</title></head><body></body></html>"),
        ("script only", "<html><body><script>location.href = '/';</script></body></html>"),
        (
            "headlines only",
            "<html><body><ul>" + '<li><a href="/a">A cat came back after nine years at sea</a></li>' * 9,
        ),
        ("angle brackets", "<html>" + "<" * 1000),
        ("hundred thousand divisions", "<html><body>" + "<div>" * 100_000 + "x"),
    ],
)
def test_a_page_without_an_article_fails_with_a_sentence(case: str, html: str) -> None:
    with pytest.raises(StoryError, match="No article was found in the page") as caught:
        clean(Story("s", html=html))
    assert type(caught.value) is NoArticle


HTML = [
    ("doctype", "<!DOCTYPE html><p>The mayor said so."),
    ("doctype after a comment", "<!-- saved from the web -->\n<!doctype HTML>\n<p>The mayor"),
    ("mark and white space first", "\ufeff \n<html lang='en'>"),
    ("XHTML", '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">'),
    ("article", "<article>\n<h1>Dam</h1><p>The mayor said so.</p></article>"),
    ("paragraphs", "<p>The mayor said so.</p>"),
    ("text first", "Dam plan\n<p>The mayor said so.</p><p>She did.</p><p>Twice.</p>"),
]


@pytest.mark.parametrize(("case", "text"), HTML)
def test_page_is_known_as_html(case: str, text: str) -> None:
    assert looks_like_html(text)


PLAIN = [
    ("plain story", "The mayor said so."),
    ("mentions a tag", "The form's <b> tag was left open, the engineer said, and the page broke."),
    ("mentions html", "The page began with <html>, like all pages, and ended there."),
    ("begins with a tag's name", "<b>Breaking</b> The mayor said so."),
    ("begins with a stray tag", "<p>The mayor said so, and went home with the keys of the town in her bag."),
    ("less than", "Turnout was < 50% in Garland and > 60% in Roe County."),
    ("address", "<jane@post.example> The mayor said so."),
    ("two closing tags in a long story", "The mayor said so. " * 300 + "</p></div>"),
    ("feed", '<?xml version="1.0"?><rss><channel><title>Dam</title></channel></rss>'),
    ("arrow", "--> The mayor said so."),
    ("comment that never ends", "<!-- " * 1000),
]


@pytest.mark.parametrize(("case", "text"), PLAIN)
def test_plain_text_is_not_taken_for_html(case: str, text: str) -> None:
    assert not looks_like_html(text)


def test_plain_story_with_a_tag_is_kept_letter_for_letter() -> None:
    text = "The form's <b> tag was left open, the engineer said, and the page broke.\nThe mayor was not told of it."
    cleaned = clean(Story("s", text=text))
    assert (cleaned.text, cleaned.removed, cleaned.meta) == (text, (), Meta())
