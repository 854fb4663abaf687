"""Photos for tests below HTTP: one as it is when it has just been sent, but for what a test says."""

from dataclasses import replace
from typing import Any

from app.base.clock import now_iso
from app.base.ids import new_id
from app.intake.registration import Outcome, register_photo
from app.intake.upload_room import UploadLimits
from app.intake.uploads import Sender, UploadWords, begin_upload
from app.parties.scope import PartyScope
from app.processing.processor import Processor
from app.records.lease import update_leases
from app.records.photo import Original, Photo, PhotoState
from app.storage import new_folder

LONG_AGO = "2020-01-01T00:00:00.000Z"


def a_photo(party_id: str, **other: Any) -> Photo:
    """Return a photo that is being processed, with `other` values of its fields."""
    photo_id = new_id()
    photo = Photo(
        id=photo_id,
        party_id=party_id,
        guest_id="b" * 32,
        upload_key=photo_id,
        author="Ben",
        caption="",
        state=PhotoState.PROCESSING,
        change_no=0,
        position=0,
        version=1,
        sha256="",
        media_type="image/jpeg",
        bytes=1,
        width=0,
        height=0,
        placeholder="",
        taken_at=None,
        created_at=now_iso(),
        folder=new_folder(),
        renditions=(),
    )
    return replace(photo, **other)


async def stage(scope: PartyScope, photo_id: str, content: bytes) -> None:
    """Put a photo's bytes where those of one that was sent lie until it is processed."""
    async with scope.storage.stage(photo_id) as staged:
        await staged.write(content)
        await staged.finish()
        staged.hand_over()


async def registered(scope: PartyScope, content: bytes, *, is_abandoned: bool = False) -> Photo:
    """Register a photo whose bytes are in staging; with empty `content` they got lost.

    An abandoned one was left by a process that was killed: its lease is over.
    """
    photo = a_photo(scope.party_id, guest_id=new_id(), bytes=len(content))
    if content:
        await stage(scope, photo.id, content)
    await register_photo(scope, photo)
    if is_abandoned:
        async with scope.database.transaction() as connection:
            await update_leases(connection, [photo.id], LONG_AGO)
    return photo


async def with_arrival(
    scope: PartyScope, processor: Processor, limits: UploadLimits, original: bytes, copy: bytes
) -> tuple[Photo, str]:
    """Show a screen copy whose original came by an upload and was left by a process that was killed.

    Returns the photo and the upload's id. With an empty `original` its bytes got lost.
    """
    sent = a_photo(scope.party_id, guest_id=new_id(), upload_key="with-copy", sha256="of-copy")
    sent = replace(sent, original=Original.COMING, copy_sha256=sent.sha256, bytes=len(copy))
    await stage(scope, sent.id, copy)
    await register_photo(scope, sent)
    shown = await processor.process(sent)
    words = UploadWords("", sent.upload_key, sent.author, "")
    upload = await begin_upload(scope, limits, Sender(sent.guest_id, "lan"), len(original) or 1000, words)
    if original:
        await stage(scope, upload.id, original)
    arrived = replace(sent, id=upload.id, sha256="of-original", original=Original.KEPT, copy_sha256="")
    arrived = replace(arrived, folder=new_folder(), bytes=upload.length)
    assert (await register_photo(scope, arrived, upload.id)).outcome is Outcome.ARRIVED
    async with scope.database.transaction() as connection:
        await update_leases(connection, [shown.id], LONG_AGO)
    return shown, upload.id
