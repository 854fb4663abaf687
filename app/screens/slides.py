"""Hosts and helpers write the slides of the show. Every screen is told of each change."""

import contextlib
from dataclasses import replace

from app.base.clock import now_iso
from app.base.errors import N_, AppError, bad_request, not_found
from app.base.ids import new_id
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import delete_photo
from app.records.change import ChangeKind, insert_change
from app.records.party import select_party
from app.records.photo import Photo, select_photo
from app.records.screen import select_shared_show
from app.records.slide import (
    Slide,
    delete_slide,
    insert_slide,
    select_slides,
    update_slide,
    update_slides_changed,
)
from app.screens.slide_forms import OrderForm, SlideForm

MAX_SLIDES = 30


@carried_through
async def add_slide(scope: PartyScope, form: SlideForm, actor: str, guest_id: str | None) -> Slide:
    """Append a slide. Its picture is a private photo that `guest_id` has sent."""
    async with scope.database.transaction() as connection:
        slides = await select_slides(connection, scope.party_id)
        if len(slides) >= MAX_SLIDES:
            raise AppError(
                409, "TOO_MANY_SLIDES", N_("A party can have %(count)s slides."), {"count": MAX_SLIDES}
            )
        await _check_picture(connection, scope, form.photo_id, guest_id)
        position = slides[-1].position + 1 if slides else 1
        slide = _slide(new_id(), position, 1, form)
        await insert_slide(connection, scope.party_id, slide)
        await _tell(connection, scope, actor)
    scope.hub.ring()
    return slide


@carried_through
async def change_slide(
    scope: PartyScope, slide_id: str, form: SlideForm, actor: str, guest_id: str | None
) -> Slide:
    """Replace a slide. Raises a 409 if somebody else has changed it since `form.version`.

    The old picture is deleted if another one replaces it.
    """
    async with scope.database.transaction() as connection:
        before = await _slide_at(connection, scope, slide_id, form.version)
        if form.photo_id != before.photo_id:
            await _check_picture(connection, scope, form.photo_id, guest_id)
        slide = _slide(slide_id, before.position, before.version + 1, form)
        await update_slide(connection, scope.party_id, slide)
        await _tell(connection, scope, actor)
    scope.hub.ring()
    if before.photo_id != slide.photo_id:
        await _delete_picture(scope, before.photo_id, actor)
    return slide


@carried_through
async def remove_slide(scope: PartyScope, slide_id: str, version: int, actor: str) -> None:
    """Delete a slide and its picture. Raises a 409 if somebody else has changed it since `version`."""
    async with scope.database.transaction() as connection:
        before = await _slide_at(connection, scope, slide_id, version)
        await delete_slide(connection, scope.party_id, slide_id)
        await _tell(connection, scope, actor)
    scope.hub.ring()
    await _delete_picture(scope, before.photo_id, actor)


@carried_through
async def order_slides(scope: PartyScope, form: OrderForm, actor: str) -> int:
    """Put the slides into another order. Raises a 409 if one was changed since `form.no`."""
    async with scope.database.transaction() as connection:
        slides = {slide.id: slide for slide in await select_slides(connection, scope.party_id)}
        show = await select_shared_show(connection, scope.party_id)
        if show is None:
            raise not_found()
        if show.slides_no != form.no or len(form.ids) != len(slides) or set(form.ids) != set(slides):
            raise _changed()
        for position, slide_id in enumerate(form.ids, start=1):
            if slides[slide_id].position != position:
                await update_slide(connection, scope.party_id, replace(slides[slide_id], position=position))
        no = await _tell(connection, scope, actor)
    scope.hub.ring()
    return no


async def picture_of(scope: PartyScope, slide_id: str) -> Photo | None:
    """Return the photo of a slide. None if it has none, or if the photo is no longer private."""
    async with scope.database.reading() as connection:
        slides = await select_slides(connection, scope.party_id)
        slide = next((one for one in slides if one.id == slide_id and one.photo_id), None)
        photo = await select_photo(connection, scope.party_id, slide.photo_id) if slide else None
    return photo if photo is not None and photo.is_private and photo.is_waiting else None


async def _check_picture(
    connection: Connection, scope: PartyScope, photo_id: str, guest_id: str | None
) -> None:
    """Raise a 400 unless the photo is a private one of this host: a slide shows no photo of others."""
    if not photo_id:
        return
    photo = await select_photo(connection, scope.party_id, photo_id)
    is_own = photo is not None and photo.guest_id == guest_id and photo.is_private and photo.is_waiting
    party = await select_party(connection, scope.party_id)
    is_taken = any(slide.photo_id == photo_id for slide in await select_slides(connection, scope.party_id))
    is_taken = is_taken or (party is not None and party.logo == photo_id)
    if not is_own or is_taken or (photo is not None and photo.is_video):
        raise bad_request(N_("Choose a picture for the slide."))


async def _delete_picture(scope: PartyScope, photo_id: str, actor: str) -> None:
    if photo_id:
        with contextlib.suppress(AppError):  # deleted already
            await delete_photo(scope, photo_id, actor)


async def _slide_at(connection: Connection, scope: PartyScope, slide_id: str, version: int) -> Slide:
    slides = await select_slides(connection, scope.party_id)
    slide = next((one for one in slides if one.id == slide_id), None)
    if slide is None:
        raise not_found()
    if slide.version != version:
        raise _changed()
    return slide


async def _tell(connection: Connection, scope: PartyScope, actor: str) -> int:
    no = await insert_change(
        connection, scope.party_id, ChangeKind.STEERED, actor, now_iso(), detail="slides"
    )
    await update_slides_changed(connection, scope.party_id, no)
    return no


def _changed() -> AppError:
    return AppError(409, "SLIDES_CHANGED", N_("Somebody else has just changed this. Here is how it is now."))


def _slide(slide_id: str, position: int, version: int, form: SlideForm) -> Slide:
    return Slide(
        id=slide_id,
        position=position,
        version=version,
        kind=form.kind,
        title=form.title,
        words=form.words,
        at=form.at,
        from_at=form.from_at,
        until_at=form.until_at,
        every=form.every,
        seconds=form.seconds,
        is_on=form.is_on,
        photo_id=form.photo_id,
    )
