"""What must be written down about partial uploads in a store: which pieces count, and whose turn it is.

The records are the truth, because a store has no lock. A piece counts from the moment its row is committed,
and only the request whose turn it is can commit one, at the end of those before it: two rows never overlap,
and what a request that lost its turn still sends to the store counts for nothing.
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
    """`holder` may write (empty: nobody does); `wanted` is the request that asked for it last, or empty."""

    holder: str
    wanted: str


class PieceBook(Protocol):
    async def pieces(self, upload_id: str) -> list[Piece]:
        """Return the pieces that count, from the first byte on and without a gap."""

    async def offset(self, upload_id: str) -> int:
        """Return how many bytes they are together."""

    async def total_bytes(self) -> int:
        """Return what all uploads have together."""

    async def add(self, upload_id: str, holder: str, pieces: Sequence[Piece]) -> bool:
        """Let pieces count, durably; False when it is not this holder's turn any more."""

    async def cut(self, upload_id: str, holder: str, size: int) -> bool:
        """Let only the first `size` bytes count; False when it is not this holder's turn any more."""

    async def forget(self, upload_id: str) -> None:
        """Forget an upload's pieces and turns."""

    async def turn(self, upload_id: str) -> Turn | None:
        """Return whose turn it is; None when nobody has begun."""

    async def ask_for_turn(self, upload_id: str, asker: str) -> None:
        """Ask whoever has it to let go."""

    async def take_turn(self, upload_id: str, asker: str, *, by_force: bool = False) -> bool:
        """Take the turn that nobody has; `by_force` also from one who does not answer, when we asked last."""

    async def give_back_turn(self, upload_id: str, holder: str) -> None:
        """Let others go on; not having it is fine."""
