"""A data folder as the recipe wants it, of a few rows that we wrote: every file of sources.toml, in its own format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

#: Text with marked names, and the labels that each source gives them: `{Ana Reyes|person}`.
NAMES = (
    "{Ana Reyes|person} of {Acme|organisation} flew to {Peru|country} on Monday.",
    "In {Lima|place}, {Tomas Okello|person} met {Ana Reyes|person} of {Acme|organisation}.",
    "The {Harbour Trust|organisation} moved from {Lima|place} to {Kisumu|place}.",
    "It rained all day.",
)
OF_MOST = {"person": "PER", "organisation": "ORG", "country": "LOC", "place": "LOC"}
OF_CROSSNER = {"person": "person", "organisation": "organisation", "country": "country", "place": "location"}
ENTITY_FILES: dict[str, dict[str, str]] = {
    "uner_ewt_train": OF_MOST,
    "uner_ewt_dev": OF_MOST,
    "wikigold": OF_MOST,
    "redocred_a": OF_MOST,
    "redocred_b": OF_MOST,
    "btc_news_tweets": OF_MOST,
    "crossner_politics_a": OF_CROSSNER,
    "crossner_politics_b": OF_CROSSNER,
    "crossner_politics_c": OF_CROSSNER,
    "wnut17": {"person": "person", "organisation": "group", "country": "location", "place": "location"},
}
#: Text with the target in braces and the holder in brackets.
STANCES = (
    ("[Reyes] praised {Acme} for its candour.", "positive"),
    ("[Okello] accused {the Harbour Trust} of theft.", "negative"),
    ("[The mayor] met {Reyes} on Monday.", "neutral"),
    ("[The union] thanked {Okello} and left.", "positive"),
)
SENTENCES = (
    "Reyes said the port is closed.",
    "The ships wait.",
    "Okello thinks that it will open.",
    "“Soon,” he said.",
)
TREES = """# text = Reyes said the port is closed.
1	Reyes	Reyes	PROPN	NNP	_	2	nsubj	_	_
2	said	say	VERB	VBD	_	0	root	_	_
3	the	the	DET	DT	_	4	det	_	_
4	port	port	NOUN	NN	_	6	nsubj	_	_
5	is	be	AUX	VBZ	_	6	cop	_	_
6	closed	closed	ADJ	JJ	_	2	ccomp	_	_
7	.	.	PUNCT	.	_	2	punct	_	_

# text = The ships wait.
1	The	the	DET	DT	_	2	det	_	_
2	ships	ship	NOUN	NNS	_	3	nsubj	_	_
3	wait	wait	VERB	VBP	_	0	root	_	_
4	.	.	PUNCT	.	_	3	punct	_	_

"""


def write(folder: Path) -> dict[str, str]:
    """Write all files; returns the SHA-256 of each by its name in the folder."""
    for name, labels in ENTITY_FILES.items():
        _write(folder / f"entities/{name}.jsonl", (_names(text, labels) for text in NAMES))
    for name in ("newsmtsc_train", "newsmtsc_rw_dev", "newsmtsc_mt_dev", "dse_train", "dse_dev"):
        # What a development set has is taken out of the training sets: it needs sentences of its own.
        marked = [(text.replace(".", " again.") if "dev" in name else text, label) for text, label in STANCES]
        _write(folder / f"stance/{name}.jsonl", (_stance(*row, holder="dse" in name) for row in marked))
    for name in ("ewt_train", "ewt_dev", "gum_permissive_train", "gum_permissive_dev"):
        _write(folder / f"segment/{name}.jsonl", [_document(SENTENCES), _document(SENTENCES[::-1])])
    for name in ("en_ewt-ud-train", "en_gum_permissive-train"):
        (folder / f"segment/{name}.conllu").write_text(TREES, encoding="utf-8")
    _write(folder / "statements/polnear_dev.EVALUATION_ONLY.jsonl", [_quote()])
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _write(path: Path, rows: Iterable[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _names(marked: str, labels: dict[str, str]) -> dict[str, Any]:
    text, spans = "", []
    for at, part in enumerate(marked.replace("}", "{").split("{")):
        if at % 2:
            name, _, kind = part.partition("|")
            spans.append([len(text), len(text) + len(name), labels[kind]])
            part = name
        text += part
    return {"text": text, "spans": spans}


def _stance(marked: str, label: str, *, holder: bool) -> dict[str, Any]:
    row: dict[str, Any] = {"text": marked.translate(dict.fromkeys(map(ord, "[]{}"))), "label": label}
    for role, (opening, closing) in {"target": "{}", "holder": "[]"}.items():
        words = marked[marked.index(opening) + 1 : marked.index(closing)]
        start = row["text"].index(words)
        row |= {f"{role}_start": start, f"{role}_end": start + len(words)}
    return row if holder else {key: value for key, value in row.items() if not key.startswith("holder")}


def _document(sentences: Sequence[str]) -> dict[str, Any]:
    text, spans = "", []
    for sentence in sentences:
        spans.append([len(text), len(text) + len(sentence)])
        text += f"{sentence} "
    return {"text": text.rstrip(), "sents": spans, "genre": "news"}


def _quote() -> dict[str, Any]:
    text = "Reyes said the port is closed. The ships wait at the mouth of the harbour until it opens again."
    return {"text": text, "quotes": [{"content": [11, 29], "cue": [6, 10], "source": [0, 5]}]}
