"""An export: a list of originals, frozen when somebody begins to take it home, and its ZIPs."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from app.db import Connection, Row
from app.records.export_piece import delete_export_pieces, update_pieces_without_guest


class Taken(StrEnum):
    """Which photos an export has. If a photo is no longer of that sort, its files are replaced."""

    ALBUM = "album"
    """All shown photos, for anybody who may take the album."""
    SHOWN = "shown"
    """All or some of the shown photos, for a host."""
    KEPT = "kept"
    """Hidden and waiting photos as well, for a host."""
    OWN = "own"
    """Everything that a guest has sent, for that guest."""


class Kind(StrEnum):
    ZIP = "zip"
    """Originals."""
    ALBUM = "album"
    """The album as a folder that opens in a browser without a server."""
    BOOK = "book"
    """A PDF for printing, kept beside the originals."""


class ExportState(StrEnum):
    MAKING = "making"
    READY = "ready"
    FAILED = "failed"
    OUTDATED = "outdated"
    """For a book: one of its photos was taken down or changed since, so nobody gets it any more."""


MOST_TRIES = 5
"""A job that has begun this often without finishing is given up."""


@dataclass(frozen=True, slots=True)
class Export:
    id: str
    party_id: str
    guest_id: str
    taken: Taken
    folders: str
    head: int
    time_zone: str
    created_at: str
    expires_at: str
    files: int = 0
    bytes: int = 0
    missing: int = 0
    ready_at: str = ""
    kind: Kind = Kind.ZIP
    wanted: str = ""
    """What its job begins with (JSON); empty if the list was frozen at once."""
    tries: int = 0
    done: int = 0
    leased_until: str = ""

    def state(self, now: str) -> ExportState:
        """Tell whether it can be taken home now."""
        if self.ready_at:
            return ExportState.READY
        is_over = self.tries >= MOST_TRIES and self.leased_until < now
        return ExportState.FAILED if is_over else ExportState.MAKING


@dataclass(frozen=True, slots=True)
class ExportPart:
    """One ZIP of an export; its directory begins at `directory_start`."""

    export_id: str
    part: int
    party_id: str
    files: int
    directory_start: int
    directory_bytes: int
    bytes: int


COLUMNS = ", ".join(field.name for field in fields(Export))
PART_COLUMNS = ", ".join(field.name for field in fields(ExportPart))


async def insert_export(connection: Connection, export: Export) -> None:
    places = ", ".join(f":{field.name}" for field in fields(Export))
    await connection.execute(f"insert into exports ({COLUMNS}) values ({places})", asdict(export))


async def insert_export_parts(connection: Connection, parts: Sequence[ExportPart]) -> None:
    await insert_all(connection, "export_parts", [asdict(part) for part in parts])


async def insert_all(connection: Connection, table: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows in one statement: a thousand statements would hold the party's turn too long."""
    if not rows:
        return
    places = ", ".join(
        "(" + ", ".join(f":{column}_{number}" for column in rows[0]) + ")" for number in range(len(rows))
    )
    params = {f"{column}_{number}": value for number, row in enumerate(rows) for column, value in row.items()}
    await connection.execute(f"insert into {table} ({', '.join(rows[0])}) values {places}", params)


async def update_export_ready(
    connection: Connection, export_id: str, files: int, size: int, missing: int, at: str
) -> bool:
    """Mark the list as complete; False if the export was removed meanwhile."""
    count = await connection.execute(
        """
        update exports set files = :files, bytes = :bytes, missing = :missing, ready_at = :at where id = :id
        """,
        {"id": export_id, "files": files, "bytes": size, "missing": missing, "at": at},
    )
    return count > 0


async def select_export(connection: Connection, party_id: str, export_id: str, now: str) -> Export | None:
    """Return an export that has not expired, if it is ready or a job is making it."""
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from exports
        where id = :id and party_id = :party_id and (ready_at <> '' or wanted <> '') and expires_at > :now
        """,
        {"id": export_id, "party_id": party_id, "now": now},
    )
    return export_of(row) if row else None


async def select_exports(
    connection: Connection,
    party_id: str,
    guest_id: str,
    taken: Sequence[Taken],
    now: str,
    *,
    with_jobs: bool = False,
) -> list[Export]:
    """Return the unexpired, ready exports of one guest, or of the hosts (""), newest first.

    With `with_jobs` also those that are still being made.
    """
    ready = "(ready_at <> '' or wanted <> '')" if with_jobs else "ready_at <> ''"
    kinds = ", ".join(f"'{Taken(one)}'" for one in taken)
    rows = await connection.fetch_all(
        f"""
        select {COLUMNS} from exports
        where party_id = :party_id and guest_id = :guest_id and taken in ({kinds}) and {ready}
            and expires_at > :now
        order by created_at desc limit 100
        """,
        {"party_id": party_id, "guest_id": guest_id, "now": now},
    )
    return [export_of(row) for row in rows]


async def select_export_parts(connection: Connection, export_id: str) -> list[ExportPart]:
    rows = await connection.fetch_all(
        f"select {PART_COLUMNS} from export_parts where export_id = :id order by part", {"id": export_id}
    )
    return [ExportPart(**row) for row in rows]


async def select_export_part(connection: Connection, export_id: str, part: int) -> ExportPart | None:
    row = await connection.fetch_one(
        f"select {PART_COLUMNS} from export_parts where export_id = :id and part = :part",
        {"id": export_id, "part": part},
    )
    return ExportPart(**row) if row else None


async def update_exports_without_guest(connection: Connection, party_id: str, guest_id: str) -> None:
    """Remove a guest's words from every list and end their exports, while the photos are still theirs."""
    both = {"party_id": party_id, "guest_id": guest_id}
    await connection.execute(
        """
        update export_files set name = '', sha256 = '' where party_id = :party_id and photo_id in
            (select id from photos where party_id = :party_id and guest_id = :guest_id)
        """,
        both,
    )
    await update_pieces_without_guest(connection, party_id, guest_id)
    await connection.execute(
        """
        update exports set expires_at = '', guest_id = ''
        where party_id = :party_id and guest_id = :guest_id
        """,
        both,
    )


async def update_export_over(connection: Connection, party_id: str, export_id: str) -> bool:
    """End an export now; the next sweep deletes its rows. False if none is running."""
    count = await connection.execute(
        "update exports set expires_at = '' where id = :id and party_id = :party_id and expires_at <> ''",
        {"id": export_id, "party_id": party_id},
    )
    return count > 0


async def select_exports_over(
    connection: Connection, now: str, begun_before: str, limit: int
) -> list[tuple[str, str, Kind]]:
    """Return party, id and kind of exports that expired, or whose list was begun then but not finished."""
    rows = await connection.fetch_all(
        """
        select party_id, id, kind from exports
        where expires_at <= :now or (ready_at = '' and wanted = '' and created_at < :begun_before)
        limit :limit
        """,
        {"now": now, "begun_before": begun_before, "limit": limit},
    )
    return [(row["party_id"], row["id"], Kind(row["kind"])) for row in rows]


async def delete_export_rows(connection: Connection, export_id: str, limit: int) -> bool:
    """Delete up to `limit` rows of an export; False if those were the last."""
    deleted = await connection.execute(
        """
        delete from export_files where export_id = :id and no in
            (select no from export_files where export_id = :id limit :limit)
        """,
        {"id": export_id, "limit": limit},
    )
    if deleted or await delete_export_pieces(connection, export_id, limit):
        return True
    for table in ("export_parts", "book_photos"):
        await connection.execute(f"delete from {table} where export_id = :id", {"id": export_id})
    await connection.execute("delete from exports where id = :id", {"id": export_id})
    return False


def export_of(row: Row) -> Export:
    return Export(**{**row, "taken": Taken(row["taken"]), "kind": Kind(row["kind"])})
