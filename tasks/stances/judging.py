"""Where a content stands towards a target, and the words that show it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from tasks.labels import STANCES
from tasks.leaning import Leaning, Pair, Probabilities
from tasks.records import Label, Span
from tasks.stances.reading import Reading, Window
from tasks.stances.targets import Target

#: Below this probability of the likeliest label the answer is `unclear`.
UNCLEAR_BELOW = 0.4


class Judgement(Struct, frozen=True):
    """A label, how sure the network is of it, and the sentence, or the part of one, that it was read off."""

    label: Label
    confidence: float
    evidence: Span


class Question(Struct, frozen=True):
    """What is asked: where a content stands towards a target."""

    content: Sequence[Span]
    target: Target
    source: Span | None = None
    cue: Span | None = None


class Asked(Struct, frozen=True):
    """The part of a question that the network answers: about mentions that lie in one window."""

    content: Sequence[Span]
    source: Span | None
    mentions: Sequence[Span]


def judge(reading: Reading, questions: Sequence[Question], leaning: Leaning) -> list[Judgement]:
    """The answer to each question, read where the content says most of the target."""
    parts = [_parts(reading, question) for question in questions]
    asked = [
        # Of *praised the army*, the cue says it.
        Asked([*question.content, *filter(None, [question.cue])], question.source, mentions)
        for question, of_question in zip(questions, parts, strict=True)
        for mentions in of_question.values()
    ]
    answers = iter(weigh(reading, asked, leaning))
    return [_judgement([(next(answers), part) for part in of_question]) for of_question in parts]


def _parts(reading: Reading, question: Question) -> dict[Span, list[Span]]:
    """The target's mentions, by the sentence, or the part of one, that they lie in."""
    mentioned: dict[Span, list[Span]] = defaultdict(list)
    for span in question.target.spans:
        mentioned[_part(reading, question.content, span)].append(span)
    return mentioned


def _part(reading: Reading, content: Sequence[Span], mention: Span) -> Span:
    """What of the content lies in the same sentence as a mention."""
    sentence = reading.sentence(mention[0])
    piece = next((start, end) for start, end in content if start <= mention[0] < end)
    return max(sentence[0], piece[0]), min(sentence[1], piece[1])


def _judgement(weighed: Sequence[tuple[Probabilities, Span]]) -> Judgement:
    neutral = STANCES.index("neutral")
    probabilities, evidence = min(weighed, key=lambda pair: float(pair[0][neutral]))
    best = int(probabilities.argmax())
    confidence = round(float(probabilities[best]), 4)
    return Judgement(STANCES[best] if confidence >= UNCLEAR_BELOW else "unclear", confidence, evidence)


def weigh(reading: Reading, asked: Sequence[Asked], leaning: Leaning) -> list[Probabilities]:
    """What the network says to each: the distribution over `tasks.labels.STANCES`.

    All that is asked of a window goes through the network at once: most of the work is on the window.
    """
    of_window: dict[Window, dict[int, Pair]] = defaultdict(dict)
    for at, one in enumerate(asked):
        window = reading.window(one.mentions[0][0])
        of_window[window][at] = Pair(
            window.tokens(one.mentions), window.tokens([one.source] if one.source else []), window.tokens(one.content)
        )
    answers: dict[int, Probabilities] = {}
    for window, pairs in of_window.items():
        answers.update(zip(pairs, leaning.probabilities(window.doc, list(pairs.values())), strict=True))
    return [answers[at] for at in range(len(asked))]
