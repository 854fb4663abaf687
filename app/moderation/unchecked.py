"""Tell whether the wanted check for nakedness runs. If it cannot, the desk says so."""

from typing import Literal

from app.media.looks.nudity import is_installed
from app.media.looks.seen import Unable
from app.parties.scope import PartyScope
from app.records.party import Party
from app.records.photo_lists import select_nudity_unable
from app.wire.host_shapes import Unchecked

NEWEST = 20


async def unchecked(scope: PartyScope, party: Party) -> Unchecked:
    then: Literal["wait", "pass"] = "wait" if party.nudity_unable == "wait" else "pass"
    if not party.nudity_check:
        return {"why": "", "then": then, "count": 0}
    async with scope.database.reading() as connection:
        unable = await select_nudity_unable(connection, scope.party_id, NEWEST)
    if not is_installed() or Unable.MISSING in unable:
        return {"why": "missing", "then": then, "count": len(unable)}
    return {"why": "slow" if unable else "", "then": then, "count": len(unable)}
