"""The last changes in memory, encoded: a client that comes back gets what it missed without a query."""

from itertools import takewhile

from app.wire.messages import Frame

# Past this, a page should fetch its first screen afresh.
RING_FRAMES = 500
RING_BYTES = 8 * 1024 * 1024


class Ring:
    """Each photo's last change, oldest first. It has every photo that changed after `floor`.

    It begins empty at the party's head, because most open parties are never asked for older changes. Once a
    stream asks for them, `add_older` adds what the table has.
    """

    def __init__(self, floor: int = 0) -> None:
        self._frames: dict[str, Frame] = {}
        self._bytes = 0
        self.floor = floor
        self._has_all = False

    def add(self, frame: Frame) -> None:
        """Take a photo's newest change. Its earlier change is dropped: nobody needs it any more."""
        if frame.photo_id is None:
            raise ValueError("only a photo's change is replayed")
        former = self._frames.pop(frame.photo_id, None)
        if former is not None:
            self._bytes -= _size(former)
        self._frames[frame.photo_id] = frame
        self._bytes += _size(frame)
        self._shorten()

    def add_older(self, frames: list[Frame], floor: int) -> None:
        """Take the table's changes after `floor`, oldest first."""
        newer = self._frames
        # A photo that has changed again since stays at its newest change.
        older = {frame.photo_id: frame for frame in frames if frame.photo_id not in newer}
        self._frames = {key: frame for key, frame in older.items() if key is not None} | newer
        self._bytes = sum(map(_size, self._frames.values()))
        self.floor = floor
        self._has_all = True
        self._shorten()

    def is_enough_for(self, cursor: int) -> bool:
        """Tell whether the table could add nothing after `cursor`."""
        return self._has_all or cursor >= self.floor

    def since(self, cursor: int) -> list[Frame] | None:
        """Return what changed after `cursor`, oldest first, or None when that is too far back."""
        if cursor < self.floor:
            return None
        newest_first = reversed(self._frames.values())
        missed = list(takewhile(lambda frame: (frame.no or 0) > cursor, newest_first))
        missed.reverse()
        return missed

    def __len__(self) -> int:
        return len(self._frames)

    def _shorten(self) -> None:
        while len(self._frames) > RING_FRAMES or self._bytes > RING_BYTES:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        oldest = self._frames.pop(next(iter(self._frames)))
        self._bytes -= _size(oldest)
        self.floor = oldest.no or 0


def _size(frame: Frame) -> int:
    return len(frame.for_all) + len(frame.for_guest or b"")
