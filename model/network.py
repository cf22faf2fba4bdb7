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
    """From the pooled target, holder and content: against, neutral or favor."""

    def __init__(self, inner: int = 256) -> None:
        super().__init__()
        self.mix = nn.Linear(WIDTH * 3, inner)
        self.out = nn.Linear(inner, len(STANCES))
        self.dropout = nn.Dropout(0.1)

    def forward(self, target: Tensor, holder: Tensor, content: Tensor) -> Tensor:
        """Three times (pairs, width) -> (pairs, stances). A holder outside the window is all zeros."""
        mixed = self.mix(self.dropout(torch.cat([target, holder, content], dim=-1)))
        return self.out(torch.nn.functional.gelu(mixed))


class Network(nn.Module):
    """Everything that is trained."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.encoder = Encoder(bert)
        self.roles = Roles()
        self.stance = Stance()
