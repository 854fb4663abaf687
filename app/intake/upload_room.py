"""Room for uploads: how many a guest may announce, and the space reserved for those that have begun.

A guest with a photo on the wall is counted alone. Newcomers are counted together, by network: cookies are
free, and many of them must not use up the room of the party's guests. An announcement reserves nothing. The
first byte reserves the upload's whole length, in one transaction. So two uploads that begin at once, in any
process, never get more than there is.
"""

from dataclasses import dataclass
from datetime import timedelta

from app.base.errors import N_, AppError, disk_full
from app.db import Connection
from app.parties.scope import PartyScope
from app.records.upload import Upload, select_unfinished
from app.records.upload_share import (
    select_has_photo,
    select_newcomer_network,
    select_taken,
    select_taken_anywhere,
    select_taken_by_newcomers,
    update_upload_reserved,
)
from app.storage import Partials

NEWCOMERS_COUNT = 1_000
"""Unfinished uploads of one network's newcomers: a phone has two or three, so 300 may begin at once."""
ALL_NEWCOMERS_COUNT = 20_000
NEWCOMERS_SHARE = 0.25
"""The share of the party's bytes for one network's newcomers."""
ALL_NEWCOMERS_SHARE = 0.75
UNBEGUN_LIFE = timedelta(hours=1)
"""How long an upload lives without a first byte."""


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """The limits of unfinished uploads. Announced lengths count for a guest, begun uploads for the party."""

    guest_count: int
    guest_bytes: int
    party_bytes: int
    min_free_bytes: int
    life: timedelta


async def admit_announcement(
    connection: Connection,
    limits: UploadLimits,
    party_id: str,
    guest_id: str,
    network: str,
    length: int,
    *,
    is_limited: bool = True,
) -> bool:
    """Tell whether the guest is a newcomer. Raises AppError if this upload is one too many.

    A guest who is not limited is bounded only by the party's room.
    """
    if not is_limited:
        await _refuse_without_room(connection, limits, party_id, None, length)
        return False
    count, announced_bytes = await select_unfinished(connection, party_id, guest_id)
    if count >= limits.guest_count or announced_bytes + length > limits.guest_bytes:
        raise too_many_uploads()
    is_newcomer = not await select_has_photo(connection, party_id, guest_id)
    await _refuse_without_room(connection, limits, party_id, network if is_newcomer else None, length)
    return is_newcomer


async def reserve_room(scope: PartyScope, partials: Partials, limits: UploadLimits, upload: Upload) -> None:
    """Reserve an upload's whole length, if that is not done yet. Raises AppError without room."""
    if upload.is_reserved:
        return
    # Read before the free space: bytes that arrive in between are then counted twice and not missed.
    arrived = await partials.total_bytes() if partials.are_on_this_disk else 0
    free = scope.storage.free_bytes()
    async with scope.database.transaction() as connection:
        network = await select_newcomer_network(connection, upload.id)
        await _refuse_without_room(connection, limits, scope.party_id, network, upload.length)
        promised = (await select_taken_anywhere(connection)).reserved_bytes - arrived
        if not partials.are_on_this_disk:
            promised = 0
        if free < limits.min_free_bytes + max(0, promised) + upload.length:
            raise disk_full()
        await update_upload_reserved(connection, upload.id)


async def _refuse_without_room(
    connection: Connection, limits: UploadLimits, party_id: str, newcomer_network: str | None, length: int
) -> None:
    taken = await select_taken(connection, party_id)
    if taken.reserved_bytes + length > limits.party_bytes:
        raise disk_full()
    if newcomer_network is None:
        return
    here = await select_taken_by_newcomers(connection, party_id, newcomer_network)
    everywhere = await select_taken_by_newcomers(connection, party_id, None)
    if here.count > NEWCOMERS_COUNT or everywhere.count > ALL_NEWCOMERS_COUNT:
        raise too_many_newcomers()
    # However small a share is, one upload at a time is always let in.
    is_over_share = here.reserved_bytes + length > NEWCOMERS_SHARE * limits.party_bytes
    is_over_all = everywhere.reserved_bytes + length > ALL_NEWCOMERS_SHARE * limits.party_bytes
    if (here.reserved_bytes and is_over_share) or (everywhere.reserved_bytes and is_over_all):
        raise too_many_newcomers()


def too_many_uploads() -> AppError:
    return AppError(
        429,
        "TOO_MANY_UPLOADS",
        N_("You have many unfinished uploads. Let some of them finish first."),
        headers={"Retry-After": "60"},
    )


def too_many_newcomers() -> AppError:
    return AppError(
        429,
        "TOO_MANY_NEWCOMERS",
        N_("Many new guests are sending right now. Yours goes on by itself in a moment."),
        headers={"Retry-After": "10"},
    )
