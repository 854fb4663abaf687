"""The party's logo: a picture that a host has sent privately, shown beside the title everywhere."""

import contextlib

from app.base.clock import now_iso
from app.base.errors import N_, AppError, bad_request, not_found
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import delete_photo
from app.records.change import ChangeKind, insert_change
from app.records.party import select_party, update_party_logo
from app.records.photo import Photo, select_photo
from app.records.slide import select_slides


@carried_through
async def set_logo(scope: PartyScope, photo_id: str, guest_id: str | None, actor: str) -> None:
    """Show this photo as the logo, or none if `photo_id` is empty. The old logo is deleted.

    Raises a 400 if the photo is not a private picture of this host, or if a slide shows it.
    """
    async with scope.database.transaction() as connection:
        before = await select_party(connection, scope.party_id)
        if before is None:
            raise not_found()
        if photo_id == before.logo:
            return
        if photo_id:
            photo = await select_photo(connection, scope.party_id, photo_id)
            is_own = photo is not None and photo.guest_id == guest_id and _may_be_logo(photo)
            slides = await select_slides(connection, scope.party_id)
            if not is_own or any(slide.photo_id == photo_id for slide in slides):
                raise bad_request(N_("Choose a picture for the logo."))
        await insert_change(connection, scope.party_id, ChangeKind.STYLED, actor, now_iso())
        await update_party_logo(connection, scope.party_id, photo_id)
    scope.hub.ring()
    if before.logo:
        with contextlib.suppress(AppError):  # deleted already
            await delete_photo(scope, before.logo, actor)


async def logo_of(scope: PartyScope) -> Photo | None:
    """Return the photo that is the party's logo. None if there is none, or if it is no longer private."""
    photo_id = scope.hub.party.logo
    if not photo_id:
        return None
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    return photo if photo is not None and _may_be_logo(photo) else None


def _may_be_logo(photo: Photo) -> bool:
    return photo.is_private and photo.is_waiting and not photo.is_video
