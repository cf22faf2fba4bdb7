"""Texts and pages that somebody might hand in to break us, and what holds for whatever comes out.

`pytest --hypothesis-profile=long --timeout=0 tests/unit/test_hostile_text.py -k any` goes on until Ctrl-C.
"""

from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tasks.records import Cleaned, Entities, Segments, Span, Stance, Stances

LONG = "long"  #: the profile of `tests/conftest.py`
SENTENCE = "The minister, Jane Roe, said that “the talks” would go on in the U.S. capital. "
PARAGRAPH = f"<p>{SENTENCE}They had been there with the others, she told Ana Paz of Peru on Monday.</p>"


def tried(examples: int) -> Any:
    """Hypothesis settings: so many examples, or as many as the profile says where that is `long`."""
    known = settings()
    many = known.max_examples if settings.get_current_profile_name() == LONG else examples
    return settings(max_examples=many, deadline=None, suppress_health_check=list(HealthCheck))


def packed(text: str) -> str:
    """A gzip file read as if it were text."""
    return gzip.compress(text.encode(), mtime=0).decode("latin-1")


def page(body: str) -> str:
    return f"<!doctype html><html><head><title>Dam</title></head><body>{body}</body></html>"


# What it is, and the text; each about as long as `length` characters.
HORRORS: dict[str, Callable[[int], str]] = {
    "quotation marks of all kinds": lambda n: "".join(random.Random(1).choices("“”‘’„‟«»\"'`‹›", k=n)) + SENTENCE,
    "opening marks only": lambda n: "“" * n + SENTENCE,
    "closing marks only": lambda n: SENTENCE + "”" * n,
    "marks that open and open again": lambda n: "“‘" * (n // 2) + SENTENCE,
    "marks around each word": lambda n: "“we” ‘go’ " * (n // 10) + SENTENCE,
    "paragraphs that each open a quotation": lambda n: "“The talks go on.\n" * (n // 18) + SENTENCE,
    "control characters": lambda n: f"{SENTENCE}The\x07 talks\x00 \x1b[31mwent\x08 \x9bon.\x7f " * (n // 105),
    "lone surrogates": lambda n: f"{SENTENCE}The \ud83d talks \ude00 went. " * (n // 100),
    "surrogates the wrong way round": lambda n: f"{SENTENCE}The \ude00\ud83d talks went. " * (n // 99),
    "bidirectional overrides": lambda n: "The \u202etalks\u202c went \u2066on\u2069 in \u200fPeru\u200e. " * (n // 38),
    "embeddings that are never closed": lambda n: SENTENCE + "\u202b" * n,
    "zero-width characters": lambda n: "The\u200b ta\u200dlks\ufeff we\u2060nt on in\u200c Pe\u00adru. " * (n // 36),
    "nothing but zero width between": lambda n: "The\u200btalks\u200bwent\u200bon\u200b" * (n // 18) + SENTENCE,
    "towers of accents": lambda n: ("Z" + "\u0300\u0301\u0302\u0489" * 25) * (n // 101) + SENTENCE,
    "one tower of accents": lambda n: "The talks a" + "\u0301" * n + " went on. " + SENTENCE,
    "flags and families": lambda n: "🇺🇦👩\u200d👩\u200d👧" * (n // 7) + SENTENCE,
    "no space": lambda n: "Thetalkswentonandon" * (n // 19) + ". " + SENTENCE,
    "one word": lambda n: "Ana Paz said " + "x" * n + " to Juan Lima. " + SENTENCE,
    "one word of letters from everywhere": lambda n: SENTENCE + "".join(random.Random(2).choices("aéßøЖ北ا", k=n)),
    "line breaks": lambda n: SENTENCE + "\n" * n + SENTENCE,
    "line breaks of all kinds": lambda n: SENTENCE + "\r\n\v\f\x85\u2028\u2029" * (n // 7) + SENTENCE,
    "letters on lines of their own": lambda n: "a\n" * (n // 2) + SENTENCE,
    "spaces": lambda n: SENTENCE + " \u00a0\u3000\t" * (n // 4) + SENTENCE,
    "names only": lambda n: "Ana Paz Juan Lima Peru " * (n // 23),
    "as many people as there are": lambda n: "".join(f"A{i:b}a Paz met B{i:o}b. " for i in range(n // 24)),
    "digits only": lambda n: "1234567890 " * (n // 11),
    "a number without end": lambda n: "It costs $" + "1,234" * (n // 5) + " million, Ana Paz said. " + SENTENCE,
    "numbers in words without end": lambda n: "It costs " + "one hundred " * (n // 12) + "dollars. " + SENTENCE,
    "dots": lambda n: SENTENCE + "." * n,
    "initials": lambda n: "A.B. " * (n // 5) + SENTENCE,
    "brackets": lambda n: "([{" * (n // 3) + SENTENCE,
    "HTML entities in text": lambda n: "&amp;" + "amp;" * (n // 4) + SENTENCE,
    "mojibake": lambda n: "Itâ€™s thereÃ©â€œ " * (n // 17) + SENTENCE,
    "titles": lambda n: "Deputy Vice President " * (n // 22) + "Ana Paz said so. " + SENTENCE,
    "a role without end": lambda n: "Ana Paz, a former official of the head" + " of the office" * (n // 14),
    "cues": lambda n: "a said " * (n // 7) + SENTENCE,
    "statements inside statements": lambda n: "Ana Paz said that Juan Lima said that " * (n // 38) + "it rained.",
    "one quotation": lambda n: "Ana Paz said: “" + "The talks with Juan Lima go on. " * (n // 32) + "They end.”",
    "one sentence": lambda n: "Ana Paz said that " + "the talks in Peru went on and " * (n // 30) + "ended.",
    "nothing but quotations": lambda n: "“It goes on and on and on.”\n" * (n // 28),
    "headlines": lambda n: "RUSSIA SAYS NO TO THE WEST AGAIN\n\n" + (SENTENCE + "\n\n") * (n // 80),
    "JSON": lambda n: '{"a":' * (n // 5) + SENTENCE,
    "base64": lambda n: SENTENCE + "".join(random.Random(3).choices("ABCDabcd0189+/", k=n)),
    "any characters at all": lambda n: SENTENCE + "".join(map(chr, random.Random(4).choices(range(32, 0xD7FF), k=n))),
    "a gzip file of a long text": lambda n: packed("a" * n * 1000),
    "a zlib stream of a long text": lambda n: zlib.compress(b"a" * n * 1000).decode("latin-1"),
}  # fmt: skip

PAGES: dict[str, Callable[[int], str]] = {
    "nested divisions": lambda n: "<div>" * (n // 11) + PARAGRAPH * 3 + "</div>" * (n // 11),
    "nested quotations": lambda n: "<blockquote>" * (n // 25) + PARAGRAPH * 3 + "</blockquote>" * (n // 25),
    "divisions that are never closed": lambda n: "<div>" * (n // 5) + PARAGRAPH,
    "nested emphasis": lambda n: "<p>" + "<b>" * (n // 3) + SENTENCE * 3,
    "nested lists and tables": lambda n: "<ul><li><table><tr><td>" * (n // 23) + PARAGRAPH,
    "attributes": lambda n: "<div " + "".join(f"a{i:x} " for i in range(n // 6)) + ">" + PARAGRAPH * 3 + "</div>",
    "attributes with values": lambda n: "<div " + "".join(f"a{i:x}='<' " for i in range(n // 10)) + ">" + PARAGRAPH * 3,
    "attributes of a script": lambda n: "<script " + "a=b " * (n // 4) + ">x</script>" + PARAGRAPH * 3,
    "an attribute that is never closed": lambda n: PARAGRAPH * 3 + "<p a='" * (n // 6),
    "entities": lambda n: "<p>" + "&lt;&amp;&lol;" * (n // 14) + "</p>" + PARAGRAPH * 3,
    "a billion laughs": lambda n: "<!DOCTYPE html [" + "".join(
        f"<!ENTITY l{i} '{f'&l{i - 1};' * 10}'>" for i in range(1, n // 70)) + f"]><p>&l{n // 70 - 1};</p>" + PARAGRAPH,
    "a reference to a huge character": lambda n: "<p>&#" + "9" * n + ";</p>" + PARAGRAPH * 3,
    "gzip in a data address": lambda n: f"<img src='data:application/gzip;base64,{'H4sI' * (n // 4)}'>" + PARAGRAPH * 3,
    "comments": lambda n: "<!-- x -->" * (n // 10) + PARAGRAPH * 3 + "<!--" * 50,
    "scripts": lambda n: "<script>if(a<b)x='</p>'</script>" * (n // 33) + PARAGRAPH * 3,
    "nested JSON-LD": lambda n: "<script type=application/ld+json>" + '{"a":[' * (n // 6) + "</script>" + PARAGRAPH * 3,
    "headings": lambda n: "<h1><h2><h3>" * (n // 12) + PARAGRAPH * 3,
    "controls and half characters": lambda n: PARAGRAPH.replace("talks", "ta\x00l\ud800ks\u202e\x1b") * (n // 200),
    "angle brackets": lambda n: "<" * (n // 2) + ">" * (n // 2) + PARAGRAPH * 3,
}  # fmt: skip

_MARKS = "“ ” ‘ ’ \" ' « » „ ( ) [ — - … . ? ! , ; : & < > / | © • * _ % $ € # @ \\ ` ´".split()
_WORDS = (
    "the The that said says told he He she They who which Ana Paz Juan Lima Peru Russia Russian U.S. Kremlin Mr. Lt."
    " Col. President Minister former official officials spokesman according to of in on and but a an Jan. 5 1999 $2"
    " million percent DIA (DIA) Ministry Health Jr. ’s warned praised blamed Advertisement By READ MORE: RUSSIA SAYS NO"
    " LONDON (AP) Reporting by contributed report. Photo: Getty Images Click here â€™ Ã© &amp; &#39; <p> </p> <div> <a"
    " href=x> </a> <b> <blockquote> <!-- --> <script> Киев 北京 القاهرة Łódź"
).split()
_SPACES = [" ", " ", " ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u2028", "\u2029", "\v", "\x85", "", ""]
_ODD = [
    "\x00",
    "\x07",
    "\x1b[0m",
    "\ud83d",
    "\ude00",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u0301",
    "\ufffd",
    "\u00ad",
    "👩\u200d👧",
]

#: News gone wrong: words of a story, marks, odd characters, in any order and any number.
pieces = st.one_of(
    st.sampled_from(_WORDS),
    st.sampled_from(_WORDS),
    st.sampled_from(_MARKS),
    st.sampled_from(_SPACES),
    st.sampled_from(_ODD),
    st.text(max_size=4),
    st.tuples(st.sampled_from([*_MARKS, *_ODD, *_WORDS]), st.integers(2, 300)).map(lambda pair: pair[0] * pair[1]),
)
_glue = st.sampled_from([" ", " ", ""])
texts = st.lists(st.tuples(pieces, _glue).map("".join), max_size=60).map("".join)
stories = st.tuples(st.sampled_from(["", SENTENCE, SENTENCE + "\n"]), texts, st.sampled_from(["", SENTENCE])).map(
    "".join
)

_tags = st.sampled_from(
    "p div b a blockquote ul li table td h1 span article main script style br img title meta".split()
)
_attributes = st.sampled_from(["", " class=x", " href='", ' id="', " a<b", " /", " style='a:b'", " data-x=&quot;"])
_elements = st.one_of(
    st.tuples(st.sampled_from(["<", "</"]), _tags, _attributes, st.sampled_from([">", ">", ">", "", "/>"])).map(
        "".join
    ),
    texts,
    st.just(PARAGRAPH),
    st.sampled_from(
        ["<!--", "-->", "<![CDATA[", "]]>", "&#0;", "&#xd800;", "&lt;", "<!DOCTYPE html>", "<?xml ?>", "</html>"]
    ),
)
pages = st.lists(_elements, max_size=25).map("".join).map(page)


def check_cleaned(cleaned: Cleaned) -> None:
    """What is removed, and what is repaired, lies in the text, in order and apart."""
    for found in (cleaned.removed, cleaned.repairs):
        _check_apart([(it.start, it.end) for it in found], len(cleaned.text))
    assert all(it.start < it.end for it in cleaned.removed)
    check_keeps(cleaned)


def check_segments(cleaned: Cleaned, segments: Segments) -> None:
    """Sentences lie in paragraphs, paragraphs in the body; nothing begins or ends with white space."""
    for spans in (segments.paragraphs, segments.sentences):
        _check_apart(spans, len(cleaned.text))
        assert all(start < end and cleaned.text[start:end].strip() == cleaned.text[start:end] for start, end in spans)
    paragraphs = iter(segments.paragraphs)
    start, end = next(paragraphs, (0, 0))
    for sentence in segments.sentences:
        while sentence[0] >= end:
            start, end = next(paragraphs)
        assert start <= sentence[0] and sentence[1] <= end
    removed = [(it.start, it.end) for it in cleaned.removed]
    assert not _overlap(segments.paragraphs, removed)
    check_keeps(segments)


def check_entities(cleaned: Cleaned, segments: Segments, found: Entities) -> None:
    """Mentions lie in sentences, apart, in the order of their entities; each has a name."""
    assert [entity.id for entity in found.entities] == [f"e{n}" for n in range(1, len(found.entities) + 1)]
    mentions = [(it.start, it.end) for entity in found.entities for it in entity.mentions]
    _check_apart(sorted(mentions), len(cleaned.text))
    assert all(start < end for start, end in mentions)
    firsts = [entity.mentions[0].start for entity in found.entities]
    assert firsts == sorted(firsts)
    assert all(entity.name and entity.name == " ".join(entity.name.split()) for entity in found.entities)
    removed = [(it.start, it.end) for it in cleaned.removed]
    assert not _overlap(sorted(mentions), removed)
    check_keeps(found)


def check_stances(cleaned: Cleaned, entities: Entities, found: Stances) -> None:
    """All spans lie in the text, evidence in a content, and who is named there is an entity of the story."""
    length = len(cleaned.text)
    known = {entity.id for entity in entities.entities}
    statements = {statement.id: statement for statement in found.statements}
    assert list(statements) == [f"s{n}" for n in range(1, len(found.statements) + 1)]
    for statement in found.statements:
        assert statement.content
        for start, end in [*statement.content, *filter(None, (statement.cue, statement.source))]:
            assert 0 <= start < end <= length
        assert statement.inside is None or (statement.inside in statements and statement.inside != statement.id)
        assert {statement.holder.entity, statement.holder.affiliation} <= known | {None}
    for stance in found.stances:
        assert stance.statement is not None
        content = statements[stance.statement].content
        assert any(start <= stance.evidence[0] < stance.evidence[1] <= end for start, end in content)
        _check_stance(stance, known)
    for stance in found.narrator or ():
        assert stance.statement is None and 0 <= stance.evidence[0] < stance.evidence[1] <= length
        _check_stance(stance, known)
    check_keeps(found)


def check_keeps(record: msgspec.Struct) -> None:
    """What is written can be read back, and is the same."""
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record


def _check_stance(stance: Stance, known: set[str]) -> None:
    assert 0 <= stance.confidence <= 1
    assert {stance.holder.entity, stance.target.entity} <= known | {None}
    assert stance.target != stance.holder


def _check_apart(spans: list[Span] | tuple[Span, ...], length: int) -> None:
    assert all(0 <= start <= end <= length for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))


def _overlap(spans: list[Span] | tuple[Span, ...], others: list[Span]) -> bool:
    """Whether any of some spans in order has a character in common with any of others in order."""
    rest = list(others)
    for start, end in spans:
        while rest and rest[0][1] <= start:
            rest.pop(0)
        if rest and rest[0][0] < end:
            return True
    return False
