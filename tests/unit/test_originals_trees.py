"""The two treebanks in CoNLL-U become documents of text, and trees that stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from model.originals.treebanks import documents, permissive_documents, permissive_trees, trees

TREEBANK = """# newdoc id = {first}
# newpar id = p1
# sent_id = 1
# text = The ships wait.
1	The	the	DET	DT	_	2	det	_	_
2	ships	ship	NOUN	NNS	_	3	nsubj	_	_
3	wait	wait	VERB	VBP	_	0	root	_	SpaceAfter=No
4	.	.	PUNCT	.	_	3	punct	_	_

# sent_id = 2
# text = So do we...
1	So	so	ADV	RB	_	2	advmod	_	_
2	do	do	AUX	VBP	_	0	root	_	_
3	we	we	PRON	PRP	_	2	nsubj	_	SpaceAfter=No
4	...	...	PUNCT	,	_	2	punct	_	Entity=1)|SpaceAfter=No
4.1	wait	wait	VERB	_	_	_	_	_	_

# sent_id = 3
# text = Soon!
1	Soon	soon	ADV	RB	_	0	root	_	SpaceAfter=No
2	!	!	PUNCT	.	_	1	punct	_	SpaceAfter=No

# newpar
# sent_id = 4
# text = It rained.
1	It	it	PRON	PRP	_	2	nsubj	_	_
2	rained	rain	VERB	VBD	_	0	root	_	SpaceAfter=No
3	.	.	PUNCT	.	_	2	punct	_	_

# newdoc id = {second}
# text = Rain.
1	Rain	rain	NOUN	NN	_	0	root	_	SpaceAfter=No
2	.	.	PUNCT	.	_	1	punct	_	_

"""
TEXTS = ["The ships wait. So do we...Soon!\n\nIt rained.", "Rain."]


def test_a_treebank_gives_its_documents_as_text(tmp_path: Path) -> None:
    path = written(tmp_path, TREEBANK.format(first="weblog-a.com_1", second="reviews-2"))
    rows = list(documents(path))
    assert [(row["text"], row["id"], row["genre"]) for row in rows] == [
        (TEXTS[0], "weblog-a.com_1", "weblog"),
        (TEXTS[1], "reviews-2", "reviews"),
    ]
    assert [TEXTS[0][start:end] for start, end in rows[0]["sents"]] == [
        "The ships wait.",
        "So do we...",
        "Soon!",
        "It rained.",
    ]


def test_a_treebank_s_trees_stay_as_they_are(tmp_path: Path) -> None:
    path = written(tmp_path, TREEBANK)
    assert "".join(f"{tree}\n\n" for tree in trees(path)) == TREEBANK


@pytest.mark.parametrize(
    ("first", "second", "texts"),
    [
        ("GUM_news_ships", "GUM_fiction_rain", TEXTS[:1]),
        ("GUM_fiction_ships", "GUM_court_rain", TEXTS[1:]),
        ("GUM_reddit_ships", "GUM_whow_rain", []),
        ("GUM_essay_ships", "GUM_voyage_rain", TEXTS[1:]),
    ],
)
def test_of_gum_only_the_genres_for_any_purpose_are_kept(
    tmp_path: Path, first: str, second: str, texts: list[str]
) -> None:
    path = written(tmp_path, TREEBANK.format(first=first, second=second))
    assert [row["text"] for row in permissive_documents(path)] == texts
    kept = "".join(permissive_trees(path))
    assert [sentence in kept for sentence in ("It rained.", "Rain.")] == [text in texts for text in TEXTS]


def written(folder: Path, text: str) -> Path:
    path = folder / "train.conllu"
    path.write_text(text, encoding="utf-8")
    return path
