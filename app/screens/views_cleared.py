"""GET /api/admin/photo/<id>/cleared: from which screens a photo is gone that was taken down."""

from datetime import datetime

from quart import Blueprint
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.people.may import Verb
from app.records.change import select_change_time
from app.records.photo import select_photo
from app.records.screen import Screen
from app.screens.reports import MOST_AWAY_S, Report
from app.web.identity import requires
from app.web.limits import READ, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire.messages import Json

blueprint = Blueprint("cleared", __name__, url_prefix="/api")


@blueprint.get("/admin/photo/<photo_id>/cleared")
@limited(READ)
@requires(Verb.STEER_SCREENS)
async def cleared(photo_id: str) -> ResponseReturnValue:
    """Tell from how many screens it is gone, and which of them have not said so; a 404 while it is shown.

    It is about the screens that were on when it was taken down, or have been since.
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
    return private_json(
        {
            "screens": len(asked),
            "gone": len(asked) - len(missing),
            "missing": [_missing_json(known[one.screen_id], one) for one in missing],
        }
    )


def _missing_json(screen: Screen, said: Report) -> Json:
    return {"name": screen.name, "number": screen.number, "age_s": round(said.age_s(), 1)}
