"""GET /api/admin/photo/<id>/cleared: which screens have cleared a photo that was taken down."""

from datetime import datetime

from quart import Blueprint
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.people.may import Verb
from app.records.change import select_change_time
from app.records.photo import select_photo
from app.records.screen import Screen
from app.screens.reports import MOST_AWAY_S, Report
from app.web.described import answers
from app.web.identity import requires
from app.web.limits import READ, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import screen_shapes

blueprint = Blueprint("cleared", __name__, url_prefix="/api")


@blueprint.get("/admin/photo/<photo_id>/cleared")
@answers(screen_shapes.Cleared)
@limited(READ)
@requires(Verb.STEER_SCREENS)
async def cleared(photo_id: str) -> ResponseReturnValue:
    """Tell how many screens have cleared it, and which have not confirmed it. A 404 while it is shown.

    It counts the screens that were on at the takedown or later.
    """
    scope, screens = party_scope(), services().screens
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None or photo.is_shown:
            raise not_found()
        at = await select_change_time(connection, scope.party_id, photo.change_no)
    if at is None:
        raise not_found()
    since = datetime.fromisoformat(at).timestamp() - MOST_AWAY_S
    known = {one.screen_id: one for one in (await screens.told(scope)).screens}
    heard = await screens.reports.of_party(scope.party_id, since=since)
    asked = [one for one in heard if one.screen_id in known]
    missing = [one for one in asked if one.cleared < photo.change_no]
    told: screen_shapes.Cleared = {
        "screens": len(asked),
        "gone": len(asked) - len(missing),
        "missing": [_missing_json(known[one.screen_id], one) for one in missing],
    }
    return private_json(told)


def _missing_json(screen: Screen, said: Report) -> screen_shapes.NotCleared:
    return {"name": screen.name, "number": screen.number, "age_s": round(said.age_s(), 1)}
