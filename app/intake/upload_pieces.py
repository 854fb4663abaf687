"""The records of partial uploads in a store: implements `PieceBook`."""

from collections.abc import Sequence

from app.db import Database
from app.records.upload_piece import (
    delete_pieces,
    delete_turn,
    insert_piece,
    insert_turn,
    select_all_pieces_size,
    select_pieces,
    select_pieces_size,
    select_turn,
    update_turn_given_back,
    update_turn_kept,
    update_turn_taken,
    update_turn_wanted,
)
from app.storage.pieces import Piece, Turn


class RecordedPieces:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def pieces(self, upload_id: str) -> list[Piece]:
        async with self._database.reading() as connection:
            return await select_pieces(connection, upload_id)

    async def offset(self, upload_id: str) -> int:
        async with self._database.reading() as connection:
            return await select_pieces_size(connection, upload_id)

    async def total_bytes(self) -> int:
        async with self._database.reading() as connection:
            return await select_all_pieces_size(connection)

    async def add(self, upload_id: str, holder: str, pieces: Sequence[Piece]) -> bool:
        async with self._database.taking_turns(upload_id).transaction() as connection:
            # First of all: this locks the row, so nobody takes the turn before the commit.
            if not await update_turn_kept(connection, upload_id, holder):
                return False
            offset = await select_pieces_size(connection, upload_id)
            for piece in pieces:
                assert piece.start == offset, "whose turn it is knows where the upload ends"
                await insert_piece(connection, upload_id, piece)
                offset += piece.size
        return True

    async def cut(self, upload_id: str, holder: str, size: int) -> bool:
        async with self._database.taking_turns(upload_id).transaction() as connection:
            if not await update_turn_kept(connection, upload_id, holder):
                return False
            await delete_pieces(connection, upload_id, from_byte=size)
        return True

    async def forget(self, upload_id: str) -> None:
        async with self._database.taking_turns(upload_id).transaction() as connection:
            await delete_turn(connection, upload_id)
            await delete_pieces(connection, upload_id)

    async def turn(self, upload_id: str) -> Turn | None:
        async with self._database.reading() as connection:
            return await select_turn(connection, upload_id)

    async def ask_for_turn(self, upload_id: str, asker: str) -> None:
        async with self._database.taking_turns(upload_id).transaction() as connection:
            await update_turn_wanted(connection, upload_id, asker)

    async def take_turn(self, upload_id: str, asker: str, *, by_force: bool = False) -> bool:
        async with self._database.taking_turns(upload_id).transaction() as connection:
            await insert_turn(connection, upload_id)
            return await update_turn_taken(connection, upload_id, asker, by_force)

    async def give_back_turn(self, upload_id: str, holder: str) -> None:
        async with self._database.taking_turns(upload_id).transaction() as connection:
            await update_turn_given_back(connection, upload_id, holder)
