"""Moving spans between the text as submitted and the text as repaired.

`Cleaned.text` stays as submitted; the stages read `Repaired.text`, in which broken characters are mended, and hand
back spans into the submitted one. Most stories need no repair, and then both are the same string.
"""

from bisect import bisect_right
from collections.abc import Sequence

from tasks.records import Repair, Span


class Repaired:
    """A text with its repairs applied, and the way between the two sets of offsets.

    Args:
        text: the text as submitted.
        repairs: in order, not overlapping; offsets into `text`.
    """

    def __init__(self, text: str, repairs: Sequence[Repair] = ()) -> None:
        pieces: list[str] = []
        # Anchors: positions where both texts are known to be in step, one pair before and one after each repair.
        self._submitted = [0]
        self._repaired = [0]
        at = length = 0
        for repair in repairs:
            pieces += [text[at : repair.start], repair.text]
            length += repair.start - at
            self._anchor(repair.start, length)
            length += len(repair.text)
            self._anchor(repair.end, length)
            at = repair.end
        pieces.append(text[at:])
        self.text = "".join(pieces)
        self._anchor(len(text), len(self.text))

    def _anchor(self, submitted: int, repaired: int) -> None:
        self._submitted.append(submitted)
        self._repaired.append(repaired)

    def to_submitted(self, start: int, end: int) -> Span:
        """The span of the submitted text that a span of the repaired text stands for."""
        return (
            _move(start, self._repaired, self._submitted, outward=-1),
            _move(end, self._repaired, self._submitted, outward=+1),
        )

    def from_submitted(self, start: int, end: int) -> Span:
        """The span of the repaired text that stands for a span of the submitted text."""
        return (
            _move(start, self._submitted, self._repaired, outward=-1),
            _move(end, self._submitted, self._repaired, outward=+1),
        )


def _move(position: int, here: list[int], there: list[int], *, outward: int) -> int:
    """The position in the other text; inside a repair, its near (-1) or far (+1) edge."""
    after = bisect_right(here, position)
    before = after - 1
    if after == len(here) or here[before] == position:
        # Anchors share a position where something was only inserted or only deleted: leave that outside the span.
        if outward > 0:
            while before and here[before - 1] == position:
                before -= 1
        return there[before]
    step = position - here[before]
    if here[after] - here[before] == there[after] - there[before]:
        return there[before] + step
    return there[before] if outward < 0 else there[after]
