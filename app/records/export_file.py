"""A file of an export as it was frozen, and its replacement once its photo is taken down."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from app.db import Connection
from app.records.export import insert_all

MADE = "made:"
"""The prefix of a source that was made for the export; a number for export_piece.py follows."""


@dataclass(frozen=True, slots=True)
class ExportFile:
    """A file of a ZIP as it was frozen. `name` is empty once it is replaced."""

    export_id: str
    no: int
    party_id: str
    part: int
    start: int
    photo_id: str
    name: str
    name_bytes: int
    bytes: int
    crc32: int
    sha256: str
    modified_at: str
    source: str = ""
    """Where its bytes are: empty for the original, MADE and a number for pieces, else a rendition."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file, and its photo's current state."""

    file: ExportFile
    state: str
    is_private: bool


FILE_COLUMNS = ", ".join(field.name for field in fields(ExportFile))


async def insert_export_files(connection: Connection, files: Sequence[ExportFile]) -> None:
    await insert_all(connection, "export_files", [asdict(file) for file in files])


async def select_export_files(
    connection: Connection, export_id: str, after: int, limit: int, part: int | None = None
) -> list[ExportFile]:
    """Return files in their order after the number `after`, of one ZIP or of all."""
    of_part = " and part = :part" if part is not None else ""
    rows = await connection.fetch_all(
        f"""
        select {FILE_COLUMNS} from export_files where export_id = :id and no > :after{of_part}
        order by no limit :limit
        """,
        {"id": export_id, "after": after, "limit": limit} | ({"part": part} if part is not None else {}),
    )
    return [ExportFile(**row) for row in rows]


async def select_export_files_kept(
    connection: Connection, export_id: str, after: int, limit: int
) -> list[KeptFile]:
    """Return files whose photos are still as they were frozen."""
    columns = ", ".join(f"f.{field.name}" for field in fields(ExportFile))
    rows = await connection.fetch_all(
        f"""
        select {columns}, photos.state, photos.is_private from export_files as f
        join photos on photos.id = f.photo_id and photos.sha256 = f.sha256
        where f.export_id = :id and f.no > :after and f.name <> '' and f.source = ''
        order by f.no limit :limit
        """,
        {"id": export_id, "after": after, "limit": limit},
    )
    names = [field.name for field in fields(ExportFile)]
    return [
        KeptFile(ExportFile(**{name: row[name] for name in names}), row["state"], bool(row["is_private"]))
        for row in rows
    ]


async def select_file_before(connection: Connection, export_id: str, part: int, place: int) -> int:
    """Return the number before the file that lies at `place` in a ZIP."""
    row = await connection.fetch_one(
        """
        select max(no) as no from export_files
        where export_id = :id and part = :part and start <= :place
        """,
        {"id": export_id, "part": part, "place": place},
    )
    return int(row["no"]) - 1 if row and row["no"] is not None else 0


async def select_export_file(connection: Connection, export_id: str, no: int) -> ExportFile | None:
    row = await connection.fetch_one(
        f"select {FILE_COLUMNS} from export_files where export_id = :id and no = :no",
        {"id": export_id, "no": no},
    )
    return ExportFile(**row) if row else None


async def update_export_file_gone(connection: Connection, export_id: str, no: int) -> None:
    """Replace a file from now on, in every answer, so that all answers are the same."""
    await connection.execute(
        "update export_files set name = '', sha256 = '' where export_id = :id and no = :no",
        {"id": export_id, "no": no},
    )
