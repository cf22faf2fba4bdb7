"""Scoring statements against quotations annotated in one span each, as PolNeAR and GenderGapTracker do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tasks.records import Span, Statement
from tasks.scoring.matching import Level, Match, Matched, levels, match, of_gold
from tasks.scoring.rows import Quote


def quotes(statements: Iterable[Statement]) -> list[Quote]:
    """The statements as quotations; of several speakers who said one thing together one, with a source in parts."""
    together: dict[tuple[tuple[Span, ...], Span | None], list[Span]] = {}
    for statement in statements:
        sources = together.setdefault((statement.content, statement.cue), [])
        if statement.source and statement.source not in sources:
            sources.append(statement.source)
    return [
        Quote(
            content=_whole(content),
            cue=cue,
            source=_whole(sources) if sources else None,
            content_parts=list(content),
            cue_parts=[cue] if cue else [],
            source_parts=sorted(sources),
        )
        for (content, cue), sources in together.items()
    ]


def score_statements(
    texts: Sequence[str], gold: Sequence[Sequence[Quote]], predicted: Sequence[Sequence[Quote]]
) -> dict[str, Level]:
    """Score quotations by how much of the gold content they cover; a source is right that touches the gold one.

    Contents are compared from their first letter or digit to their last: whether outer marks belong to a content,
    sources see differently.
    """
    return levels([_matched(*row) for row in zip(texts, gold, predicted, strict=True)])


def _matched(text: str, gold: Sequence[Quote], predicted: Sequence[Quote]) -> Matched:
    def source_is_right(at: int, found: int) -> bool | None:
        return _touch(gold[at].source, predicted[found].source) if gold[at].source else None

    pairs: list[Match] = match(
        [[_bare(text, quote.content)] for quote in gold],
        [[_bare(text, quote.content)] for quote in predicted],
        of_gold,
        lambda at, found: float(source_is_right(at, found) or 0),
    )
    return Matched(len(gold), len(predicted), [(pair, source_is_right(pair.gold, pair.predicted)) for pair in pairs])


def _touch(one: Span | None, other: Span | None) -> bool:
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


def _bare(text: str, span: Span) -> Span:
    """The span without what is no letter or digit at its edges, unless nothing else is in it."""
    letters = [at for at in range(*span) if text[at].isalnum()]
    return (letters[0], letters[-1] + 1) if letters else span


def _whole(spans: Iterable[Span]) -> Span:
    starts, ends = zip(*spans, strict=True)
    return min(starts), max(ends)
