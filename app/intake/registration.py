"""Bytes that are safe become a photo's row, or turn out to be a photo that is there already."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from app.base.clock import now_iso
from app.base.errors import N_, AppError, bad_request, greetings_off, not_found, videos_off
from app.db import Connection
from app.parties.scope import PartyScope
from app.parties.state import closed_refusal
from app.people.may import takes_from
from app.people.roles import sends_without_limits
from app.photos.asked import refuse_banned, refuse_when_full, with_name_as_asked
from app.photos.leases import lease_end
from app.records.arrival import Arrival, insert_arrival, select_arrival
from app.records.guest import select_guest_entry, upsert_guest
from app.records.party import Party, select_party
from app.records.photo import Original, Photo, PhotoState, insert_photo, select_photo
from app.records.sent_before import insert_further_key, select_photo_by_bytes, select_photo_by_key
from app.records.task import select_open_task_id
from app.records.upload import UploadState, select_upload, update_upload_taken


class Outcome(Enum):
    NEW = auto()
    """A photo of its own now."""
    EARLIER = auto()
    """Sent before, by its key or its bytes."""
    ARRIVED = auto()
    """The original of a photo whose screen copy is shown; it is to take its place."""
    TOO_SOON = auto()
    """The original of a photo that is still being worked on: finish that, then ask again."""
    TWIN = auto()
    """The original of a photo shown as a copy, but the guest has another photo with these very bytes."""


@dataclass(frozen=True, slots=True)
class Registration:
    """`photo` is the one that the bytes belong to; `copy` of a TWIN is the one to be taken away."""

    outcome: Outcome
    photo: Photo
    copy: Photo | None = None

    @property
    def owns_bytes(self) -> bool:
        """Tell whether the bytes are the photo's now; otherwise they are there already."""
        return self.outcome in (Outcome.NEW, Outcome.ARRIVED)


async def register_photo(scope: PartyScope, photo: Photo, upload_id: str | None = None) -> Registration:
    """Write down whose bytes these are; from here on they cannot get lost.

    `upload_id` is the upload that brought them. Raises when uploads have been closed meanwhile, when that
    earlier photo has been taken down, or when the upload is gone; nothing is written then.
    """
    async with scope.database.transaction() as connection:
        if upload_id is not None and (taken := await _taken_before(connection, scope, upload_id)):
            return Registration(Outcome.EARLIER, taken)
        registration = await _register(connection, scope, photo)
        if upload_id is not None and registration.outcome is not Outcome.TOO_SOON:
            await update_upload_taken(connection, upload_id, registration.photo.id)
    return registration


async def _taken_before(connection: Connection, scope: PartyScope, upload_id: str) -> Photo | None:
    """Return the photo that another request or process has made of the upload a moment ago."""
    upload = await select_upload(connection, scope.party_id, upload_id)
    if upload is None:
        raise not_found()
    if upload.state is UploadState.GONE:
        raise upload_gone()
    return await select_photo(connection, scope.party_id, upload.photo_id) if upload.photo_id else None


async def _register(connection: Connection, scope: PartyScope, photo: Photo) -> Registration:
    earlier = await select_photo_by_key(connection, photo.party_id, photo.guest_id, photo.upload_key)
    if earlier is not None:
        return await _join(connection, earlier, photo)
    twin = await select_photo_by_bytes(connection, photo.party_id, photo.guest_id, photo.sha256)
    if twin is not None:
        if twin.is_gone:
            raise photo_gone()
        await insert_further_key(connection, photo.party_id, photo.guest_id, photo.upload_key, twin.id)
        return Registration(Outcome.EARLIER, twin)
    party = await select_party(connection, scope.party_id)
    if party is None:
        raise not_found()
    if not takes_from(party, photo.sent_as):
        raise closed_refusal(party)
    _refuse_video(party, photo)
    _refuse_greeting(party, photo)
    photo = with_name_as_asked(party, photo)
    is_limited = not sends_without_limits(photo.sent_as)
    await refuse_when_full(connection, party, photo.guest_id, photo.bytes, is_limited=is_limited)
    await upsert_guest(connection, scope.party_id, photo.guest_id, photo.author, now_iso())
    entry = await select_guest_entry(connection, scope.party_id, photo.guest_id)
    refuse_banned(party, entry)
    # That its task is over meanwhile is no reason to refuse a photo.
    task_id = photo.task_id and await select_open_task_id(connection, scope.party_id, photo.task_id)
    photo = replace(photo, door_id=entry.door_id, task_id=task_id)
    await insert_photo(connection, photo, lease_end())
    return Registration(Outcome.NEW, photo)


async def _join(connection: Connection, earlier: Photo, photo: Photo) -> Registration:
    """Decide what bytes are under a key that is known: a retry, or the original after its screen copy.

    An original is taken while uploads are closed, too, and kept for a photo that the host has hidden.
    """
    is_awaited = earlier.original is Original.COMING and photo.original is Original.KEPT
    if earlier.state is PhotoState.DELETED or (earlier.is_gone and not is_awaited):
        raise photo_gone()
    if not is_awaited:
        return Registration(Outcome.EARLIER, earlier)
    if earlier.state is PhotoState.PROCESSING or await select_arrival(connection, earlier.id):
        return Registration(Outcome.TOO_SOON, earlier)
    twin = await select_photo_by_bytes(
        connection, photo.party_id, photo.guest_id, photo.sha256, other_than=earlier.id
    )
    if twin is not None and not twin.is_gone:
        await insert_further_key(connection, photo.party_id, photo.guest_id, photo.upload_key, twin.id)
        return Registration(Outcome.TWIN, twin, copy=earlier)
    party = await select_party(connection, photo.party_id)
    if party is None:
        raise not_found()
    _refuse_video(party, photo)
    arrival = Arrival(
        photo_id=earlier.id,
        id=photo.id,
        sha256=photo.sha256,
        media_type=photo.media_type,
        bytes=photo.bytes,
        folder=photo.folder,
        created_at=photo.created_at,
        crc32=photo.crc32,
    )
    await insert_arrival(connection, arrival, lease_end())
    return Registration(Outcome.ARRIVED, earlier)


def _refuse_video(party: Party, photo: Photo) -> None:
    # Asked before as well, to spare the sending; here, in the transaction, nothing slips past the switch.
    if photo.is_video and not party.videos_allowed:
        raise videos_off()


def _refuse_greeting(party: Party, photo: Photo) -> None:
    if not photo.is_card:
        return
    if not party.greetings_allowed:
        raise greetings_off()
    if photo.is_video or not photo.caption:
        raise bad_request(N_("A greeting is a picture with the words that it shows."))


def photo_gone() -> AppError:
    return AppError(410, "PHOTO_GONE", N_("This photo was taken down, so it wasn’t sent again."))


def upload_gone() -> AppError:
    return AppError(410, "UPLOAD_GONE", N_("This upload is over. Please send the photo again."))
