"""Begin an export: its list is stored at once, so that it gives the same bytes for a week."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.albums.chapters import chapter_at
from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.exports.choosing import chapters_now
from app.exports.naming import NamesTaken, file_stem, folder_name
from app.exports.writing import FILES_AT_ONCE, Entry, ListWriter
from app.media.sniff import MediaType, extension
from app.parties.scope import PartyScope, carried_through
from app.records.chapter import Chapter
from app.records.export import (
    Export,
    Kind,
    Taken,
    insert_export,
    select_export,
    select_exports,
    update_export_over,
)
from app.records.export_choice import Choice, select_chosen, select_chosen_photos
from app.records.party import select_party
from app.records.photo import Photo

KEPT_FOR = timedelta(days=7)
MOST_OF_HOSTS = 20
MOST_OF_GUEST = 2
MOST_ALBUMS = 12
ALBUM_IS_NEW_FOR = timedelta(hours=1)
"""For this long all guests share one list, so many guests cost no more than one."""
AT_FIRST = (-1, "")


@dataclass(frozen=True, slots=True)
class Wanted:
    """`guest_id` is the export's owner: empty for exports of hosts, and for the album that guests share.

    A ZIP has at most `most_bytes` (0: any). `nameless` is the folder of guests who gave no name.
    """

    taken: Taken
    choice: Choice
    folders: str
    most_bytes: int
    nameless: str
    guest_id: str = ""
    job: str = ""
    """The input of a job (job.py), if this is more than a list of originals."""
    kind: Kind = Kind.ZIP


@carried_through
async def freeze_export(scope: PartyScope, wanted: Wanted) -> Export:
    """Store the list of an export. For the album, a recent list of another guest may be reused.

    Raises AppError if some originals have no checksum yet, or if there are too many exports already.
    """
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
        chosen = await select_chosen(connection, scope.party_id, wanted.choice)
        kinds = [wanted.taken] if wanted.taken in (Taken.ALBUM, Taken.OWN) else [Taken.SHOWN, Taken.KEPT]
        others = await select_exports(
            connection, scope.party_id, wanted.guest_id, kinds, now_iso(), with_jobs=True
        )
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
        # Until its job ends, count what there was at its beginning.
        files=chosen.photos if wanted.job else 0,
        kind=wanted.kind,
        wanted=wanted.job,
    )
    async with scope.database.transaction() as connection:
        await insert_export(connection, export)
    if wanted.job:
        return export
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
    writer, count = ListWriter(scope, export, wanted.most_bytes), 0
    chapters = await chapters_now(scope) if wanted.folders == "chapter" else ()
    names = FileNames(wanted.folders, wanted.nameless, ZoneInfo(export.time_zone), chapters)
    async for photos in _pages(scope, wanted.choice):
        for photo in photos:
            assert photo.crc32 is not None
            count += 1
            await writer.add(
                Entry(names.of(photo), photo.bytes, photo.crc32, taken_at(photo), photo.id, photo.sha256)
            )
    await writer.finish(count, missing)
    async with scope.database.reading() as connection:
        found = await select_export(connection, scope.party_id, export.id, now_iso())
    if found is None:
        raise not_found()
    return found


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
    """Return when the photo was taken. If its file does not say, return when it came."""
    return datetime.fromisoformat(photo.taken_at or photo.created_at)


class FileNames:
    """The path of each file, if wanted in a folder for its guest, its hour or its chapter."""

    def __init__(self, folders: str, nameless: str, zone: ZoneInfo, chapters: Sequence[Chapter] = ()) -> None:
        self._chapters = chapters
        self._wanted = folders
        self._nameless = nameless
        self._zone = zone
        self._files = NamesTaken()
        self._folders = NamesTaken()
        self._folder_of: dict[str, str] = {}

    def of(self, photo: Photo) -> str:
        at = taken_at(photo).astimezone(self._zone)
        stem = file_stem(at, photo.author, photo.caption)
        return self._files.take(self._folder(photo, at) + stem, extension(MediaType(photo.media_type)))

    def _folder(self, photo: Photo, at: datetime) -> str:
        match self._wanted:
            case "guest":
                # Guests with the same name get a folder each.
                if photo.guest_id not in self._folder_of:
                    name = folder_name(photo.author, self._nameless)
                    self._folder_of[photo.guest_id] = self._folders.take(name, "")
                return self._folder_of[photo.guest_id] + "/"
            case "hour":
                return f"{at:%Y-%m-%d %H}h/"
            case "chapter":
                return self._chapter(chapter_at(self._chapters, photo.happened_at or photo.created_at))
        return ""

    def _chapter(self, index: int) -> str:
        """Return `02 Dinner/`, or the hour for a chapter without a title: in the order of the night."""
        chapter = self._chapters[index]
        title = chapter.title
        if not title and chapter.begins_at:
            title = f"{datetime.fromisoformat(chapter.begins_at).astimezone(self._zone):%H-%M}h"
        return folder_name(f"{index + 1:02} {title}", "") + "/"
