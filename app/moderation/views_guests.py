"""The list of guests for hosts and helpers, and decisions about them."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.errors import not_found
from app.base.ids import is_id
from app.moderation.forms import guest_form
from app.moderation.standing import pause_guest, set_standing
from app.people.may import Verb
from app.records.door import select_doors
from app.records.standing import KnownGuest, select_known_guests
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import asked, host_shapes
from app.wire.messages import sender_tag

blueprint = Blueprint("known_guests", __name__, url_prefix="/api/admin")

MAX_GUESTS = 500


@blueprint.get("/guests")
@answers(host_shapes.KnownGuests)
@limited(READ)
@requires(Verb.BAN)
async def guests() -> ResponseReturnValue:
    """List the guests who have sent something, those who sent last first."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_known_guests(connection, scope.party_id, MAX_GUESTS + 1)
        doors = {door.id: door.label for door in await select_doors(connection, scope.party_id)}
    told: host_shapes.KnownGuests = {
        "guests": [_json(one, doors.get(one.door_id, "")) for one in found[:MAX_GUESTS]],
        "more": len(found) > MAX_GUESTS,
    }
    return private_json(told)


@blueprint.put("/guests/<guest_id>")
@answers(host_shapes.ChangedGuest, asks=asked.NewStanding)
@limited(WRITE)
@requires(Verb.BAN)
@works_on_full_disk
async def decide(guest_id: str) -> ResponseReturnValue:
    """Decide about a guest: `{"standing": "trusted"}` (or quiet, banned, ""), or `{"pause_minutes": 10}`."""
    form = guest_form(await json_body())
    if not is_id(guest_id):
        raise not_found()
    actor = (await current_actor()).signature
    if form.standing is not None:
        await set_standing(party_scope(), guest_id, form.standing, actor)
    elif form.pause_minutes is not None:
        await pause_guest(party_scope(), guest_id, form.pause_minutes, actor)
    return jsonify(host_shapes.ChangedGuest(guest=guest_id))


def _json(guest: KnownGuest, door: str) -> host_shapes.KnownGuest:
    return {
        "guest": guest.id,
        "sender": sender_tag(party_scope().party_id, guest.id),
        "name": guest.name,
        "standing": guest.standing,
        "paused_until": guest.paused_until if guest.paused_until > now_iso() else None,
        "photos": guest.photos,
        "refused": guest.refused,
        "reported": guest.reported,
        "first_at": guest.first_at,
        "last_at": guest.last_at,
        "door": door,
    }
