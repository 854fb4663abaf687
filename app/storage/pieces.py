"""The records about partial uploads in a store: which pieces count, and whose turn it is.

The records are the truth, because a store has no lock. A piece counts as soon as its row is committed. Only
the request with the turn can commit one, and only at the end of the earlier ones. So two rows never overlap.
A request that lost its turn may still send to the store, but its pieces do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Piece:
    """`size` bytes of an upload from `start` on, in an object with a name of its own."""

    start: int
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Turn:
    """`holder` may write (empty: nobody). `wanted` is the last request that asked for the turn, or empty."""

    holder: str
    wanted: str


class PieceBook(Protocol):
    async def pieces(self, upload_id: str) -> list[Piece]:
        """Return the pieces that count, from the first byte on and without a gap."""

    async def offset(self, upload_id: str) -> int:
        """Return their size together."""

    async def total_bytes(self) -> int:
        """Return the size of all uploads together."""

    async def add(self, upload_id: str, holder: str, pieces: Sequence[Piece]) -> bool:
        """Make pieces count, durably; False if this holder has lost the turn."""

    async def cut(self, upload_id: str, holder: str, size: int) -> bool:
        """Keep only the first `size` bytes; False if this holder has lost the turn."""

    async def forget(self, upload_id: str) -> None:
        """Delete the rows of an upload's pieces and turns."""

    async def turn(self, upload_id: str) -> Turn | None:
        """Return whose turn it is; None if nobody has begun."""

    async def ask_for_turn(self, upload_id: str, asker: str) -> None:
        """Ask the holder to let go."""

    async def take_turn(self, upload_id: str, asker: str, *, by_force: bool = False) -> bool:
        """Take a free turn. With `by_force` also from a holder who does not answer, if we asked last."""

    async def give_back_turn(self, upload_id: str, holder: str) -> None:
        """Let others go on. Without the turn this does nothing."""
