"""A photo finds its stack as it comes. Hosts choose a stack's top, take it apart and put it together."""

from datetime import datetime

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.media.facts import Facts
from app.parties.scope import PartyScope, carried_through
from app.photos.bursts import CHOSEN, MOST, NEAR, Shot, stack_of
from app.records.change import ChangeKind, insert_change
from app.records.photo import Photo, select_photo
from app.records.photo_facts import upsert_photo_facts
from app.records.stack import (
    select_photos_of_stack,
    select_shots_near,
    update_photo_apart,
    update_photo_joined,
    update_photo_rank,
)

MOST_AT_ONCE = 2 * MOST


async def keep_facts(connection: Connection, photo: Photo, facts: Facts) -> None:
    """Write what a photo's original says, and put the photo into its stack.

    In the transaction that shows it, after the change has its number: from then on no other process writes
    photos of the party.
    """
    await upsert_photo_facts(connection, photo, facts)
    await _join_stack(connection, photo, facts)


async def _join_stack(connection: Connection, photo: Photo, facts: Facts) -> None:
    # Only a camera's time tells a burst: photos that are sent together need not have been taken together.
    taken = _time_of(photo.taken_at)
    if taken is None or not facts.likeness or photo.is_video or photo.is_card:
        return
    # With or without a zone behind it, a time is between these.
    earliest, latest = (taken - NEAR).isoformat(), (taken + NEAR).isoformat() + "~"
    near = await select_shots_near(connection, photo, earliest, latest)
    others = [
        Shot(other, time, likeness, stack, size)
        for other, taken_at, likeness, stack, size in near
        for time in [_time_of(taken_at)]
        if time is not None
    ]
    stack = stack_of(Shot(photo.id, taken, facts.likeness, "", 0), others)
    await update_photo_joined(connection, photo.id, stack, facts.detail)


@carried_through
async def put_on_top(scope: PartyScope, photo_id: str, actor: str) -> Photo:
    """Let a photo lie on top of its stack."""
    async with scope.database.transaction() as connection:
        photo, _ = await _in_stack(connection, scope, photo_id)
        no = await insert_change(connection, scope.party_id, ChangeKind.STACK_TOP, actor, now_iso(), photo.id)
        await update_photo_rank(connection, photo.id, CHOSEN + no, no)
        after = await select_photo(connection, scope.party_id, photo.id)
    assert after is not None
    scope.hub.ring(after)
    return after


@carried_through
async def take_apart(scope: PartyScope, photo_id: str, actor: str, *, is_apart: bool) -> Photo:
    """Take a photo's stack apart, or put it together again. No error if it is so already."""
    async with scope.database.transaction() as connection:
        photo, stack = await _in_stack(connection, scope, photo_id)
        kind = ChangeKind.UNSTACKED if is_apart else ChangeKind.STACKED
        # The asked one first: its line stands in the log for all.
        for one in sorted(stack, key=lambda one: one.id != photo.id):
            if one.is_apart == is_apart:
                continue
            no = await insert_change(connection, scope.party_id, kind, actor, now_iso(), one.id)
            await update_photo_apart(connection, one.id, no, is_apart=is_apart)
            kind = ChangeKind.RESTACKED
        after = await select_photo(connection, scope.party_id, photo.id)
    assert after is not None
    scope.hub.ring(after)
    return after


async def _in_stack(connection: Connection, scope: PartyScope, photo_id: str) -> tuple[Photo, list[Photo]]:
    photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not photo.is_shown:
        raise not_found()
    stack = await select_photos_of_stack(connection, scope.party_id, photo.stack, MOST_AT_ONCE)
    if len(stack) < 2:
        raise AppError(409, "NO_STACK", N_("This photo is in no stack."))
    return photo, stack


def _time_of(taken_at: str | None) -> datetime | None:
    """Read a time as its camera showed it: all of one camera's times are in one zone."""
    try:
        return datetime.fromisoformat(taken_at).replace(tzinfo=None) if taken_at else None
    except ValueError:
        return None
