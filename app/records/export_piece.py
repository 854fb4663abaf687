"""A piece of a file that was made for an export: what it says about a photo goes when the photo does."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from app.db import Connection


@dataclass(frozen=True, slots=True)
class ExportPiece:
    """`made` is its file's number among the made files. `body` is base64, and empty once it is replaced.

    `photo_id` and `sha256` name the photo that it is about; empty if it is about none.
    """

    export_id: str
    made: int
    no: int
    party_id: str
    photo_id: str
    sha256: str
    start: int
    bytes: int
    crc32: int
    body: str
    origin: int = -1
    """Where these bytes are in the photo's original; -1 if they are the body."""


@dataclass(frozen=True, slots=True)
class KeptPiece:
    """A piece and its photo's current state, which is empty if the photo is no longer the same."""

    piece: ExportPiece
    state: str
    is_private: bool


NAMES = [field.name for field in fields(ExportPiece)]


async def insert_export_pieces(connection: Connection, pieces: Sequence[ExportPiece]) -> None:
    if not pieces:
        return
    rows = [asdict(piece) for piece in pieces]
    places = ", ".join("(" + ", ".join(f":{name}_{at}" for name in NAMES) + ")" for at in range(len(rows)))
    params = {f"{name}_{at}": value for at, row in enumerate(rows) for name, value in row.items()}
    await connection.execute(f"insert into export_pieces ({', '.join(NAMES)}) values {places}", params)


async def select_piece_before(connection: Connection, export_id: str, made: int, place: int) -> int:
    """Return the number before the piece that lies at `place` in its file."""
    row = await connection.fetch_one(
        """
        select max(no) as no from export_pieces
        where export_id = :id and made = :made and start <= :place
        """,
        {"id": export_id, "made": made, "place": place},
    )
    return int(row["no"]) - 1 if row and row["no"] is not None else 0


async def select_export_pieces(
    connection: Connection, export_id: str, made: int, after: int, limit: int
) -> list[KeptPiece]:
    """Return the pieces of a file in their order, after the number `after`."""
    columns = ", ".join(f"p.{name}" for name in NAMES)
    rows = await connection.fetch_all(
        f"""
        select {columns}, coalesce(photos.state, '') as state, coalesce(photos.is_private, 0) as is_private
        from export_pieces as p
        left join photos on photos.id = p.photo_id and photos.sha256 = p.sha256
        where p.export_id = :id and p.made = :made and p.no > :after order by p.no limit :limit
        """,
        {"id": export_id, "made": made, "after": after, "limit": limit},
    )
    return [
        KeptPiece(ExportPiece(**{name: row[name] for name in NAMES}), row["state"], bool(row["is_private"]))
        for row in rows
    ]


async def select_pieces_of_copy(
    connection: Connection, export_id: str, made: int, start: int, after: int, limit: int
) -> list[ExportPiece]:
    """Return the pieces of a copy with credits from the place `start` on."""
    rows = await connection.fetch_all(
        f"""
        select {", ".join(NAMES)} from export_pieces
        where export_id = :id and made = :made and no > :after and start + bytes > :start
        order by no limit :limit
        """,
        {"id": export_id, "made": made, "after": after, "start": start, "limit": limit},
    )
    return [ExportPiece(**row) for row in rows]


async def update_export_pieces_gone(
    connection: Connection, export_id: str, made: int, numbers: Sequence[int]
) -> None:
    """Replace pieces from now on, in every answer."""
    for no in numbers:
        await connection.execute(
            "update export_pieces set body = '' where export_id = :id and made = :made and no = :no",
            {"id": export_id, "made": made, "no": no},
        )


async def update_pieces_without_guest(connection: Connection, party_id: str, guest_id: str) -> None:
    """Remove from every export what it says about a guest's photos. Call it while they are still theirs."""
    await connection.execute(
        """
        update export_pieces set body = '' where party_id = :party_id and photo_id in
            (select id from photos where party_id = :party_id and guest_id = :guest_id)
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )


async def delete_export_pieces(connection: Connection, export_id: str, limit: int) -> bool:
    """Delete up to `limit` pieces; False when there were none."""
    deleted = await connection.execute(
        """
        delete from export_pieces where export_id = :id and (made, no) in
            (select made, no from export_pieces where export_id = :id limit :limit)
        """,
        {"id": export_id, "limit": limit},
    )
    return deleted > 0
