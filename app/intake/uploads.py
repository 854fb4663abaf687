"""Begin, prolong, refuse and end an upload, before it is a photo."""

from dataclasses import dataclass
from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import disk_full
from app.base.ids import new_id
from app.db import Connection
from app.intake.registration import photo_gone
from app.intake.upload_room import UNBEGUN_LIFE, UploadLimits, admit_announcement
from app.parties.scope import PartyScope, Site
from app.parties.state import closed_refusal
from app.people.may import takes_from
from app.people.roles import sends_without_limits
from app.photos.asked import refuse_when_full
from app.photos.originals import ENDED_BY_SENDER, write_refused_by_key
from app.records.party import select_party
from app.records.photo import Original, Photo, PhotoState
from app.records.sent_before import select_photo_by_key
from app.records.upload import (
    Upload,
    UploadState,
    delete_uploads_ended,
    insert_upload,
    select_has_unfinished_upload,
    select_upload,
    update_upload_expiry,
    update_upload_gone,
)
from app.records.upload_share import delete_tombstones_over
from app.storage import Partials

TOMBSTONE_LIFE = timedelta(days=7)
"""How long an ended upload is remembered past its expiry, for clients that still ask."""
MAX_TOMBSTONES = 50_000
"""Anybody can announce and end uploads for free, so the number remembered is bounded."""


@dataclass(frozen=True, slots=True)
class UploadWords:
    """The client's words about an upload: the raw header, and its parsed values."""

    metadata: str
    key: str
    author: str
    caption: str
    is_private: bool = False
    task_id: str = ""
    edit: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """A guest, the name of their current network, and their role, if any."""

    guest_id: str
    network: str
    sent_as: str = ""

    @property
    def is_limited(self) -> bool:
        return not sends_without_limits(self.sent_as)


async def begin_upload(
    scope: PartyScope,
    limits: UploadLimits,
    sender: Sender,
    length: int,
    words: UploadWords,
) -> Upload:
    """Record a new upload. Raises AppError if a limit is reached, or if nothing is accepted now."""
    guest_id = sender.guest_id
    if scope.storage.free_bytes() < limits.min_free_bytes + length:
        raise disk_full()
    upload = Upload(
        id=new_id(),
        party_id=scope.party_id,
        guest_id=guest_id,
        state=UploadState.RECEIVING,
        length=length,
        metadata=words.metadata,
        upload_key=words.key,
        author=words.author,
        caption=words.caption,
        photo_id=None,
        refusal="",
        created_at=now_iso(),
        expires_at=to_iso(now() + min(limits.life, UNBEGUN_LIFE)),
        sent_as=sender.sent_as,
        is_private=words.is_private,
        task_id=words.task_id,
        edit=words.edit,
    )
    await refuse_while_closed(scope, guest_id, words.key, sender.sent_as)
    await refuse_unwanted(scope, sender, words.key, length)
    async with scope.database.transaction() as connection:
        is_newcomer = await admit_announcement(
            connection, limits, scope.party_id, guest_id, sender.network, length, is_limited=sender.is_limited
        )
        await insert_upload(connection, upload, sender.network, is_newcomer)
    return upload


async def refuse_while_closed(scope: PartyScope, guest_id: str, key: str, sent_as: str) -> None:
    """Raise while uploads are closed to this role, but not for the original of a photo accepted before."""
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
        if party is None or takes_from(party, sent_as):
            return
        photo = await select_photo_by_key(connection, scope.party_id, guest_id, key) if key else None
    if photo is None or photo.original is not Original.COMING:
        raise closed_refusal(party)


async def refuse_unwanted(scope: PartyScope, sender: Sender, key: str, length: int) -> None:
    """Raise early the error that would come after all bytes: the photo was taken down, or there is no room.

    Registration checks again. This check spares the sending.
    """
    async with scope.database.reading() as connection:
        photo = await select_photo_by_key(connection, scope.party_id, sender.guest_id, key) if key else None
        if photo is None:
            party = await select_party(connection, scope.party_id)
            if party is not None:
                await refuse_when_full(
                    connection, party, sender.guest_id, length, is_limited=sender.is_limited
                )
            return
    is_awaited = photo.original is Original.COMING
    if photo.state is PhotoState.DELETED or (photo.is_gone and not is_awaited):
        raise photo_gone()


async def prolong_upload(scope: PartyScope, upload: Upload, life: timedelta) -> str:
    """Renew the life of an active upload, at most once in half that time. Return when it expires."""
    if upload.expires_at > to_iso(now() + life / 2):
        return upload.expires_at
    expires_at = to_iso(now() + life)
    async with scope.database.transaction() as connection:
        await update_upload_expiry(connection, upload.id, expires_at)
    return expires_at


async def end_upload(
    scope: PartyScope, partials: Partials, upload_id: str, refusal: str = "", *, is_by_sender: bool = False
) -> bool:
    """Leave a tombstone of an unfinished upload and delete its bytes.

    `refusal` says what was wrong with the picture. Then a screen copy that was sent first is all that will
    come. The same holds if the sender ends the upload. If it expired, the phone may come back and begin anew.
    False if the upload is no longer unfinished.
    """
    told = None
    async with scope.database.transaction() as connection:
        upload = await select_upload(connection, scope.party_id, upload_id)
        is_ended = await update_upload_gone(connection, upload_id, UploadState.RECEIVING, refusal)
        if is_ended and upload is not None:
            told = await _write_what_it_means(connection, scope, upload, refusal, is_by_sender)
    if told is not None:
        scope.hub.ring(told)
    if is_ended:
        # After the row: if the process is killed in between, the sweep finds the bytes without an owner.
        await partials.remove(upload_id)
    return is_ended


async def _write_what_it_means(
    connection: Connection, scope: PartyScope, upload: Upload, refusal: str, is_by_sender: bool
) -> Photo | None:
    key = (upload.guest_id, upload.upload_key)
    if refusal:
        return await write_refused_by_key(connection, scope, *key, refusal)
    if is_by_sender and not await select_has_unfinished_upload(connection, scope.party_id, *key):
        return await write_refused_by_key(connection, scope, *key, ENDED_BY_SENDER)
    return None


async def forget_upload(scope: PartyScope, upload_id: str) -> None:
    """Leave a tombstone of an upload that has become a photo. The photo stays."""
    async with scope.database.transaction() as connection:
        await update_upload_gone(connection, upload_id, UploadState.TAKEN)


async def forget_ended_uploads(site: Site) -> int:
    async with site.database.transaction() as connection:
        await delete_tombstones_over(connection, MAX_TOMBSTONES)
        return await delete_uploads_ended(connection, to_iso(now() - TOMBSTONE_LIFE))
