"""GET and PUT /api/uid: who am I, and what am I called."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.people.forms import name_form
from app.people.guests import name_guest
from app.records.guest import select_guest
from app.web.described import answers
from app.web.gate import json_body
from app.web.identity import asker, current_actor, ensure_guest_id, guest_pass, writing_guest_id
from app.web.limits import NEWCOMER, READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, shapes

blueprint = Blueprint("guest", __name__, url_prefix="/api")


@blueprint.get("/uid")
@answers(shapes.Guest)
@limited(READ)
async def uid() -> ResponseReturnValue:
    """Set the guest cookie when it is missing; answer the guest's public id and remembered name.

    Somebody who is signed in also gets their `role`. A browser that sent no cookie also gets its `pass`. A
    browser that keeps no cookies sends the pass as Partywall-Guest.
    """
    own_id = ensure_guest_id()
    scope = party_scope()
    async with scope.database.reading() as connection:
        guest = await select_guest(connection, scope.party_id, own_id)
    told: shapes.Guest = {"guest": own_id, "name": (guest.name or None) if guest else None}
    if (own_pass := guest_pass()) is not None:
        told["pass"] = own_pass
    if (role := (await current_actor()).role) is not None:
        told["role"] = str(role)
    return private_json(told)


@blueprint.put("/uid")
@answers(shapes.Guest, asks=asked.Name, refuses=("COOKIE_INVALID",))
@limited(WRITE)
async def rename() -> ResponseReturnValue:
    """Remember the guest's name for the photos to come: `{"name": "Ben"}`."""
    own_id = writing_guest_id()
    name = name_form(await json_body())
    scope = party_scope()
    async with scope.database.reading() as connection:
        known = await select_guest(connection, scope.party_id, own_id)
    # Without a name nothing needs to be stored, so no row is made.
    if known is None and name:
        await services().limiter.check(NEWCOMER, asker(own_id))
    if known is not None or name:
        await name_guest(scope, own_id, name)
    return jsonify(shapes.Guest({"guest": own_id, "name": name or None}))
