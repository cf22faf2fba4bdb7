"""Make the stance head's probabilities mean what they say: temperature scaling (Guo et al. 2017).

python -m model.calibrate NETWORK.pt --windows build/windows --out build/calibrated.pt

The temperature is fitted on the stances of our stories that are for choosing, and becomes part of the head's last
layer, so that the pipeline needs to know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import spacy
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from model.base import base_encoder, base_tokenizer
from model.losses import encoded, stance_scores
from model.network import Network
from model.prepared import CHOOSING, read_own
from model.tensors import example

TEMPERATURES = [at / 100 for at in range(50, 401)]
BINS = 10


@click.command(help=__doc__)
@click.argument("network", type=click.Path(exists=True, path_type=Path))
@click.option("--windows", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
def main(network: Path, windows: Path, out: Path) -> None:
    trained = Network(base_encoder())
    trained.load_state_dict(torch.load(network))
    scores, gold = (torch.cat(parts) for parts in zip(*_scored(trained.eval(), windows), strict=True))
    temperature = min(TEMPERATURES, key=lambda t: float(cross_entropy(scores / t, gold)))
    _say("as trained", scores, gold)
    _say(f"temperature {temperature}", scores / temperature, gold)
    with torch.no_grad():
        trained.stance.out.weight /= temperature
        trained.stance.out.bias /= temperature
    torch.save(trained.state_dict(), out)


def _scored(network: Network, windows: Path) -> Iterator[tuple[Tensor, Tensor]]:
    nlp, tokenizer = spacy.blank("en"), base_tokenizer()
    with torch.no_grad():
        for window in read_own(windows, CHOOSING):
            one = example(window, nlp, tokenizer)
            if one and one.pairs:
                hidden, _, _ = encoded(network, [one], torch.device("cpu"))
                yield stance_scores(network, one, hidden[0][one.inputs.first]), torch.tensor(one.labels)


def _say(name: str, scores: Tensor, gold: Tensor) -> None:
    """The mean log loss, how far confidence is from accuracy, and both by step of confidence."""
    confidence, likeliest = scores.softmax(-1).max(-1)
    right = (likeliest == gold).float()
    click.echo(f"{name}: {len(gold)} stances, log loss {float(cross_entropy(scores, gold)):.4f}")
    off = 0.0
    for at in range(BINS):
        here = (confidence > at / BINS) & (confidence <= (at + 1) / BINS)
        if here.any():
            said, true = float(confidence[here].mean()), float(right[here].mean())
            off += abs(said - true) * float(here.float().mean())
            click.echo(f"  confidence {said:.2f}  right {true:.2f}  of {int(here.sum())}")
    click.echo(f"  expected calibration error {off:.4f}")


if __name__ == "__main__":
    main()
