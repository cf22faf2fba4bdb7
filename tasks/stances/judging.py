"""Where a content stands towards a target, and the words that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from tasks.labels import STANCES
from tasks.leaning import Leaning, Pair, Probabilities
from tasks.records import Label, Span
from tasks.stances.reading import Reading
from tasks.stances.targets import Target

#: Below this probability of the likeliest label the answer is `unclear`.
UNCLEAR_BELOW = 0.45


class Judgement(Struct, frozen=True):
    """A label, how sure the network is of it, and the sentence, or the part of one, that it was read off."""

    label: Label
    confidence: float
    evidence: Span


def judge(
    reading: Reading,
    content: Sequence[Span],
    target: Target,
    leaning: Leaning,
    *,
    source: Span | None = None,
    cue: Span | None = None,
) -> Judgement:
    """The stance of a content towards a target, read where the content says most of it."""
    mentioned: dict[Span, list[Span]] = defaultdict(list)
    for span in target.spans:
        mentioned[_part(reading, content, span)].append(span)
    read = [*content, cue] if cue else content  # of *praised the army*, the cue says it
    judged = [(weigh(reading, read, source, spans, leaning), part) for part, spans in mentioned.items()]
    neutral = STANCES.index("neutral")
    probabilities, evidence = min(judged, key=lambda pair: float(pair[0][neutral]))
    best = int(probabilities.argmax())
    confidence = round(float(probabilities[best]), 4)
    return Judgement(STANCES[best] if confidence >= UNCLEAR_BELOW else "unclear", confidence, evidence)


def _part(reading: Reading, content: Sequence[Span], mention: Span) -> Span:
    """What of the content lies in the same sentence as a mention."""
    sentence = reading.sentence(mention[0])
    piece = next((start, end) for start, end in content if start <= mention[0] < end)
    return max(sentence[0], piece[0]), min(sentence[1], piece[1])


def weigh(
    reading: Reading, content: Sequence[Span], source: Span | None, mentions: Sequence[Span], leaning: Leaning
) -> Probabilities:
    """What the network says of some mentions that lie in one window: the distribution over `tasks.labels.STANCES`."""
    window = reading.window(mentions[0][0])
    pair = Pair(window.tokens(mentions), window.tokens([source] if source else []), window.tokens(content))
    probabilities: Probabilities = leaning.probabilities(window.doc, [pair])[0]
    return probabilities
