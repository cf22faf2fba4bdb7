"""Train the sentence-start model of the segment stage, and measure it.

python -m model.train_senter DATA

Reads the data folder and our own stories (`model.sentence_sources` says what of them) and writes
`model/weights/senter`, a spaCy pipeline. One thread, a fixed seed, five to ten minutes. The model learns what
`tasks.segmentation.boundaries` leaves open and nothing else, so it is of no use without those rules. On the way it also
learns to name the part of speech of each word and its relation to its head: that is dropped again, but a model that
knows a verb when it sees one finds more of the sentences that end without a mark.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed
from thinc.api import Adam, Model, Softmax, set_dropout_rate, with_array

from model.sentence_lessons import Answers, Lesson, School
from model.sentence_sources import TREEBANKS, documents, news_sentences, rows
from tasks.records import Cleaned
from tasks.segmentation import segment

WEIGHTS = Path(__file__).parent / "weights" / "senter"
EPOCHS = 14
LEARN_RATE = 0.001
WARM_UP = 100  # steps
DROPOUT = 0.25
BATCH = 1000  # tokens
GRAMMAR = 0.5  # the weight of parts of speech and relations

WIDTH = 80
MODEL = {
    "@architectures": "spacy.Tagger.v2",
    "nO": None,
    "normalize": False,
    "tok2vec": {
        "@architectures": "spacy.Tok2Vec.v2",
        "embed": {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": WIDTH,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY"],
            "rows": [1500, 500, 1000, 750, 8],
            "include_static_vectors": False,
        },
        "encode": {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": WIDTH,
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

Floats = NDArray[np.float32]
Layer = Model[list[Floats], list[Floats]]


# --- training ---


def train(school: School, out: Path, seed: int) -> None:
    """Write a pipeline that marks sentence starts where the rules cannot tell; the same lessons give the same one."""
    random.seed(seed)
    fix_random_seed(seed)
    nlp = school.nlp
    senter = nlp.add_pipe("senter", config={"model": MODEL})
    nlp.initialize(lambda: [Example(lesson.doc, lesson.doc) for lesson in school.epoch()[:500]])
    reader, starts = senter.model.layers
    heads = [starts, *(with_array(Softmax(len(names), WIDTH)) for names in (school.parts, school.relations))]
    for head in heads[1:]:
        head.initialize()
    optimizer = Adam(LEARN_RATE, L2=0.01, use_averages=True)
    step = 0
    for epoch in range(EPOCHS):
        batches = list(_batches(school.epoch()))
        loss = 0.0
        for number, batch in enumerate(batches):
            step += 1
            done = (epoch + number / len(batches)) / EPOCHS
            optimizer.learn_rate = LEARN_RATE * min(1, step / WARM_UP) * (1 - 0.97 * done)
            loss += update(reader, heads, batch)
            for part in (reader, *heads):
                part.finish_update(optimizer)
        click.echo(f"epoch {epoch + 1}: loss {loss / sum(len(it.starts) for batch in batches for it in batch):.4f}")
    nlp.meta.update(META)
    with nlp.use_params(optimizer.averages):
        nlp.to_disk(out, exclude=["vocab"])  # the model reads hashes: the words of the treebanks stay where they are


def update(reader: Model[list[Doc], list[Floats]], heads: Sequence[Layer], batch: Sequence[Lesson]) -> float:
    """One step on some lessons; returns the loss of the first head, that for sentence starts."""
    set_dropout_rate(reader, DROPOUT)
    vectors, back = reader.begin_update([lesson.doc for lesson in batch])
    answers = [[it.starts for it in batch], [it.parts for it in batch], [it.relations for it in batch]]
    total = [np.zeros_like(vector) for vector in vectors]
    losses = []
    for head, right, weight in zip(heads, answers, (1.0, GRAMMAR, GRAMMAR), strict=True):
        scores, back_head = head.begin_update(vectors)
        gradients = [_gradient(score, pairs) for score, pairs in zip(scores, right, strict=True)]
        losses.append(sum(_loss(score, pairs) for score, pairs in zip(scores, right, strict=True)))
        for sums, more in zip(total, back_head([gradient * weight for gradient in gradients]), strict=True):
            sums += more
    back(total)
    return losses[0]


def _gradient(scores: Floats, pairs: Answers) -> Floats:
    gradient = np.zeros_like(scores)
    tokens, right = pairs.T
    gradient[tokens] = scores[tokens]
    gradient[tokens, right] -= 1
    return gradient


def _loss(scores: Floats, pairs: Answers) -> float:
    return -float(np.log(scores[pairs[:, 0], pairs[:, 1]] + 1e-9).sum())


def _batches(lessons: Sequence[Lesson]) -> Iterator[list[Lesson]]:
    batch: list[Lesson] = []
    for lesson in lessons:
        batch.append(lesson)
        if sum(len(it.doc) for it in batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


# --- measuring ---


def measure(nlp: Language, data: Path, part: str, genres: Sequence[str]) -> Iterator[str]:
    """One line a genre and a treebank: precision, recall and F1 of exact sentence spans."""
    counts: dict[str, Counter[str]] = {}
    for source in TREEBANKS:
        for row in rows(data, source, part):
            if genres and row["genre"] not in genres:
                continue
            gold, found = {tuple(span) for span in row["sents"]}, set(segment(Cleaned(row["text"]), nlp).sentences)
            for key in (row["genre"], source):
                counts.setdefault(key, Counter()).update(gold=len(gold), found=len(found), right=len(gold & found))
    for key, n in sorted(counts.items()):
        p, r, f = n["right"] / n["found"], n["right"] / n["gold"], 2 * n["right"] / (n["found"] + n["gold"])
        yield f"{key:15} P {p:.4f}  R {r:.4f}  F1 {f:.4f}  ({n['gold']} sentences)"


@click.command(help=__doc__)
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), default=WEIGHTS, show_default=True)
@click.option("--seed", default=20, show_default=True)
@click.option("--without", multiple=True, help="Genre to leave out of training, to measure on.")
@click.option("--measure-only", is_flag=True, help="Train nothing, measure what is there.")
def main(data: Path, out: Path, seed: int, without: tuple[str, ...], measure_only: bool) -> None:
    if not measure_only:
        train(School(spacy.blank("en"), documents(data, without), news_sentences(data)), out, seed)
    part, genres = ("train", without) if without else ("dev", ())
    for name, nlp in (
        ("rules alone", spacy.blank("en")),
        ("rules, and the model where they cannot tell", spacy.load(out)),
    ):
        click.echo(name)
        for line in measure(nlp, data, part, genres):
            click.echo(f"  {line}")


if __name__ == "__main__":
    main()
