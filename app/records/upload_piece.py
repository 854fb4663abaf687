"""Pieces of uploads in a store, and the turns of the requests that write them."""

from app.db import Connection
from app.storage.pieces import Piece, Turn


async def select_pieces(connection: Connection, upload_id: str) -> list[Piece]:
    rows = await connection.fetch_all(
        "select start_at, size, name from upload_pieces where upload_id = :id order by start_at",
        {"id": upload_id},
    )
    return [Piece(int(row["start_at"]), int(row["size"]), str(row["name"])) for row in rows]


async def select_pieces_size(connection: Connection, upload_id: str) -> int:
    row = await connection.fetch_one(
        "select coalesce(sum(size), 0) as bytes from upload_pieces where upload_id = :id", {"id": upload_id}
    )
    return int(row["bytes"]) if row else 0


async def select_all_pieces_size(connection: Connection) -> int:
    row = await connection.fetch_one("select coalesce(sum(size), 0) as bytes from upload_pieces")
    return int(row["bytes"]) if row else 0


async def insert_piece(connection: Connection, upload_id: str, piece: Piece) -> None:
    await connection.execute(
        """
        insert into upload_pieces (upload_id, start_at, size, name)
        values (:upload_id, :start_at, :size, :name)
        """,
        {"upload_id": upload_id, "start_at": piece.start, "size": piece.size, "name": piece.name},
    )


async def delete_pieces(connection: Connection, upload_id: str, from_byte: int = 0) -> None:
    await connection.execute(
        "delete from upload_pieces where upload_id = :id and start_at >= :start",
        {"id": upload_id, "start": from_byte},
    )


async def select_turn(connection: Connection, upload_id: str) -> Turn | None:
    row = await connection.fetch_one(
        "select holder, wanted from upload_turns where upload_id = :id", {"id": upload_id}
    )
    return Turn(str(row["holder"]), str(row["wanted"])) if row else None


async def insert_turn(connection: Connection, upload_id: str) -> None:
    """Make an upload's row for turns, with no holder. It may exist already."""
    await connection.execute(
        """
        insert into upload_turns (upload_id, holder, wanted) values (:id, '', '')
        on conflict (upload_id) do nothing
        """,
        {"id": upload_id},
    )


async def update_turn_taken(connection: Connection, upload_id: str, asker: str, by_force: bool) -> bool:
    """Take the turn if it is free and nobody else asked later; with `by_force` if only nobody asked later."""
    count = await connection.execute(
        """
        update upload_turns set holder = :asker, wanted = ''
        where upload_id = :id
            and ((holder = '' and wanted in ('', :asker)) or (:by_force = 1 and wanted = :asker))
        """,
        {"id": upload_id, "asker": asker, "by_force": int(by_force)},
    )
    return count > 0


async def update_turn_kept(connection: Connection, upload_id: str, holder: str) -> bool:
    """Secure a turn until the transaction ends: anybody who wants to take it waits for its row."""
    count = await connection.execute(
        "update upload_turns set holder = holder where upload_id = :id and holder = :holder",
        {"id": upload_id, "holder": holder},
    )
    return count > 0


async def update_turn_wanted(connection: Connection, upload_id: str, asker: str) -> None:
    await connection.execute(
        "update upload_turns set wanted = :asker where upload_id = :id", {"id": upload_id, "asker": asker}
    )


async def update_turn_given_back(connection: Connection, upload_id: str, holder: str) -> None:
    await connection.execute(
        "update upload_turns set holder = '' where upload_id = :id and holder = :holder",
        {"id": upload_id, "holder": holder},
    )


async def delete_turn(connection: Connection, upload_id: str) -> None:
    await connection.execute("delete from upload_turns where upload_id = :id", {"id": upload_id})
