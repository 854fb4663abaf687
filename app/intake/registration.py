"""Register durable bytes as a photo's row, or find that the photo exists already."""

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
    """A new photo."""
    EARLIER = auto()
    """A photo with this key or these bytes was sent before."""
    ARRIVED = auto()
    """The original of a photo whose screen copy is shown. It must replace the copy."""
    TOO_SOON = auto()
    """The original of a photo that is still in work: finish that, then register again."""
    TWIN = auto()
    """The original of a photo shown as a copy, but the guest has another photo with the same bytes."""


@dataclass(frozen=True, slots=True)
class Registration:
    """`photo` is the one that the bytes belong to. `copy` is, for a TWIN, the photo to delete."""

    outcome: Outcome
    photo: Photo
    copy: Photo | None = None

    @property
    def owns_bytes(self) -> bool:
        """Tell whether the photo now owns these bytes. If not, it has them already."""
        return self.outcome in (Outcome.NEW, Outcome.ARRIVED)


async def register_photo(scope: PartyScope, photo: Photo, upload_id: str | None = None) -> Registration:
    """Write whose bytes these are. From here on they cannot get lost.

    `upload_id` is the upload that brought them. Raises, and writes nothing, if uploads were closed meanwhile,
    if the earlier photo was taken down, or if the upload is gone.
    """
    async with scope.database.transaction() as connection:
        if upload_id is not None and (taken := await _taken_before(connection, scope, upload_id)):
            return Registration(Outcome.EARLIER, taken)
        registration = await _register(connection, scope, photo)
        if upload_id is not None and registration.outcome is not Outcome.TOO_SOON:
            await update_upload_taken(connection, upload_id, registration.photo.id)
    return registration


async def _taken_before(connection: Connection, scope: PartyScope, upload_id: str) -> Photo | None:
    """Return the photo that another request or process just made of the upload."""
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
    # A task that ended meanwhile is no reason to refuse a photo.
    task_id = photo.task_id and await select_open_task_id(connection, scope.party_id, photo.task_id)
    photo = replace(photo, door_id=entry.door_id, task_id=task_id)
    await insert_photo(connection, photo, lease_end())
    return Registration(Outcome.NEW, photo)


async def _join(connection: Connection, earlier: Photo, photo: Photo) -> Registration:
    """Decide what bytes with a known key are: a retry, or the original after its screen copy.

    An original is accepted even while uploads are closed, and even for a hidden photo.
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
    # Checked before, too, to spare the sending. Here, in the transaction, nothing slips past the switch.
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
