"""Public sets in their owners' formats become our rows: small pieces that we wrote in those formats."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from model.originals.attributions import attributions
from model.originals.columns import columns, numbered_columns
from model.originals.directed import directed, directed_unseen
from model.originals.docred import docred
from model.originals.newsmtsc import newsmtsc
from model.originals.words import join_words

Named = tuple[str, list[tuple[str, str]]]

SENTENCES = [
    ("stops and commas", "The ships wait , Reyes said .", "The ships wait, Reyes said."),
    ("brackets", "The port ( closed ) [ sic ] reopens", "The port (closed) [sic] reopens"),
    ("clitics", "We 're sure it is n't Okello 's , I 'd say", "We're sure it isn't Okello's, I'd say"),
    ("clitics with a curly mark", "Kisumu ’s mayor", "Kisumu’s mayor"),
    ("an apostrophe alone could open or close", "the sailors ' pay", "the sailors ' pay"),
    ("straight marks by turns", 'The " fast " ferry " sank "', 'The "fast" ferry "sank"'),
    ("a straight mark that nothing closes", 'He said " Wait .', 'He said "Wait.'),
    ("curly marks", "“ Wait , ” he said", "“Wait,” he said"),
    ("money and percent", "$ 20 or £ 5 , 12 %", "$20 or £5, 12%"),
    ("three dots, but no other number of them", "Wait ... then .... go !!", "Wait... then .... go !!"),
    ("a dash between spaces stays", "a 15 - year term", "a 15 - year term"),
    ("a first word that is a comma", ", he said", ", he said"),
]


@pytest.mark.parametrize(("words", "text"), [case[1:] for case in SENTENCES], ids=[case[0] for case in SENTENCES])
def test_words_become_text(words: str, text: str) -> None:
    joined, spans = join_words(words.split(" "))
    assert (joined, [joined[start:end] for start, end in spans]) == (text, words.split(" "))


COLUMNS: list[tuple[str, str, list[Named]]] = [
    (
        "tabs, B- and I-",
        "Ana\tB-PER\nReyes\tI-PER\nleft\tO\nPeru\tB-LOC\n.\tO\n\nOkello\tB-PER\nstayed\tO\n",
        [
            ("Ana Reyes left Peru.", [("Ana Reyes", "PER"), ("Peru", "LOC")]),
            ("Okello stayed", [("Okello", "PER")]),
        ],
    ),
    (
        "a space, I- alone",
        "In O\nLima I-LOC\nAna I-PER\nReyes I-PER\n\n",
        [("In Lima Ana Reyes", [("Lima", "LOC"), ("Ana Reyes", "PER")])],
    ),
    ("two mentions side by side", "@\tB-ORG\nacme\tB-ORG\n", [("@ acme", [("@", "ORG"), ("acme", "ORG")])]),
    ("a document's mark is no sentence", "-DOCSTART- O\n\nRain O\n", [("Rain", [])]),
    ("a word with a line end of its own", "Rain\u2028\tO\nLima\tB-LOC\n", [("Rain\u2028 Lima", [("Lima", "LOC")])]),
    ("an empty word", "Rain\tO\n\tO\nfell\tO\n", [("Rain  fell", [])]),
]


@pytest.mark.parametrize(("original", "rows"), [case[1:] for case in COLUMNS], ids=[case[0] for case in COLUMNS])
def test_columns(tmp_path: Path, original: str, rows: list[Named]) -> None:
    assert named(columns(written(tmp_path / "set.conll", original))) == rows


def test_numbered_columns_keep_the_text_of_the_comment(tmp_path: Path) -> None:
    original = (
        "# newdoc id = d\n# sent_id = d-1\n# text = Al-Amal does n't wait .\n"
        "1\tAl\tB-ORG\t-\tann\n2\t-\tI-ORG\t-\tann\n3\tAmal\tI-ORG\t-\tann\n4\tdoes\tO\n5\tn't\tO\n6\twait\tO\n"
        "7\t.\tB-O\t-\tann\n\n"
    )
    rows = list(numbered_columns(written(tmp_path / "set.iob2", original)))
    assert named(rows) == [("Al-Amal does n't wait .", [("Al-Amal", "ORG")])]
    assert rows[0]["id"] == "d-1"


def test_docred(tmp_path: Path) -> None:
    document = {
        "title": "Ana Reyes",
        "sents": [["Ana", "Reyes", "left", "Peru", "."], ['"', "Reyes", "won", '"', "."]],
        "vertexSet": [
            [
                {"name": "Reyes", "sent_id": 1, "pos": [1, 2], "type": "PER"},
                {"name": "Ana Reyes", "sent_id": 0, "pos": [0, 2], "type": "PER"},
            ],
            [{"name": "Peru", "sent_id": 0, "pos": [3, 4], "type": "LOC"}],
            [{"name": "Ana", "sent_id": 0, "pos": [0, 1], "type": "PER"}],
        ],
        "labels": [],
    }
    rows = docred(written(tmp_path / "dev.json", json.dumps([document])))
    assert named(rows) == [
        ('Ana Reyes left Peru. "Reyes won".', [("Ana Reyes", "PER"), ("Peru", "LOC"), ("Reyes", "PER")])
    ]


def test_newsmtsc_gives_a_row_for_each_target(tmp_path: Path) -> None:
    targets = [
        {"Input.gid": "a", "from": 0, "to": 5, "mention": "Reyes", "polarity": 6.0, "further_mentions": []},
        {"Input.gid": "b", "from": 12, "to": 18, "mention": "Okello", "polarity": 2.0},
        {"Input.gid": "c", "from": 23, "to": 27, "mention": "Acme", "polarity": 4.0},
    ]
    sentence = {"primary_gid": "a", "sentence_normalized": "Reyes beats Okello for Acme.", "targets": targets}
    rows = list(newsmtsc(written(tmp_path / "train.jsonl", json.dumps(sentence) + "\n")))
    assert [(target(row), row["label"], row["id"]) for row in rows] == [
        ("Reyes", "positive", "a"),
        ("Okello", "negative", "b"),
        ("Acme", "neutral", "c"),
    ]


DIRECTED: list[tuple[str, str, list[tuple[str, str, str, str]]]] = [
    ("neutral", "[Reyes] met [Okello].\tReyes\tOkello\t0", [("Reyes met Okello.", "Reyes", "neutral", "Okello")]),
    ("the first likes", "[Reyes] hails [Acme].\tReyes\tAcme\t1", [("Reyes hails Acme.", "Reyes", "positive", "Acme")]),
    ("the second likes", "[Acme] suits [Reyes].\tAcme\tReyes\t2", [("Acme suits Reyes.", "Reyes", "positive", "Acme")]),
    ("the first hates", "[Reyes] sues [Acme].\tReyes\tAcme\t3", [("Reyes sues Acme.", "Reyes", "negative", "Acme")]),
    ("the second hates", "[Acme] irks [Reyes].\tAcme\tReyes\t4", [("Acme irks Reyes.", "Reyes", "negative", "Acme")]),
    (
        "an s outside the brackets, and spaces around the line",
        " The [Green]s met [Acme’]s men. \tGreen\tAcme’\t0",
        [("The Greens met Acme’s men.", "Greens", "neutral", "Acme’s")],
    ),
    (
        "a possessive outside the brackets stays there",
        "[Peru]'s men met [Acme].\tPeru\tAcme\t0",
        [("Peru's men met Acme.", "Peru", "neutral", "Acme")],
    ),
    (
        "a word's beginning outside the brackets",
        "The port[’s Union] met [Acme].\t’s Union\tAcme\t0",
        [("The port’s Union met Acme.", "port’s Union", "neutral", "Acme")],
    ),
    ("more of a word outside than an s", "[Congre]ss met [Acme].\tCongre\tAcme\t0", []),
    ("brackets of the sentence's own", "[Reyes] met [sic] [Acme].\tReyes\tAcme\t0", []),
]


@pytest.mark.parametrize(("line", "rows"), [case[1:] for case in DIRECTED], ids=[case[0] for case in DIRECTED])
def test_directed(tmp_path: Path, line: str, rows: list[tuple[str, str, str, str]]) -> None:
    found = directed(written(tmp_path / "train.txt", line + "\n"))
    assert [(row["text"], holder(row), row["label"], target(row)) for row in found] == rows


def test_a_sentence_of_the_training_part_is_left_out_of_the_other(tmp_path: Path) -> None:
    train = written(tmp_path / "train.txt", "[Reyes] met [Acme] and Okello.\tReyes\tAcme\t0\n")
    lines = ["Reyes met [Acme] and [Okello].\tAcme\tOkello\t0", "[Acme] grows in [Peru].\tAcme\tPeru\t0"]
    valid = written(tmp_path / "valid.txt", "\n".join(lines) + "\n")
    assert [(row["text"], row["id"]) for row in directed_unseen(valid, train)] == [
        ("Acme grows in Peru.", "valid.txt:1")
    ]


ARTICLE = "The ships, Reyes said, wait. It is clear that rain fell."
ANNOTATION = """T1	Source 11 16	Reyes
T2	Cue 17 21	said
T3	Content 0 9;23 27	The ships wait
T4	Attribution 17 21	said
E2	Attribution:T4 Content:T3 Cue:T2 Source:T1
T5	Cue 32 40	is clear
T6	Content 41 55	that rain fell
T7	Attribution-no-source 32 40	is clear
E1	Attribution-no-source:T7 Content:T6 Cue:T5
T8	Discard 0 3	The
"""


def test_attributions(tmp_path: Path) -> None:
    texts, annotations = tmp_path / "text", tmp_path / "attributions"
    written(texts / "paper_ships.txt", ARTICLE)
    written(annotations / "paper_ships_b.ann", "")
    written(annotations / "paper_ships_a.ann", ANNOTATION)
    written(annotations / "paper_ships-again_0.ann", "")
    assert list(attributions(texts, annotations)) == [
        {
            "text": ARTICLE,
            "id": "paper_ships",
            "quotes": [
                {
                    "content": (0, 27),
                    "content_parts": [(0, 9), (23, 27)],
                    "cue": (17, 21),
                    "cue_parts": [(17, 21)],
                    "source": (11, 16),
                    "source_parts": [(11, 16)],
                },
                {
                    "content": (41, 55),
                    "content_parts": [(41, 55)],
                    "cue": (32, 40),
                    "cue_parts": [(32, 40)],
                    "source": None,
                    "source_parts": [],
                },
            ],
        }
    ]


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def named(rows: Iterable[dict[str, Any]]) -> list[Named]:
    """The rows with the words of their spans."""
    return [(row["text"], [(row["text"][start:end], label) for start, end, label in row["spans"]]) for row in rows]


def target(row: dict[str, Any]) -> str:
    return str(row["text"][row["target_start"] : row["target_end"]])


def holder(row: dict[str, Any]) -> str:
    return str(row["text"][row["holder_start"] : row["holder_end"]])
