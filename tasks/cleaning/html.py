"""Web pages: knowing one, and getting the article out of it."""

import re
from importlib.metadata import version

from msgspec.structs import replace
from trafilatura import bare_extraction
from trafilatura.settings import Document

from tasks.errors import NoArticle
from tasks.records import Meta

_BLOCK = (
    r"(?:p|div|article|section|main|header|footer|nav|aside|ul|ol|li|h[1-6]|table|tr|td|blockquote|figure|span|a|br)"
)
# Atomic groups: a page of a million unclosed comments must not be tried in a million ways.
_PREAMBLE = r"(?>\ufeff?\s*)(?><\?xml[^>]{0,200}>\s*)?(?>(?><!--(?>[^-]+|-(?!->))*-->\s*)*)"
_PAGE = re.compile(rf"{_PREAMBLE}<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_FRAGMENT = re.compile(rf"{_PREAMBLE}<{_BLOCK}\b[^<>]{{0,500}}>", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:p|div|article|section|h[1-6]|li|body|html)\s*>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:p|br)\b[^<>]{0,200}>", re.IGNORECASE)
_HEAD = 20_000  #: characters that show whether it is a page
_TAG_EVERY = 1000  #: characters: in text that is marked up throughout, a paragraph's tag comes more often than this

_SENTENCE = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$", re.MULTILINE)
_SHORTEST = 40  #: characters that a page's longest line must have to be an article and not a menu
_SHORTEST_DENSE = 10  #: the same, in a script that needs few characters
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A tag as browsers read it, one of a script with the script: never tried twice, whatever is left open.
_ATTRIBUTE = r"""[\s/]*+=?+[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"?+|'[^']*+'?+|[^\s>"'][^\s>]*+)?+)?+"""
_TAG = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?:(?P<raw>script|style)(?=[\s/>])|[a-z][^\s/>]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)"
    r"(?(raw)[^>]*+(?:>|\Z).*?(?:</(?P=raw)|\Z))",
    re.IGNORECASE | re.DOTALL,
)
_ONE_ATTRIBUTE = re.compile(_ATTRIBUTE)
_MOST_ATTRIBUTES = 500  #: of a tag; the parser compares each with all before it
_LONGEST_META = 1000  #: characters of a page's title, author and so on; what is longer is none
_EXTRACTOR = f"trafilatura {version('trafilatura')}"


def looks_like_html(text: str) -> bool:
    """Whether a text is a web page or a piece of one; a story that mentions a tag is not."""
    head = text[:_HEAD]
    if _PAGE.match(text):
        return True
    closing = len(_CLOSING.findall(head))
    if _FRAGMENT.match(head):
        return closing >= 1
    return closing >= 3 and (closing + len(_BREAK.findall(head))) * _TAG_EVERY > len(head)


def extract(html: str, meta: Meta) -> tuple[str, Meta]:
    """The article of a page, a paragraph a line, and what the page says about it; `meta` wins over the page.

    Raises:
        NoArticle: the page has no paragraph of text.
    """
    document = _document(html, meta.url)
    text = _without_headline(document.text or "", document.title) if document else ""
    if document is None or not _has_paragraph(text):
        raise NoArticle
    return text, _merged(meta, document)


def _document(html: str, url: str | None) -> Document | None:
    html = without_crowds(_NOT_XML.sub("", html))
    # Precision leaves out linked teasers and menus; where it leaves nothing, the article is all that there is.
    for precise in (True, False):
        document = bare_extraction(
            html,
            url=url,
            favor_precision=precise,
            include_comments=False,
            # Figures are no prose, and old pages set their whole text in a table.
            include_tables=False,
            with_metadata=True,
            # A guess from the words of the story is worse than no date.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
        if isinstance(document, Document) and _has_paragraph(document.text or ""):
            return document
    return None


def without_crowds(html: str) -> str:
    """The page, with no attributes in the tags that have too many: what parsers need for them grows with the square."""
    return _TAG.sub(_without_crowd, html)


def _without_crowd(tag: re.Match[str]) -> str:
    """The tag, without its attributes where they are too many for anybody to have written."""
    start, end = tag.span("attributes")
    if end - start < 2 * _MOST_ATTRIBUTES or len(_ONE_ATTRIBUTE.findall(tag.string, start, end)) <= _MOST_ATTRIBUTES:
        return tag.group()
    return tag.string[tag.start() : start] + tag.string[end : tag.end()]


def _has_paragraph(text: str) -> bool:
    return any(
        _SENTENCE.search(line) and len(line) >= (_SHORTEST if line.isascii() else _SHORTEST_DENSE)
        for line in text.splitlines()
    )


def _without_headline(text: str, title: str | None) -> str:
    first, _, rest = text.partition("\n")
    return rest if title and rest and first.strip().casefold() == title.strip().casefold() else text


def _merged(meta: Meta, document: Document) -> Meta:
    def said(value: str | None) -> str | None:
        return value if value and len(value) <= _LONGEST_META else None

    return replace(
        meta,
        url=meta.url or said(document.url),
        source=meta.source or said(document.sitename),
        published=meta.published or said(document.date),
        title=meta.title or said(document.title),
        author=meta.author or said(document.author),
        site=meta.site or said(document.sitename),
        extractor=_EXTRACTOR,
    )
