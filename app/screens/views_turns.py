"""GET /api/turns: when a guest's own photos will be on a big screen, or when and where they were."""

from collections.abc import Sequence

from quart import Blueprint
from quart.typing import ResponseReturnValue

from app.people.may import Verb
from app.records.showing import OwnTurn, select_own_turns
from app.screens.reports import Report
from app.web.described import answers
from app.web.identity import guest_id, requires
from app.web.limits import READ, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import shapes

MAX_TURNS = 50

blueprint = Blueprint("turns", __name__, url_prefix="/api")


@blueprint.get("/turns")
@answers(shapes.Turns)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def turns() -> ResponseReturnValue:
    """Tell when each of the guest's newest photos comes on, by the screens' reports.

    `{"screens": 2, "turns": [{"id": "…", "shown_at": null, "screen": "", "number": 0, "next": true,
    "in_s": 0}]}`. `in_s` is null if no screen has reported the photo, for example while none is on.
    """
    scope, own_id = party_scope(), guest_id()
    if own_id is None:
        return private_json(shapes.Turns(screens=0, turns=[]))
    screens = services().screens
    on = await screens.big_screens(scope, await screens.told(scope))
    async with scope.database.reading() as connection:
        own = await select_own_turns(connection, scope.party_id, own_id, MAX_TURNS)
    seen = [one for one in on if not one.covered]
    return private_json(shapes.Turns(screens=len(seen), turns=[_turn_json(turn, seen) for turn in own]))


def _turn_json(turn: OwnTurn, screens: Sequence[Report]) -> shapes.Turn:
    waits = [] if turn.shown_at else [_wait_s(turn, one) for one in screens]
    known = [wait_s for wait_s in waits if wait_s is not None]
    return {
        "id": turn.photo_id,
        "shown_at": turn.shown_at or None,
        "screen": turn.screen_name,
        "number": turn.screen_number,
        "next": not turn.shown_at and any(one.next == turn.photo_id for one in screens),
        "in_s": min(known) if known else None,
    }


def _wait_s(turn: OwnTurn, screen: Report) -> int | None:
    """Return the wait that a screen has reported. None if it has not reported the photo."""
    if not screen.turn_ms or turn.position not in screen.line:
        return None
    return screen.line.index(turn.position) * screen.turn_ms // 1000
