"""How far two annotations of the same stories agree: those in corpus/ and the second ones in corpus/second/.

python -m model.agreement

The second annotator had the text and the codebook, and has not seen the first annotation. Scores are symmetric but for
the shares; kappa (Cohen 1960) is over the labels of targets that both have.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import msgspec

from tasks.records import CleanPart, Meta, Record, Segments
from tasks.scoring.annotation import Annotation
from tasks.scoring.stories import Pair, score_stories

CORPUS = Path(__file__).parent / "corpus"


@click.command(help=__doc__)
def main() -> None:
    click.echo(json.dumps(figures(), indent=1))


def figures() -> dict[str, float]:
    """How far they agree, over all stories that are annotated twice."""
    twice = list(pairs(CORPUS))
    report = score_stories(twice)
    close = report.statements["over 0.8"]
    return {
        "stories": len(twice),
        "names, F1": report.mentions.f1,
        "statements, overlap > 0.3, F1": report.statements["over 0.3"].statements.f1,
        "statements, overlap > 0.8, F1": close.statements.f1,
        "holder the same": close.speaker.value,
        "targets, F1": report.targets.f1,
        "label the same": round(agreed(report.labels), 4),
        "label, kappa": round(kappa(report.labels), 4),
        "stance records, F1": report.stances.f1,
    }


def pairs(corpus: Path) -> Iterator[Pair]:
    """Each story that is annotated twice: the first annotation, and the second as if a pipeline had found it."""
    for path in sorted((corpus / "second").glob("*.json")):
        yield _read(corpus / path.name), _as_record(path.stem, _read(path))


def agreed(labels: Mapping[str, Mapping[str, int]]) -> float:
    """The share of labels that are the same, from their table."""
    return sum(given.get(label, 0) for label, given in labels.items()) / _total(labels)


def kappa(labels: Mapping[str, Mapping[str, int]]) -> float:
    """Agreement beyond chance, from the table of first label -> second label -> how many."""
    total = _total(labels)
    seconds = {label: sum(given.get(label, 0) for given in labels.values()) for row in labels.values() for label in row}
    chance = sum(sum(given.values()) * seconds.get(label, 0) for label, given in labels.items()) / total**2
    return (agreed(labels) - chance) / (1 - chance)


def _total(labels: Mapping[str, Mapping[str, int]]) -> int:
    return sum(sum(given.values()) for given in labels.values())


def _read(path: Path) -> Annotation:
    return msgspec.json.decode(path.read_bytes(), type=Annotation)


def _as_record(name: str, found: Annotation) -> Record:
    return Record(
        id=name,
        status="done",
        reason=None,
        text=found.text,
        meta=Meta(),
        clean=CleanPart(found.removed, found.language),
        segments=Segments((), found.sentences or ()),
        entities=found.entities,
        statements=found.statements,
        stances=found.stances,
    )


if __name__ == "__main__":
    main()
