"""Cutting the body into windows that a model reads one at a time."""

from collections.abc import Iterator, Sequence

from tasks.records import Span


def windows(sentences: Sequence[Span], removed: Sequence[Span] = (), *, longest: int = 1_000) -> list[Span]:
    """Runs of whole sentences, in order, each of at most `longest` characters unless it is one sentence.

    No window holds removed text, and none cuts a sentence of less than twice `longest`: what is longer is no sentence
    that anybody wrote, and must not cost more than its length. All spans are in the same text: sentences and
    removals in order, without overlaps.
    """
    found: list[Span] = []
    cuts = iter(start for start, _ in removed)
    cut = next(cuts, None)
    for start, end in (piece for sentence in sentences for piece in _cut(*sentence, longest)):
        fresh = not found or end - found[-1][0] > longest
        while cut is not None and cut < start:
            # A removal before the window in hand, or within the sentence before, parts nothing.
            fresh = fresh or cut >= found[-1][1]
            cut = next(cuts, None)
        if fresh:
            found.append((start, end))
        else:
            found[-1] = (found[-1][0], end)
    return found


def _cut(start: int, end: int, longest: int) -> Iterator[Span]:
    if end - start <= 2 * longest:
        yield start, end
    else:
        yield from ((at, min(at + longest, end)) for at in range(start, end, longest))
