"""The network: one small encoder and four heads, all read from one pass over a window of text."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel

from tasks.features import CASES, QUOTES
from tasks.labels import CUE_TAGS, DISTANCES, ENTITY_TAGS, ROLES, STANCES

WIDTH = 384


class Encoder(nn.Module):
    """MiniLM with letter case and quotation added to the word embeddings, and the two heads that look at one token."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        self.cases = nn.Embedding(len(CASES), WIDTH)
        self.quotes = nn.Embedding(len(QUOTES), WIDTH)
        # Zero at first, so that training starts from the encoder as it was.
        nn.init.zeros_(self.cases.weight)
        nn.init.zeros_(self.quotes.weight)
        self.entities = nn.Linear(WIDTH, len(ENTITY_TAGS))
        self.cues = nn.Linear(WIDTH, len(CUE_TAGS))
        self.dropout = nn.Dropout(0.1)

    def forward(
        self, pieces: Tensor, cases: Tensor, quotes: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        words = self.bert.embeddings.word_embeddings(pieces)
        embedded = words + self.cases(cases) + self.quotes(quotes)
        hidden = self.bert(inputs_embeds=embedded, attention_mask=mask).last_hidden_state
        dropped = self.dropout(hidden)
        return hidden, self.entities(dropped), self.cues(dropped)


class Roles(nn.Module):
    """For each cue, which tokens are its source and which its content."""

    def __init__(self, inner: int = 192) -> None:
        super().__init__()
        self.token = nn.Linear(WIDTH, inner)
        self.cue = nn.Linear(WIDTH, inner)
        self.distance = nn.Embedding(len(DISTANCES) + 1, inner)
        self.out = nn.Linear(inner, len(ROLES))

    def forward(self, tokens: Tensor, cues: Tensor, distances: Tensor) -> Tensor:
        """(tokens, width), (cues, width), (cues, tokens) -> (cues, tokens, roles)."""
        mixed = self.token(tokens).unsqueeze(0) + self.cue(cues).unsqueeze(1) + self.distance(distances)
        return self.out(torch.nn.functional.gelu(mixed))


class Stance(nn.Module):
    """From target, holder and content: against, neutral or favor.

    Beside the three pooled vectors it sees what the target and the holder attend to in the content (Bahdanau et al.
    2015), the near before the far: of two targets in one sentence, each has its own verb.
    """

    HEADS = 4

    def __init__(self, inner: int = 256, narrow: int = 48) -> None:
        super().__init__()
        self.query = nn.Linear(WIDTH * 2, self.HEADS * narrow)
        self.key = nn.Linear(WIDTH, self.HEADS * narrow)
        self.near = nn.Embedding(len(DISTANCES) + 1, self.HEADS)
        self.value = nn.Linear(WIDTH, WIDTH)
        self.mix = nn.Linear(WIDTH * 4, inner)
        self.out = nn.Linear(inner, len(STANCES))
        self.dropout = nn.Dropout(0.1)
        nn.init.zeros_(self.near.weight)

    def forward(self, tokens: Tensor, target: Tensor, holder: Tensor, content: Tensor, distances: Tensor) -> Tensor:
        """(tokens, width), three times (pairs, tokens) of 0 and 1, and (pairs, tokens) -> (pairs, stances).

        A holder outside the window is all zeros; `distances` are those of each token to the target.
        """
        pooled = [_pooled(tokens, mask) for mask in (target, holder, content)]
        evidence = self._attended(tokens, torch.cat(pooled[:2], dim=-1), content, distances)
        mixed = self.mix(self.dropout(torch.cat([*pooled, evidence], dim=-1)))
        return self.out(torch.nn.functional.gelu(mixed))

    def _attended(self, tokens: Tensor, asking: Tensor, content: Tensor, distances: Tensor) -> Tensor:
        queries = self.query(asking).unflatten(-1, (self.HEADS, -1))  # pairs, heads, narrow
        keys = self.key(tokens).unflatten(-1, (self.HEADS, -1))  # tokens, heads, narrow
        scores = torch.einsum("phn,thn->pht", queries, keys) / queries.shape[-1] ** 0.5
        scores = scores + self.near(distances).transpose(1, 2) - 1e4 * (1 - content).unsqueeze(1)
        values = self.value(tokens).unflatten(-1, (self.HEADS, -1))
        return torch.einsum("pht,thv->phv", scores.softmax(-1), values).flatten(1)


def _pooled(tokens: Tensor, mask: Tensor) -> Tensor:
    """(tokens, width), (pairs, tokens) -> (pairs, width): the mean of the marked tokens, zeros for none."""
    return mask @ tokens / mask.sum(-1, keepdim=True).clamp(min=1)


class Network(nn.Module):
    """Everything that is trained."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.encoder = Encoder(bert)
        self.roles = Roles()
        self.stance = Stance()
