"""How fast the four stages are, against a spaCy pipeline of the kind and size of `en_core_web_sm`.

    python -m benchmarks.speed
    python -m benchmarks.speed --model en_core_web_sm    where that is installed

Without a name, the other pipeline has a convolutional tagger, parser and NER, built and lightly trained here: what its
weights are does not change how long it takes. Both read the same stories in turns, in this process and on one thread;
what is measured is processor time, so that other work on the machine disturbs both alike. Nothing is timed in a test.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

import tasks
from benchmarks.ratios import spread
from config import ROOT, load_settings
from tasks.encoder import Encoder
from tasks.encodings import Kept
from tasks.records import Story
from tasks.scoring.annotation import Annotation
from workers.batch import stage_function
from workers.commands.evaluate import read_stories

ROUNDS = 5
STAGES = ("clean", "segment", "entities", "stances")
SENTENCES = 1_500  #: that the other pipeline is trained on
BATCH = 32

Times = dict[str, float]  #: seconds of processor time, by stage, or of the other pipeline


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--model", help="an installed spaCy pipeline, instead of one that is built here")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="after one that is not counted")
    asked = parser.parse_args()
    data = os.environ.get("STANCEWIRE_DATA")
    stories = read_stories(str(ROOT / "model" / "corpus"))
    read = [story.text for story in stories[::3] if story.language == "en"]
    name = asked.model or "the CNN"
    other = installed(name) if asked.model else trained(list(islice(examples(stories[1::3], data), SENTENCES)))
    ours = Stages()
    rounds = [
        {**ours.timed(read), name: timed(lambda: list(other.pipe(read, batch_size=BATCH)))}
        for _ in range(1 + asked.rounds)
    ]
    print(json.dumps(summed_up(rounds[1:], name, sum(len(text.split()) for text in read)), indent=2))


class Stages:
    """The functions that the queue runs, one after another."""

    def __init__(self) -> None:
        settings = load_settings()
        self._models = tasks.load_models(settings.weights, settings.entities_pipeline)
        self._functions = {name: stage_function(name, settings, lambda: self._models) for name in STAGES}

    def timed(self, texts: Sequence[str]) -> Times:
        """How long each stage takes over all stories, none of which was encoded before."""
        encoder = self._models.stances.get_pipe("stancewire_encoder")
        assert isinstance(encoder, Encoder) and isinstance(encoder.kept, Kept)
        encoder.kept.clear()
        times = dict.fromkeys(STAGES, 0.0)
        for text in texts:
            results: list[Any] = []
            for name, function in self._functions.items():
                inputs = results or [Story("story", text)]
                times[name] += timed(lambda: results.append(function(*inputs)))  # noqa: B023  (called at once)
        return times


def timed(call: Callable[[], object]) -> float:
    """Seconds of processor time."""
    start = time.process_time()
    call()
    return time.process_time() - start


def summed_up(rounds: Sequence[Times], other: str, words: int) -> dict[str, Any]:
    """Words between white space for each second (medians), and how many times as fast as another pipeline that is."""
    all_four = "all four stages"
    seconds = [{all_four: sum(times[stage] for stage in STAGES), **times} for times in rounds]
    return {
        "words": words,
        "rounds": len(rounds),
        "words per second": {name: round(words / median(times[name] for times in seconds)) for name in seconds[0]},
        f"times as fast as {other}": {
            name: spread(times[other] / times[name] for times in seconds) for name in (all_four, "entities")
        },
    }


def installed(name: str) -> Language:
    """A spaCy pipeline of this environment, all of it."""
    try:
        return spacy.load(name)
    except OSError:
        raise SystemExit(f"the spaCy pipeline {name} is not installed: see `python -m spacy download --help`") from None


def trained(sentences: Sequence[Doc]) -> Language:
    """A tagger and a parser that share their vectors, and an NER with its own, after one pass over some sentences."""
    nlp = spacy.blank("en")
    vectors = {
        "@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": 96, "depth": 4,
        "embed_size": 2000, "window_size": 1, "maxout_pieces": 3, "subword_features": True,
    }  # fmt: skip
    shared = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    transitions = {
        "@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False, "hidden_width": 64,
        "maxout_pieces": 2, "use_upper": True, "nO": None,
    }  # fmt: skip
    for name, model in {
        "tok2vec": vectors,
        "tagger": {"@architectures": "spacy.Tagger.v2", "nO": None, "tok2vec": shared},
        "parser": {**transitions, "state_type": "parser", "tok2vec": shared},
        "ner": {**transitions, "state_type": "ner", "tok2vec": vectors},
    }.items():
        nlp.add_pipe(name, config={"model": model})
    gold = [Example(Doc(nlp.vocab, words=[token.text for token in doc]), doc) for doc in sentences]
    optimizer = nlp.initialize(lambda: gold)
    for at in range(0, len(gold), BATCH):
        nlp.update(gold[at : at + BATCH], sgd=optimizer, drop=0.1)
    return nlp


def examples(stories: Sequence[Annotation], data: str | None) -> Iterator[Doc]:
    """Sentences with trees: those of EWT where `STANCEWIRE_DATA` has it, else our own with trees that are made up."""
    return from_trees(Path(data) / "segment" / "en_ewt-ud-train.conllu") if data else made_up(stories)


def from_trees(path: Path) -> Iterator[Doc]:
    """The sentences of a CoNLL-U file; every proper noun passes for a person."""
    nlp = spacy.blank("en")
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines() if line[:1].isdigit()]
        rows = [row for row in rows if row[0].isdigit()]
        if rows:
            yield Doc(
                nlp.vocab,
                words=[row[1] for row in rows],
                tags=[row[4] for row in rows],
                heads=[int(row[6]) - 1 if int(row[6]) else at for at, row in enumerate(rows)],
                deps=[row[7].split(":")[0] for row in rows],
                ents=["B-PERSON" if row[4] == "NNP" else "O" for row in rows],
            )


def made_up(stories: Sequence[Annotation]) -> Iterator[Doc]:
    """The sentences of our stories with their names; each word hangs on the second."""
    nlp = spacy.blank("en")
    for story in stories:
        mentions = [mention for entity in story.entities for mention in entity.mentions]
        for start, end in story.sentences or ():
            doc = nlp(story.text[start:end])
            inside = [m for m in mentions if start <= m.start and m.end <= end]
            spans = [doc.char_span(m.start - start, m.end - start, m.type, alignment_mode="expand") for m in inside]
            doc.ents = spacy.util.filter_spans([span for span in spans if span])
            yield Doc(
                nlp.vocab,
                words=[token.text for token in doc],
                tags=["NNP" if token.is_title else "NN" for token in doc],
                heads=[min(1, len(doc) - 1)] * len(doc),
                deps=["ROOT" if at == min(1, len(doc) - 1) else ("nsubj", "obj")[at % 2] for at in range(len(doc))],
                ents=[f"{token.ent_iob_}-{token.ent_type_}".rstrip("-") for token in doc],
            )


if __name__ == "__main__":
    main()
