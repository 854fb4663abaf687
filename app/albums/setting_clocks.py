"""Hosts correct the clock of a device. All its photos move together, and this can be undone."""

from app.albums.clocks import DeviceClock, clocks_of
from app.base.clock import now_iso
from app.base.errors import not_found
from app.db import Connection
from app.db.repeating import Repeating
from app.parties.registry import Parties
from app.parties.scope import PartyScope, carried_through
from app.records.change import CLOCK, ChangeKind, insert_change
from app.records.chapter import update_album_no
from app.records.device_clock import (
    Device,
    select_parties_to_shift,
    select_photos_to_shift,
    select_readings,
    select_shift,
    select_shifts,
    update_photo_clock,
    upsert_shift,
)
from app.records.photo import Photo
from app.records.photo_words import update_photo_not_indexed

MOST_READ = 10_000
"""Clocks are compared by this many photos, those that were sent last."""
PHOTOS_A_TURN = 20
LOOK_EVERY_S = 60.0


async def read_clocks(scope: PartyScope) -> list[DeviceClock]:
    async with scope.database.reading() as connection:
        readings = await select_readings(connection, scope.party_id, MOST_READ)
        shifts = await select_shifts(connection, scope.party_id)
    return clocks_of(readings, shifts)


@carried_through
async def set_clock(scope: PartyScope, device: Device, shift_s: int, actor: str) -> int:
    """Shift a device's clock by this many seconds. 0 undoes it.

    Returns the shift from before. Raises a 404 if no photo of the device says a time.
    """
    if not any(clock.device == device for clock in await read_clocks(scope)):
        raise not_found()
    async with scope.database.transaction() as connection:
        before = await select_shift(connection, scope.party_id, device) or 0
        await upsert_shift(connection, scope.party_id, device, shift_s)
    await follow_clocks(scope, actor)
    return before


async def follow_clocks(scope: PartyScope, actor: str) -> None:
    """Give all photos the times of their corrected clocks. Then let the pages read the album again."""
    is_changed = False
    while True:
        async with scope.database.transaction() as connection:
            found = await select_photos_to_shift(connection, scope.party_id, PHOTOS_A_TURN)
            for photo, shift_s in found:
                await _shift(connection, photo, shift_s, actor)
            if not found and is_changed:
                no = await insert_change(
                    connection, scope.party_id, ChangeKind.ALBUM, actor, now_iso(), detail="clock"
                )
                await update_album_no(connection, scope.party_id, no)
        scope.hub.ring()
        if not found:
            return
        is_changed = True


async def _shift(connection: Connection, photo: Photo, shift_s: int, actor: str) -> None:
    no = None
    if not photo.is_gone:
        no = await insert_change(connection, photo.party_id, ChangeKind.RETIMED, actor, now_iso(), photo.id)
    await update_photo_clock(connection, photo, shift_s, no)
    if no is None:
        await update_photo_not_indexed(connection, photo.id)


class ClockKeeper:
    """Finishes a clock correction that a killed process left half done."""

    def __init__(self, parties: Parties) -> None:
        self._parties = parties
        self._looking = Repeating("following the clocks of devices", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        async with self._parties.site.database.reading() as connection:
            found = await select_parties_to_shift(connection)
        for party_id in found:
            await follow_clocks(await self._parties.by_id(party_id), CLOCK)
