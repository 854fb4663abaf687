"""Begins an export: its list is written down at once, so that the same bytes can be had for a week."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.exports.naming import NamesTaken, file_stem, folder_name
from app.exports.part_plan import PartPlan
from app.media.sniff import MediaType, extension
from app.parties.scope import PartyScope, carried_through
from app.records.export import (
    Export,
    ExportFile,
    ExportPart,
    Taken,
    insert_export,
    insert_export_files,
    insert_export_parts,
    select_exports,
    update_export_over,
    update_export_ready,
)
from app.records.export_choice import Choice, select_chosen, select_chosen_photos
from app.records.party import select_party
from app.records.photo import Photo

KEPT_FOR = timedelta(days=7)
MOST_OF_HOSTS = 20
MOST_OF_GUEST = 2
MOST_ALBUMS = 12
ALBUM_IS_NEW_FOR = timedelta(hours=1)
"""For so long all guests take the same list: a crowd of them costs one."""
FILES_AT_ONCE = 100
"""In one transaction: other writers wait for some milliseconds at most."""
AT_FIRST = (-1, "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`guest_id` is whose export it is: empty for one of the hosts, and for the album that guests share.

    A ZIP has at most `most_bytes` (0: any). `nameless` is the folder of guests who gave no name.
    """

    taken: Taken
    choice: Choice
    folders: str
    most_bytes: int
    nameless: str
    guest_id: str = ""


@carried_through
async def freeze_export(scope: PartyScope, wanted: Wanted) -> Export:
    """Write down what is taken; for the album perhaps find the list that another guest began a moment ago.

    Raises AppError: when the originals are not all summed yet, and when there are too many exports already.
    """
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
        chosen = await select_chosen(connection, scope.party_id, wanted.choice)
        kinds = [wanted.taken] if wanted.taken in (Taken.ALBUM, Taken.OWN) else [Taken.SHOWN, Taken.KEPT]
        others = await select_exports(connection, scope.party_id, wanted.guest_id, kinds, now_iso())
    if party is None:
        raise not_found()
    if wanted.taken is Taken.ALBUM and (same := _same_album(others, wanted, party.head)) is not None:
        return same
    if chosen.unchecked:
        raise AppError(
            503,
            "EXPORT_NOT_READY",
            N_("Some older photos are still being looked through. Please try again in a few minutes."),
            headers={"Retry-After": "60"},
        )
    await _make_room(scope, wanted, others)
    at = now()
    export = Export(
        id=new_id(),
        party_id=scope.party_id,
        guest_id=wanted.guest_id,
        taken=wanted.taken,
        folders=_options(wanted),
        head=party.head,
        time_zone=party.time_zone,
        created_at=to_iso(at),
        expires_at=to_iso(at + KEPT_FOR),
    )
    async with scope.database.transaction() as connection:
        await insert_export(connection, export)
    return await _fill(scope, export, wanted, chosen.missing)


def _options(wanted: Wanted) -> str:
    return f"{wanted.folders}.{wanted.most_bytes}"


def _same_album(others: list[Export], wanted: Wanted, head: int) -> Export | None:
    new_since = to_iso(now() - ALBUM_IS_NEW_FOR)
    for export in others:
        if export.folders == _options(wanted) and (export.head == head or export.created_at > new_since):
            return export
    return None


async def _make_room(scope: PartyScope, wanted: Wanted, others: list[Export]) -> None:
    most = {Taken.ALBUM: MOST_ALBUMS, Taken.OWN: MOST_OF_GUEST}.get(wanted.taken)
    if most is None:
        if len(others) >= MOST_OF_HOSTS:
            raise AppError(
                409,
                "TOO_MANY_EXPORTS",
                N_("There are %(count)s downloads already. Please remove one that you no longer need."),
                {"count": len(others)},
            )
        return
    async with scope.database.transaction() as connection:
        for export in others[most - 1 :]:
            await update_export_over(connection, scope.party_id, export.id)


async def _fill(scope: PartyScope, export: Export, wanted: Wanted, missing: int) -> Export:
    plan, files, size = PartPlan(wanted.most_bytes), 0, 0
    names, zone = _Names(wanted, ZoneInfo(export.time_zone)), ZoneInfo(export.time_zone)
    async for photos in _pages(scope, wanted.choice):
        page = []
        for photo in photos:
            assert photo.crc32 is not None
            name = names.of(photo)
            placed = plan.place(name.encode(), photo.bytes, photo.crc32, taken_at(photo).astimezone(zone))
            files, size = files + 1, size + photo.bytes
            file = ExportFile(
                export_id=export.id,
                no=files,
                party_id=export.party_id,
                part=placed.part,
                start=placed.start,
                photo_id=photo.id,
                name=name,
                name_bytes=len(name.encode()),
                bytes=photo.bytes,
                crc32=photo.crc32,
                sha256=photo.sha256,
                modified_at=to_iso(taken_at(photo)),
            )
            page.append(file)
        async with scope.database.transaction() as connection:
            await insert_export_files(connection, page)
    parts = [
        ExportPart(
            export.id, one.no, export.party_id, one.files, one.directory_start, one.directory_bytes, one.bytes
        )
        for one in plan.parts()
    ]
    async with scope.database.transaction() as connection:
        for begin in range(0, len(parts), FILES_AT_ONCE):
            await insert_export_parts(connection, parts[begin : begin + FILES_AT_ONCE])
        await update_export_ready(connection, export.id, files, size, missing, now_iso())
    async with scope.database.reading() as connection:
        kinds = [export.taken]
        found = await select_exports(connection, scope.party_id, export.guest_id, kinds, now_iso())
    return next(one for one in found if one.id == export.id)


async def _pages(scope: PartyScope, choice: Choice) -> AsyncIterator[list[Photo]]:
    after = AT_FIRST
    while True:
        async with scope.database.reading() as connection:
            photos = await select_chosen_photos(connection, scope.party_id, choice, after, FILES_AT_ONCE)
        if photos:
            yield photos
        if len(photos) < FILES_AT_ONCE:
            return
        after = photos[-1].position, photos[-1].id


def taken_at(photo: Photo) -> datetime:
    """Return when it was taken, or came where its file does not say."""
    return datetime.fromisoformat(photo.taken_at or photo.created_at)


class _Names:
    """The path of each file: in a folder by its guest or by its hour where that is wanted."""

    def __init__(self, wanted: Wanted, zone: ZoneInfo) -> None:
        self._wanted = wanted
        self._zone = zone
        self._files = NamesTaken()
        self._folders = NamesTaken()
        self._folder_of: dict[str, str] = {}

    def of(self, photo: Photo) -> str:
        at = taken_at(photo).astimezone(self._zone)
        stem = file_stem(at, photo.author, photo.caption)
        return self._files.take(self._folder(photo, at) + stem, extension(MediaType(photo.media_type)))

    def _folder(self, photo: Photo, at: datetime) -> str:
        match self._wanted.folders:
            case "guest":
                # Guests of one name have a folder each.
                if photo.guest_id not in self._folder_of:
                    name = folder_name(photo.author, self._wanted.nameless)
                    self._folder_of[photo.guest_id] = self._folders.take(name, "")
                return self._folder_of[photo.guest_id] + "/"
            case "hour":
                return f"{at:%Y-%m-%d %H}h/"
        return ""
