"""The panic button: hold everything back at once, and check it in calm afterwards."""

import logging
from collections.abc import Sequence

from app.base.clock import now_iso
from app.base.errors import AppError, not_found
from app.comments.deciding import show_comments_of_panic
from app.db import Connection
from app.moderation.deciding import approve_photo
from app.parties.scope import PartyScope, carried_through
from app.photos.taking_back import take_from_show
from app.photos.waiting import Reason
from app.records.change import ChangeKind, insert_change
from app.records.comment import update_comment_releases_stopped
from app.records.guest import Standing, select_guest_entry
from app.records.party import Party, select_party, update_party_panic
from app.records.photo import Photo
from app.records.standing import select_guests_with_reason, update_guest_standing
from app.records.waiting import (
    select_photos_waiting_because,
    update_edits_stopped,
    update_releases_stopped,
)

logger = logging.getLogger(__name__)

PHOTOS_AT_ONCE = 200


@carried_through
async def panic(scope: PartyScope, on_screens: Sequence[str], actor: str) -> list[Photo]:
    """Hold everything back: first the switch, which screens hear at once, then the photos `on_screens`.

    Those photos wait, and so do all later photos of their guests. Returns them. If it is pressed again, it
    takes down what is on the screens then.
    """
    async with scope.database.transaction() as connection:
        await _begin(connection, scope.party_id, actor)
    scope.hub.ring()
    taken = []
    for photo_id in on_screens:
        try:
            taken.append(await take_from_show(scope, photo_id, actor, Reason.PANIC))
        except AppError as error:
            logger.info("photo %s was gone before the panic button: %s", photo_id, error)
    async with scope.database.transaction() as connection:
        for guest_id in sorted({photo.guest_id for photo in taken}):
            await _quieten(connection, scope.party_id, guest_id, actor)
    return taken


async def _begin(connection: Connection, party_id: str, actor: str) -> None:
    party = await _party(connection, party_id)
    if party.panic_at:
        return
    at = now_iso()
    await insert_change(connection, party_id, ChangeKind.PANIC, actor, at)
    await update_party_panic(connection, party_id, at)
    await update_releases_stopped(connection, party_id, Reason.PANIC)
    await update_comment_releases_stopped(connection, party_id, Reason.PANIC)


async def _quieten(connection: Connection, party_id: str, guest_id: str, actor: str) -> None:
    guest = await select_guest_entry(connection, party_id, guest_id)
    if guest.standing in (Standing.QUIET, Standing.BANNED):
        return
    await insert_change(
        connection, party_id, ChangeKind.STANDING, actor, now_iso(), detail=f"{Standing.QUIET}:{guest_id}"
    )
    await update_guest_standing(connection, party_id, guest_id, Standing.QUIET, Reason.PANIC)


@carried_through
async def end_panic(scope: PartyScope, actor: str, *, shows_all: bool) -> int:
    """Let the party go on. With `shows_all` everything is shown again, else waiting photos keep waiting.

    Returns how many photos were shown again.
    """
    async with scope.database.transaction() as connection:
        party = await _party(connection, scope.party_id)
        if party.panic_at:
            await insert_change(connection, scope.party_id, ChangeKind.CALM, actor, now_iso())
            await update_party_panic(connection, scope.party_id, "")
        quiet = await select_guests_with_reason(connection, scope.party_id, Reason.PANIC)
        if shows_all:
            for guest_id in quiet:
                detail = f"{Standing.USUAL}:{guest_id}"
                await insert_change(
                    connection, scope.party_id, ChangeKind.STANDING, actor, now_iso(), detail=detail
                )
                await update_guest_standing(connection, scope.party_id, guest_id, Standing.USUAL)
        else:
            # Their release time has passed: they would be shown before anybody has looked.
            await update_edits_stopped(connection, scope.party_id)
    scope.hub.ring()
    if not shows_all:
        return 0
    await show_comments_of_panic(scope, actor)
    return await _show_all(scope, actor)


async def _show_all(scope: PartyScope, actor: str) -> int:
    count, last = 0, 0
    while True:
        async with scope.database.reading() as connection:
            waiting = await select_photos_waiting_because(
                connection, scope.party_id, Reason.PANIC, last, PHOTOS_AT_ONCE
            )
        for photo in waiting:
            try:
                await approve_photo(scope, photo.id, photo.version, actor)
                count += 1
            except AppError as error:
                logger.info("photo %s was decided about meanwhile: %s", photo.id, error)
        if len(waiting) < PHOTOS_AT_ONCE:
            return count
        last = waiting[-1].position


async def _party(connection: Connection, party_id: str) -> Party:
    party = await select_party(connection, party_id)
    if party is None:
        raise not_found()
    return party
