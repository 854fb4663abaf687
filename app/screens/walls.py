"""Walls say what they show. Anybody may open a wall, so what is kept of them is little and short-lived."""

from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.parties.scope import PartyScope
from app.records.wall_screen import (
    WallScreen,
    count_wall_screens,
    delete_wall_screens_before,
    select_wall_screen_is_known,
    upsert_wall_screen,
)

ALIVE_S = 60
"""A wall says what it shows at least every 20 s; one that has been silent for this long is gone."""
MAX_SCREENS = 20
"""More walls than any party has. The host's own are never left out."""


def alive_since() -> str:
    return to_iso(now() - timedelta(seconds=ALIVE_S))


async def note_wall_shows(scope: PartyScope, screen_id: str, photo_id: str, by_host: bool) -> None:
    """Write down which photo a wall shows; an empty id is none."""
    async with scope.database.transaction() as connection:
        await delete_wall_screens_before(connection, scope.party_id, alive_since())
        is_known = await select_wall_screen_is_known(connection, scope.party_id, screen_id)
        if is_known or by_host or await count_wall_screens(connection, scope.party_id) < MAX_SCREENS:
            screen = WallScreen(screen_id, photo_id, now_iso())
            await upsert_wall_screen(connection, scope.party_id, screen, by_host)
