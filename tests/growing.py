"""Each rule that reads text of any length, on what it would try in the most ways; `python -m tests.growing` runs all.

Whoever runs this sets the limit of processor time: what grows faster than the text does not end before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tasks.cleaning.encoding import check_is_text, find_repairs
from tasks.cleaning.furniture import find_removals
from tasks.cleaning.html import looks_like_html, without_crowds
from tasks.cleaning.language import check_is_english
from tasks.entities.rules import rule_mentions
from tasks.errors import StoryError
from tasks.segmentation.paragraphs import find_paragraphs
from tasks.segmentation.sentences import split_words
from tasks.stances.contents import bare
from tasks.stances.quotations import quotations

LENGTH = 100_000
WINDOW = 2_000  #: characters that `tasks.entities.windows` cuts off at most


def _whole(rule: Callable[[str, int, int], object]) -> Callable[[str], object]:
    return lambda text: rule(text, 0, len(text))


def _windows(text: str) -> None:
    for at in range(0, len(text), WINDOW):
        list(rule_mentions(text[at : at + WINDOW]))


RULES: dict[str, tuple[Callable[[str], object], list[str]]] = {
    # name: the rule, and what it reads again and again
    "removals": (
        find_removals,
        ["-", " ", "“", "A ", "By ", "© ", "(Photo ", "AP, ", "READ MORE: ", "contributed to "],
    ),
    "credits": (
        lambda text: find_removals(f"Roe contributed to this report. {text}"),
        ["Juan", "Juan ", "Juan, and ", "© ", "with ", "A-'"],
    ),
    "repairs": (find_repairs, ["Ã©", "â€", "&amp;", "\x93", "\x1b[", "Ã\xa0 "]),
    "binary data": (check_is_text, ["\x00a" * 9, "\ufffd" + "a" * 30]),
    "language": (check_is_english, ["Der Plan ", "北京", "a"]),
    "pages": (looks_like_html, ["<!--", "<p ", "<?xml ", "<!-- -->", "<"]),
    "tags": (
        without_crowds,
        ["<p a='", '<p a="', "<a b=", "<a <", "<script ", "<script></", "<!--", "<a =", "<a b  = "],
    ),
    "paragraphs": (lambda text: find_paragraphs(text, [(0, len(text))]), ["a\n", "\r\n", " \n", "\u2029", "\u200b"]),
    "words": (_whole(split_words), ["a.B", "?!", ".”“", "...", "x" * 40 + ".", "@a.B", "said.The"]),
    "dates, sums and works": (_windows, ["one-", "one hundred ", "1,000,", "May 5, ", "book “A", "Russian-", "1", "$"]),
    "edges of a content": (_whole(bare), [" ", ".", ", ", " and", "that "]),
    "quotations": (lambda text: quotations(text, [(0, len(text))]), ["“", "”", '"', "‘a’ ", "„«", '" ', "“‘"]),
}


def run() -> Iterator[str]:
    """The name of each rule before it is run, so that the last one said is the one that did not end."""
    for name, (rule, units) in RULES.items():
        for unit in units:
            yield f"{name}: {unit!r}"
            repeated = unit * (LENGTH // len(unit))
            for text in (repeated, f"The mayor {repeated} said so."):
                try:
                    rule(text)
                except StoryError as error:
                    assert str(error)


if __name__ == "__main__":
    for said in run():
        print(said, flush=True)
    print("end")
