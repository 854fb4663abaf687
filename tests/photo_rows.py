"""Photos for tests below HTTP: one as it is when it has just been sent, but for what a test says."""

from dataclasses import replace
from typing import Any

from app.base.clock import now_iso
from app.base.ids import new_id
from app.intake.registration import register_photo
from app.parties.scope import PartyScope
from app.records.lease import update_leases
from app.records.photo import Photo, PhotoState
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
