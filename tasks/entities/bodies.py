"""Which organisation a phrase beside a person's name means."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from tasks.entities.countries import is_seat
from tasks.entities.spelling import fold, one_line
from tasks.records import Entity

_FAR = 100  # mentions
_OWNER_NOUN = re.compile(r"(\w+)(?:['’]s|s['’])$")


class Bodies:
    """Where a story names organisations and seats of government, and how."""

    def __init__(self, text: str, entities: Sequence[Entity]) -> None:
        bodies = [entity for entity in entities if entity.type in ("ORG", "FAC") or is_seat(entity.name)]
        mentions = sorted((mention.start, mention.end, body.type) for body in bodies for mention in body.mentions)
        self._starts = [start for start, _, _ in mentions]
        self._ends = [end for _, end, _ in mentions]
        self._names = [one_line(text[start:end]) for start, end, _ in mentions]
        self._organised = [kind == "ORG" for _, _, kind in mentions]

    def within(self, start: int, end: int) -> str | None:
        """The first one named inside a span."""
        at = bisect_left(self._starts, start)
        return self._names[at] if at < len(self._starts) and self._ends[at] <= end else None

    def at(self, start: int) -> str | None:
        """The organisation whose name begins there."""
        at = bisect_left(self._starts, start)
        found = at < len(self._starts) and self._starts[at] == start and self._organised[at]
        return self._names[at] if found else None

    def meant(self, owner: str, before: int, sentence: int, end: int) -> str | None:
        """The organisation that `its` or `the bank's` points back to.

        `its`: the last one in the sentence so far, else the first one of the sentence before. `the bank's`: the last
        one whose name has the noun in it.

        Args:
            before: where the sentence before begins.
            sentence: where the sentence begins.
            end: where the phrase begins.
        """
        past = bisect_left(self._starts, end)
        if owner.casefold() == "its":
            return self._of_it(before, sentence, past)
        noun = _OWNER_NOUN.search(owner)
        named = (
            self._names[at]
            for at in reversed(range(max(0, past - _FAR), past))
            if noun and fold(noun[1]) in fold(self._names[at]).split()
        )
        return next(named, None)

    def _of_it(self, before: int, sentence: int, past: int) -> str | None:
        here = [at for at in range(bisect_left(self._starts, sentence), past) if self._organised[at]]
        there = [
            at
            for at in range(bisect_left(self._starts, before), bisect_left(self._starts, sentence))
            if self._organised[at]
        ]
        return self._names[here[-1]] if here else self._names[there[0]] if there else None
