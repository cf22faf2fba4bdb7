"""What training asks of the network: one loss per head."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from model.network import Network
from model.tensors import Example
from tasks.attributions import distances
from tasks.labels import ROLES
from tasks.leaning import masks

#: Cue tokens are few: each counts for three others.
CUE_WEIGHTS = (1.0, 3.0, 3.0)
SMOOTHING = 0.05  #: of stance labels, on which people disagree too


def batch_losses(network: Network, batch: Sequence[Example], device: torch.device) -> dict[str, Tensor]:
    """The mean loss of each head that the batch has labels for."""
    hidden, entities, cues = encoded(network, batch, device)
    collected: dict[str, list[Tensor]] = {"entities": [], "cues": [], "roles": [], "stances": []}
    for row, one in enumerate(batch):
        first = torch.from_numpy(one.inputs.first).to(device)
        real = first > 0  # white space has no piece
        tokens = hidden[row, first].float()
        if one.allowed is not None:
            scores = entities[row, first].float()[real]
            collected["entities"].append(entity_loss(scores, one.allowed.to(device)[real]))
        if one.cue_tags is not None:
            scores, gold = cues[row, first].float()[real], one.cue_tags.to(device)[real]
            weight = torch.tensor(CUE_WEIGHTS, device=device)
            collected["cues"].append(cross_entropy(scores, gold, weight, reduction="none"))
        if one.cues:
            collected["roles"].append(_role_loss(network, one, tokens, real))
        if one.pairs:
            collected["stances"].append(_stance_loss(network, one, tokens))
    return {name: torch.cat(losses).mean() for name, losses in collected.items() if losses}


def entity_loss(logits: Tensor, allowed: Tensor) -> Tensor:
    """Minus the log of the probability that lies on the allowed tags: (tokens, tags) twice -> (tokens,).

    This is the likelihood of a partial label (Bellare and McCallum 2007): a source that says only "a place" asks
    that GPE, LOC and FAC have the probability between them.
    """
    inside = logits.masked_fill(~allowed, float("-inf")).logsumexp(-1)
    return logits.logsumexp(-1) - inside


def _role_loss(network: Network, one: Example, tokens: Tensor, real: Tensor) -> Tensor:
    vectors = torch.stack([tokens[cue.tokens].mean(0) for cue in one.cues])
    apart = np.stack([distances((cue.tokens[0], cue.tokens[-1] + 1), len(tokens)) for cue in one.cues])
    scores = network.roles(tokens, vectors, torch.from_numpy(apart).to(tokens.device))[:, real].float()
    gold = torch.stack([cue.roles for cue in one.cues]).to(tokens.device)[:, real]
    return cross_entropy(scores.reshape(-1, len(ROLES)), gold.reshape(-1), reduction="none")


def _stance_loss(network: Network, one: Example, tokens: Tensor) -> Tensor:
    gold = torch.tensor(one.labels, device=tokens.device)
    return cross_entropy(stance_scores(network, one, tokens), gold, reduction="none", label_smoothing=SMOOTHING)


def stance_scores(network: Network, one: Example, tokens: Tensor) -> Tensor:
    """(tokens, width) -> (pairs, stances), of the pairs of an example."""
    inputs = {
        name: torch.from_numpy(np.stack(rows)).to(tokens.device) for name, rows in masks(one.pairs, len(tokens)).items()
    }
    scores: Tensor = network.stance(tokens, **inputs)
    return scores


def encoded(network: Network, batch: Sequence[Example], device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
    """What the encoder says of the pieces of each example: vectors, entity scores, cue scores."""
    hidden, entities, cues = network.encoder(*(tensor.to(device) for tensor in _padded(batch)))
    return hidden, entities, cues


def _padded(batch: Sequence[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pieces, cases, quotes and mask, each (batch, longest)."""
    longest = max(map(len, batch))
    pieces, cases, quotes, mask = torch.zeros(4, len(batch), longest, dtype=torch.int64)
    for row, one in enumerate(batch):
        pieces[row, : len(one)] = torch.from_numpy(one.inputs.pieces)
        cases[row, : len(one)] = torch.from_numpy(one.inputs.cases)
        quotes[row, : len(one)] = torch.from_numpy(one.inputs.quotes)
        mask[row, : len(one)] = 1
    return pieces, cases, quotes, mask
