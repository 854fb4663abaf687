"""The host's view of storage: who uses how much, and a way to clear abandoned uploads."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.intake.clearing import clear_unfinished
from app.people.may import Verb
from app.records.kept import select_shares
from app.web.described import answers
from app.web.identity import requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import host_shapes

blueprint = Blueprint("admin_shares", __name__, url_prefix="/api/admin")

MAX_SHARES = 50


@blueprint.get("/shares")
@answers(host_shapes.Shares)
@limited(READ)
@requires(Verb.CHANGE_SETTINGS)
async def shares() -> ResponseReturnValue:
    """List the guests whose photos and unfinished uploads take the most."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_shares(connection, scope.party_id, MAX_SHARES)
    told: host_shapes.Shares = {
        "guests": [
            {
                "guest": share.guest_id,
                "name": share.name or None,
                "photos": share.photos,
                "bytes": share.bytes,
                "unfinished": share.unfinished,
                "unfinished_bytes": share.unfinished_bytes,
            }
            for share in found
        ]
    }
    return private_json(told)


@blueprint.post("/unfinished/clear")
@answers(host_shapes.EndedUploads)
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
async def clear() -> ResponseReturnValue:
    """End the uploads that have received nothing for ten minutes: `{"cleared": 3}`."""
    scope = party_scope()
    cleared = await clear_unfinished(scope, services().partials)
    return jsonify(host_shapes.EndedUploads(cleared=cleared))
