"""What the encoder made of a window, and where it is kept for the next stage: in this process, or on this machine."""

from __future__ import annotations

import os
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float32]

#: Bytes of encodings that a process keeps for itself: those of a batch of `STANCEWIRE_BATCH_BYTES` as it is set.
KEPT = 96 * 2**20
#: Bytes of encodings that lie on a shelf; those of a batch are taken from it soon after.
SHELF = 512 * 2**20
_HEADER = 4 * 3


class Encoding(Struct, frozen=True):
    """What the encoder says of the tokens of one `Doc`."""

    vectors: Floats  #: (tokens, width)
    entity_scores: Floats  #: (tokens, len(ENTITY_TAGS)), logits
    cue_scores: Floats  #: (tokens, len(CUE_TAGS)), logits

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(array.nbytes for array in self._arrays)

    @property
    def _arrays(self) -> tuple[Floats, Floats, Floats]:
        return self.vectors, self.entity_scores, self.cue_scores

    def to_bytes(self) -> bytes:
        """The three widths, then the arrays."""
        widths = np.array([array.shape[1] for array in self._arrays], np.int32)
        return b"".join([widths.tobytes(), *(array.tobytes() for array in self._arrays)])

    @classmethod
    def from_bytes(cls, data: bytes) -> Encoding:
        """What `to_bytes` wrote; the arrays cannot be written to."""
        widths = [int(width) for width in np.frombuffer(data, np.int32, 3)]
        numbers = np.frombuffer(data, np.float32, offset=_HEADER)
        tokens = len(numbers) // sum(widths)
        cuts = np.cumsum([tokens * width for width in widths[:-1]])
        return cls(*(part.reshape(tokens, width) for part, width in zip(np.split(numbers, cuts), widths, strict=True)))


class Kept:
    """Encodings in this process; the longest unused make room."""

    def __init__(self, room: int = KEPT) -> None:
        self._kept: OrderedDict[bytes, Encoding] = OrderedDict()
        self._room = room

    def take(self, window: bytes) -> Encoding | None:
        """The encoding of a window, if it is here; it stays."""
        if encoding := self._kept.get(window):
            self._kept.move_to_end(window)
        return encoding

    def put(self, window: bytes, encoding: Encoding) -> None:
        """Keep one that was not here."""
        self._kept[window] = encoding
        self._room -= encoding.size
        while self._room < 0 and len(self._kept) > 1:
            self._room += self._kept.popitem(last=False)[1].size

    def clear(self) -> None:
        """Keep nothing of what was encoded so far."""
        self._room += sum(encoding.size for encoding in self._kept.values())
        self._kept.clear()


class Shelf:
    """Encodings in files, in a folder in memory: the process that runs a story's next stage is seldom the one before.

    Each is taken once. Those that nobody comes for, since their story goes on elsewhere, make room for others by age.
    """

    def __init__(self, folder: Path, room: int = SHELF) -> None:
        self._folder = folder
        self._room = room
        self._until_tidied = 0

    @classmethod
    def in_folder(cls, memory: Path) -> Shelf | None:
        """A shelf that only this user's processes can see, within a folder; none where that is not to be had."""
        folder = memory / f"stancewire-{os.getuid()}"
        with suppress(OSError):
            folder.mkdir(mode=0o700, exist_ok=True)
            found = folder.stat(follow_symlinks=False)
            if found.st_uid == os.getuid() and not found.st_mode & 0o077:
                system = os.statvfs(folder)
                return cls(folder, min(SHELF, system.f_blocks * system.f_frsize // 8))
        return None

    def take(self, window: bytes) -> Encoding | None:
        """The encoding of a window, if it is here; it is here no longer."""
        file = self._folder / window.hex()
        try:
            data = file.read_bytes()
            file.unlink()
        except OSError:  # it is not here, or another process was quicker
            return None
        return Encoding.from_bytes(data)

    def put(self, window: bytes, encoding: Encoding) -> None:
        """Leave one for whoever comes for it; where there is no room, nothing is left."""
        draft = self._folder / f"{window.hex()}.{os.getpid()}"
        with suppress(OSError):
            if self._until_tidied <= 0:
                self._tidy()
            self._until_tidied -= encoding.size
            try:
                draft.write_bytes(encoding.to_bytes())
                draft.replace(self._folder / window.hex())
            except OSError:
                draft.unlink(missing_ok=True)

    def _tidy(self) -> None:
        self._until_tidied = self._room // 8
        found = []
        for file in self._folder.iterdir():
            with suppress(OSError):
                found.append((file.stat().st_mtime, file.stat().st_size, file))
        room = self._room - sum(size for _, size, _ in found)
        for _, size, file in sorted(found):
            if room >= 0:
                break
            room += size
            file.unlink(missing_ok=True)
