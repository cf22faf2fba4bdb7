"""Train the sentence-start model of the segment stage, and measure it: `python -m model.train_senter`.

Reads the folder that STANCEWIRE_DATA names (`segment/{ewt,gum_permissive}_{train,dev}.jsonl`, rows `{"text", "sents",
"genre"}` made of UD_English-EWT @15d613d and of the genres of UD_English-GUM @afb41ee without an NC clause; CC BY-SA)
and writes `model/weights/senter`, a spaCy pipeline. One thread, a fixed seed, about three minutes. The model learns
what `tasks.segmentation.boundaries` leaves open and nothing else, so it is of no use without those rules.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import click
import numpy as np
import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch
from thinc.api import Model, set_dropout_rate

from model.news_typography import Paragraph, vary
from tasks.records import Cleaned
from tasks.segmentation import segment
from tasks.segmentation.boundaries import begins_sentence
from tasks.segmentation.sentences import split_words

WEIGHTS = Path(__file__).parent / "weights" / "senter"
SOURCES = ("gum_permissive", "ewt")
SEED = 20
EPOCHS = 15
LEARN_RATE = 0.001

MODEL = {
    "@architectures": "spacy.Tagger.v2",
    "nO": None,
    "normalize": False,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": 64,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
            "rows": [2000, 1000, 1000, 1000],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": 64,
            "window_size": 1,
            "maxout_pieces": 3,
            "depth": 4,
        },
    },
}

META = {
    "name": "senter",
    "version": "1",
    "description": "Sentence starts that the rules of tasks.segmentation leave open; of no use without them.",
    "license": "CC BY-SA 4.0",
}

Row = dict[str, Any]
Answers = dict[int, bool]  # by token: whether a sentence starts there


def rows(source: str, part: str) -> Iterator[Row]:
    """The documents of a treebank's part, as in the data folder."""
    folder = Path(os.environ["STANCEWIRE_DATA"]) / "segment"
    with (folder / f"{source}_{part}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def paragraphs(row: Row) -> Iterator[Paragraph]:
    """A document's paragraphs, cut into words as the stage cuts them."""
    text, before = row["text"], 0
    paragraph: Paragraph = []
    for start, end in row["sents"]:
        if "\n" in text[before:start] and paragraph:
            yield paragraph
            paragraph = []
        words = [text[slice(*span)] for span in split_words(text, start, end)]
        if before == start and paragraph:  # no space between two sentences: not a boundary that words can show
            paragraph[-1] += words
        else:
            paragraph.append(words)
        before = end
    if paragraph:
        yield paragraph


# --- training ---


def question(nlp: Language, paragraph: Paragraph) -> tuple[Doc, Answers] | None:
    """A paragraph, and the tokens of it where the rules leave open whether a sentence starts; None without any."""
    words = [word for sentence in paragraph for word in sentence]
    firsts = set(accumulate(map(len, paragraph)))
    offsets = list(accumulate((len(word) + 1 for word in words), initial=0))
    answers = {offsets[at]: at in firsts for at in range(1, len(words)) if begins_sentence(words, at) is None}
    if not answers:
        return None
    doc = nlp.make_doc(" ".join(words))
    return doc, {token.i: answers[token.idx] for token in doc if token.idx in answers}


def questions(nlp: Language, corpus: Iterable[Paragraph]) -> list[tuple[Doc, Answers]]:
    """What can be learned from some paragraphs."""
    return list(filter(None, (question(nlp, vary(paragraph)) for paragraph in corpus)))


def update(model: Model[list[Doc], list[Any]], batch: Sequence[tuple[Doc, Answers]], dropout: float) -> float:
    """One step on some questions; returns the loss. The senter's own loss cannot leave the other tokens out."""
    set_dropout_rate(model, dropout)
    scores, backpropagate = model.begin_update([doc for doc, _ in batch])
    gradients, loss = [np.zeros_like(score) for score in scores], 0.0
    for score, gradient, (_, answers) in zip(scores, gradients, batch, strict=True):
        for token, answer in answers.items():
            gradient[token] = score[token] - np.eye(2, dtype="f")[int(answer)]
            loss -= float(np.log(score[token, int(answer)] + 1e-9))
    backpropagate(gradients)
    return loss


def train(corpus: list[Paragraph], out: Path) -> None:
    """Write a pipeline that marks sentence starts where the rules cannot tell."""
    nlp = spacy.blank("en")
    senter = nlp.add_pipe("senter", config={"model": MODEL})
    optimizer = nlp.initialize(lambda: [Example(doc, doc) for doc, _ in questions(nlp, corpus[:500])])
    for epoch in range(EPOCHS):
        optimizer.learn_rate = LEARN_RATE * (1 - epoch / EPOCHS)
        asked, loss = questions(nlp, corpus), 0.0
        random.shuffle(asked)
        for batch in minibatch(asked, size=16):
            loss += update(senter.model, batch, dropout=0.3)
            senter.model.finish_update(optimizer)
        click.echo(f"epoch {epoch + 1}: loss {loss / sum(len(answers) for _, answers in asked):.3f} a question")
    nlp.meta.update(META)
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(out, exclude=["vocab"])  # the model reads hashes: the words of the treebanks stay where they are


# --- measuring ---


def measure(nlp: Language, part: str, genres: Sequence[str]) -> Iterator[str]:
    """One line a genre and a treebank: precision, recall and F1 of exact sentence spans."""
    counts: dict[str, Counter[str]] = {}
    for source in SOURCES:
        for row in rows(source, part):
            if genres and row["genre"] not in genres:
                continue
            gold, found = {tuple(span) for span in row["sents"]}, set(segment(Cleaned(row["text"]), nlp).sentences)
            for key in (row["genre"], source):
                counts.setdefault(key, Counter()).update(gold=len(gold), found=len(found), right=len(gold & found))
    for key, n in sorted(counts.items()):
        p, r, f = n["right"] / n["found"], n["right"] / n["gold"], 2 * n["right"] / (n["found"] + n["gold"])
        yield f"{key:15} P {p:.4f}  R {r:.4f}  F1 {f:.4f}  ({n['gold']} sentences)"


@click.command(help=__doc__)
@click.option("--out", type=click.Path(path_type=Path), default=WEIGHTS, show_default=True)
@click.option("--without", multiple=True, help="Genre to leave out of training, to measure on.")
@click.option("--measure-only", is_flag=True, help="Train nothing, measure what is there.")
def main(out: Path, without: tuple[str, ...], measure_only: bool) -> None:
    random.seed(SEED)
    fix_random_seed(SEED)
    if not measure_only:
        documents = (row for source in SOURCES for row in rows(source, "train") if row["genre"] not in without)
        train([paragraph for row in documents for paragraph in paragraphs(row)], out)
    part, genres = ("train", without) if without else ("dev", ())
    for name, nlp in (
        ("rules alone", spacy.blank("en")),
        ("rules, and the model where they cannot tell", spacy.load(out)),
    ):
        click.echo(name)
        for line in measure(nlp, part, genres):
            click.echo(f"  {line}")


if __name__ == "__main__":
    main()
