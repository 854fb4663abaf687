"""Write the list of an export, a page at a time, with the ZIP and the place of each file."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from app.base.clock import now_iso, to_iso
from app.exports.part_plan import PartPlan
from app.parties.scope import PartyScope
from app.records.export import Export, ExportPart, insert_export_parts, update_export_ready
from app.records.export_file import ExportFile, insert_export_files

FILES_AT_ONCE = 100
"""Files in one transaction. Other writers wait for some milliseconds at most."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to list: its path in the ZIP, and its photo's owner (none for made files)."""

    name: str
    bytes: int
    crc32: int
    modified: datetime
    photo_id: str = ""
    sha256: str = ""
    source: str = ""


class ListWriter:
    def __init__(self, scope: PartyScope, export: Export, most_bytes: int) -> None:
        self._scope = scope
        self._export = export
        self._plan = PartPlan(most_bytes)
        self._zone = ZoneInfo(export.time_zone)
        self._page: list[ExportFile] = []
        self._count = self._bytes = 0

    async def add(self, entry: Entry) -> None:
        name = entry.name.encode()
        placed = self._plan.place(name, entry.bytes, entry.crc32, entry.modified.astimezone(self._zone))
        self._count, self._bytes = self._count + 1, self._bytes + entry.bytes
        file = ExportFile(
            export_id=self._export.id,
            no=self._count,
            party_id=self._export.party_id,
            part=placed.part,
            start=placed.start,
            photo_id=entry.photo_id,
            name=entry.name,
            name_bytes=len(name),
            bytes=entry.bytes,
            crc32=entry.crc32,
            sha256=entry.sha256,
            modified_at=to_iso(entry.modified),
            source=entry.source,
        )
        self._page.append(file)
        if len(self._page) == FILES_AT_ONCE:
            await self._flush()

    async def finish(self, photos: int, missing: int) -> None:
        """Write the ZIPs' rows. From here on the export can be downloaded."""
        await self._flush()
        export, parts = self._export, self._plan.parts()
        rows = [
            ExportPart(
                export.id,
                one.no,
                export.party_id,
                one.files,
                one.directory_start,
                one.directory_bytes,
                one.bytes,
            )
            for one in parts
        ]
        async with self._scope.database.transaction() as connection:
            for begin in range(0, len(rows), FILES_AT_ONCE):
                await insert_export_parts(connection, rows[begin : begin + FILES_AT_ONCE])
            await update_export_ready(connection, export.id, photos, self._bytes, missing, now_iso())

    async def _flush(self) -> None:
        page, self._page = self._page, []
        async with self._scope.database.transaction() as connection:
            await insert_export_files(connection, page)
