"""Decisions about a guest: trusted, quiet, paused for a while, or banned, and the undo of each.

A ban lets every photo of the guest wait without a decision. They leave all screens and lists. Their sender is
told only that the hosts look first. So a ban can be undone completely, with all that was sent in between.
"""

import logging
from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import AppError, not_found
from app.comments.deciding import give_comments_back, put_comments_away
from app.moderation.deciding import approve_photo
from app.parties.scope import PartyScope, carried_through
from app.photos.taking_back import take_from_show
from app.photos.waiting import Reason, reason_kept, select_wait
from app.records.change import ChangeKind, insert_change
from app.records.guest import Standing, select_guest, select_guest_entry
from app.records.photo import Photo, select_photo
from app.records.standing import (
    select_photos_put_away,
    select_photos_to_ban,
    update_guest_paused,
    update_guest_standing,
)
from app.records.waiting import update_photo_waits

logger = logging.getLogger(__name__)

PHOTOS_AT_ONCE = 100
MOST_AT_ONCE = 10_000


@carried_through
async def set_standing(scope: PartyScope, guest_id: str, standing: Standing, actor: str) -> None:
    """Decide about a guest. `put_away` and this function apply a ban to the photos.

    Raises a 404 for somebody who has never sent anything or given a name.
    """
    async with scope.database.transaction() as connection:
        if await select_guest(connection, scope.party_id, guest_id) is None:
            raise not_found()
        before = await select_guest_entry(connection, scope.party_id, guest_id)
        if before.standing == standing and not before.paused_until:
            return
        await insert_change(
            connection, scope.party_id, ChangeKind.STANDING, actor, now_iso(), detail=f"{standing}:{guest_id}"
        )
        await update_guest_standing(connection, scope.party_id, guest_id, standing)
    scope.hub.ring()
    if standing is Standing.BANNED:
        await _put_all_away(scope, guest_id, actor)
    elif before.standing == Standing.BANNED:
        await _give_all_back(scope, guest_id, actor)


@carried_through
async def pause_guest(scope: PartyScope, guest_id: str, minutes: int, actor: str) -> None:
    """Let a guest's photos wait for this many minutes."""
    async with scope.database.transaction() as connection:
        if await select_guest(connection, scope.party_id, guest_id) is None:
            raise not_found()
        await insert_change(
            connection, scope.party_id, ChangeKind.STANDING, actor, now_iso(), detail=f"paused:{guest_id}"
        )
        until = to_iso(now() + timedelta(minutes=minutes))
        await update_guest_paused(connection, scope.party_id, guest_id, until)
    scope.hub.ring()


async def put_away(scope: PartyScope, photo: Photo, actor: str) -> None:
    """Put a banned guest's photo away. No error if it is gone by now."""
    try:
        if photo.is_shown:
            await take_from_show(scope, photo.id, actor, Reason.BANNED)
        else:
            await _wait_because(scope, photo, Reason.BANNED, actor)
    except AppError as error:
        logger.info("photo %s of a banned guest: %s", photo.id, error)


async def _put_all_away(scope: PartyScope, guest_id: str, actor: str) -> None:
    """Begin at once. If the process is killed, the next look does the rest (releasing.py)."""
    async with scope.database.reading() as connection:
        photos = await select_photos_to_ban(connection, MOST_AT_ONCE, scope.party_id, guest_id)
    for photo in photos:
        await put_away(scope, photo, actor)
    await put_comments_away(scope, guest_id, actor)


async def _give_all_back(scope: PartyScope, guest_id: str, actor: str) -> None:
    last = 0
    while True:
        async with scope.database.reading() as connection:
            away = await select_photos_put_away(connection, scope.party_id, guest_id, last, PHOTOS_AT_ONCE)
        for photo in away:
            await give_back(scope, photo, actor)
        if len(away) < PHOTOS_AT_ONCE:
            break
        last = away[-1].position
    await give_comments_back(scope, guest_id, actor)


async def give_back(scope: PartyScope, photo: Photo, actor: str) -> None:
    """Undo the effect of a ban on a photo. No error if it is gone by now."""
    try:
        await _give_back(scope, photo, actor)
    except AppError as error:
        logger.info("photo %s of a guest who is back: %s", photo.id, error)


async def _give_back(scope: PartyScope, photo: Photo, actor: str) -> None:
    """Show the photo if it was shown before, else let it wait as any new photo would."""
    if photo.is_private:
        await _wait_because(scope, photo, reason_kept(photo), actor)
        return
    async with scope.database.reading() as connection:
        wait = await select_wait(connection, photo)
    if photo.first_shown_at or wait is None:
        await approve_photo(scope, photo.id, photo.version, actor)
    else:
        await _wait_because(scope, photo, Reason.APPROVAL, actor)


async def _wait_because(scope: PartyScope, photo: Photo, reason: Reason, actor: str) -> None:
    async with scope.database.transaction() as connection:
        current = await select_photo(connection, scope.party_id, photo.id)
        if current is None or not current.is_waiting:
            raise not_found()
        no = await insert_change(
            connection, scope.party_id, ChangeKind.WAITS, actor, now_iso(), photo.id, reason
        )
        await update_photo_waits(connection, photo.id, no, reason)
        after = await select_photo(connection, scope.party_id, photo.id)
    scope.hub.ring(after)
