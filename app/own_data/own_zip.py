"""A guest's own data as a streamed ZIP: their originals, and a JSON of all that is kept."""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.base.clock import now, now_iso
from app.media.sniff import MediaType, extension
from app.own_data.zip_plan import ZipEntry, zip_length, zip_pieces
from app.parties.scope import PartyScope
from app.records.comment import select_comments_of_guest
from app.records.guest_call import GuestCall, select_guest_calls
from app.records.guest_mail import select_guest_mail
from app.records.own_record import (
    OwnGuest,
    OwnUpload,
    select_own_changes,
    select_own_guest,
    select_own_photos,
    select_own_showings,
    select_own_uploads,
)
from app.records.photo import Photo, PhotoState
from app.records.photo_facts import select_facts_of_guest
from app.records.share_link import ShareLink, select_share_links
from app.records.words_before import select_own_words_before
from app.storage import Storage
from app.storage.durable import in_thread

READ_BYTES = 256 * 1024
PAGE = 500
RECORDS = "records.json"
KEPT_OF_COMMENT = ("id", "photo_id", "author", "text", "created_at", "edited_at")


@dataclass(frozen=True, slots=True)
class OwnZip:
    """`records` is in memory: some hundred bytes for each photo. Originals are read while they are sent."""

    entries: list[ZipEntry]
    records: bytes
    storage: Storage

    @property
    def length(self) -> int:
        return zip_length(self.entries)

    def pieces(self) -> AsyncIterator[bytes]:
        """Yield the ZIP. Raises if a photo was changed or deleted meanwhile, which ends the download."""
        return zip_pieces(self.entries, self._opened)

    async def _opened(self, key: str) -> AsyncGenerator[bytes, None]:
        if key == RECORDS:
            yield self.records
            return
        found = await self.storage.open_original(key)
        if not isinstance(found, Path):
            async for piece in found.pieces:
                yield piece
            return
        file = await in_thread(found.open, "rb")
        try:
            while piece := await in_thread(file.read, READ_BYTES):
                yield piece
        finally:
            file.close()


async def plan_own_zip(scope: PartyScope, guest_id: str) -> OwnZip:
    """Read everything of a guest, and compute the length of its ZIP."""
    entries: list[ZipEntry] = []
    lines: list[str] = []
    known = await _facts(scope, guest_id)
    showings = await _showings(scope, guest_id)
    async for photo in _photos(scope, guest_id):
        name = ""
        # The bytes of a photo that is still in work may be moved.
        if photo.state is not PhotoState.PROCESSING:
            suffix = extension(MediaType(photo.media_type))
            name = f"photos/{photo.created_at[:10]}-{photo.id[:8]}{suffix}"
            sent_at = datetime.fromisoformat(photo.created_at)
            entries.append(ZipEntry(photo.id, name, photo.bytes, sent_at))
        said = _of_photo(photo, name) | {"first_on_screen": showings.get(photo.id)}
        lines.append(json.dumps(said | known.get(photo.id, {}), ensure_ascii=False))
    async with scope.database.reading() as connection:
        guest = await select_own_guest(connection, scope.party_id, guest_id)
        uploads = await select_own_uploads(connection, scope.party_id, guest_id, PAGE)
        phones = await select_guest_calls(connection, scope.party_id, guest_id)
        mail = await select_guest_mail(connection, scope.party_id, guest_id)
        links = await select_share_links(connection, scope.party_id, guest_id, now_iso(), PAGE)
    log = [line async for line in _log(scope, guest_id)]
    earlier = [line async for line in _earlier_words(scope, guest_id)]
    comments = [line async for line in _comments(scope, guest_id)]
    records = _records(
        guest_id, guest, lines, uploads, log, earlier, phones, comments, links, mail.address if mail else ""
    )
    entries.append(ZipEntry(RECORDS, RECORDS, len(records), now()))
    return OwnZip(entries, records, scope.storage)


async def _photos(scope: PartyScope, guest_id: str) -> AsyncIterator[Photo]:
    after = ""
    while True:
        async with scope.database.reading() as connection:
            page = await select_own_photos(connection, scope.party_id, guest_id, after, PAGE)
        for photo in page:
            yield photo
        if len(page) < PAGE:
            return
        after = page[-1].id


async def _facts(scope: PartyScope, guest_id: str) -> dict[str, dict[str, object]]:
    async with scope.database.reading() as connection:
        found = await select_facts_of_guest(connection, scope.party_id, guest_id)
    return {photo_id: {"original_says": asdict(facts)} for photo_id, facts in found.items()}


async def _showings(scope: PartyScope, guest_id: str) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    after = ""
    while True:
        async with scope.database.reading() as connection:
            page = await select_own_showings(connection, scope.party_id, guest_id, after, PAGE)
        for one in page:
            found[one.photo_id] = {"at": one.at, "screen": one.screen_name, "number": one.screen_number}
        if len(page) < PAGE:
            return found
        after = page[-1].photo_id


async def _log(scope: PartyScope, guest_id: str) -> AsyncIterator[str]:
    after = 0
    while True:
        async with scope.database.reading() as connection:
            page = await select_own_changes(connection, scope.party_id, guest_id, after, PAGE)
        for change in page:
            yield json.dumps(asdict(change))
        if len(page) < PAGE:
            return
        after = page[-1].no


async def _earlier_words(scope: PartyScope, guest_id: str) -> AsyncIterator[str]:
    after = 0
    while True:
        async with scope.database.reading() as connection:
            page = await select_own_words_before(connection, scope.party_id, guest_id, after, PAGE)
        for words in page:
            yield json.dumps(asdict(words), ensure_ascii=False)
        if len(page) < PAGE:
            return
        after = page[-1].no


async def _comments(scope: PartyScope, guest_id: str) -> AsyncIterator[str]:
    after = ""
    while True:
        async with scope.database.reading() as connection:
            page = await select_comments_of_guest(connection, scope.party_id, guest_id, after, PAGE)
        for comment in page:
            kept = asdict(comment)
            yield json.dumps(
                {name: kept[name] for name in KEPT_OF_COMMENT} | {"state": str(comment.state)},
                ensure_ascii=False,
            )
        if len(page) < PAGE:
            return
        after = page[-1].id


def _of_photo(photo: Photo, name: str) -> dict[str, object]:
    return {
        "id": photo.id,
        "file": name or None,
        "author": photo.author,
        "caption": photo.caption,
        "state": str(photo.state),
        "sent_at": photo.created_at,
        "taken_at": photo.taken_at,
        "type": photo.media_type,
        "bytes": photo.bytes,
        "width": photo.width,
        "height": photo.height,
        "sha256": photo.sha256,
    }


def _records(
    guest_id: str,
    guest: OwnGuest | None,
    photos: list[str],
    uploads: list[OwnUpload],
    log: list[str],
    earlier_words: list[str],
    phones: list[GuestCall],
    comments: list[str],
    links: list[ShareLink],
    mail: str,
) -> bytes:
    person = {
        "id": guest_id,
        "name": "",
        "network": "",
        "created_at": None,
        "consent": "",
        "consent_at": "",
        "door": "",
    } | (asdict(guest) if guest else {})
    parts = {
        "guest": json.dumps(person, ensure_ascii=False),
        "photos": _list(photos),
        "unfinished_uploads": _list([json.dumps(asdict(one), ensure_ascii=False) for one in uploads]),
        "log": _list(log),
        "earlier_words": _list(earlier_words),
        "comments": _list(comments),
        "told_on": _list([json.dumps({"address": one.address, "kinds": one.kinds}) for one in phones]),
        "links": _list([json.dumps(_of_link(link), ensure_ascii=False) for link in links]),
        "mail": json.dumps(mail),
    }
    return ("{\n" + ",\n".join(f'"{name}": {text}' for name, text in parts.items()) + "\n}\n").encode()


def _of_link(link: ShareLink) -> dict[str, object]:
    said = ("kind", "title", "originals", "opened", "created_at", "expires_at")
    return {name: getattr(link, name) for name in said}


def _list(lines: list[str]) -> str:
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"
