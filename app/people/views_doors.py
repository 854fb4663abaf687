"""The hosts' page of the ways in: QR codes for tables and places, and asking everybody again."""

import base64
from dataclasses import dataclass

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, bad_request
from app.base.plain_text import clean_line
from app.base.qr import qr_svg
from app.people.doors import MAX_LABEL, ask_everybody_again, make_door, rename_door, revoke_door
from app.people.may import Verb
from app.records.door import Door, select_doors
from app.web.identity import current_actor, current_party, requires
from app.web.limits import READ, WRITE, limited
from app.web.services import guest_url, party_scope

blueprint = Blueprint("doors", __name__, url_prefix="/admin/doors")


@dataclass(frozen=True, slots=True)
class _Shown:
    """`qr` is a picture as a data URL."""

    id: str
    label: str
    url: str
    qr: str


@blueprint.get("")
@limited(READ)
@requires(Verb.CHANGE_SETTINGS)
async def doors() -> ResponseReturnValue:
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_doors(connection, scope.party_id)
    return await render_template(
        "doors.html",
        party=await current_party(),
        doors=[_shown(door) for door in found if not door.revoked_at],
    )


@blueprint.post("")
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
async def make() -> ResponseReturnValue:
    door = await make_door(party_scope(), await _label())
    return redirect(url_for("doors.doors", _anchor=f"door-{door.id}"), 303)


@blueprint.post("/<door_id>/rename")
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
async def rename(door_id: str) -> ResponseReturnValue:
    await rename_door(party_scope(), door_id, await _label())
    return redirect(url_for("doors.doors", _anchor=f"door-{door_id}"), 303)


@blueprint.post("/<door_id>/revoke")
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
async def revoke(door_id: str) -> ResponseReturnValue:
    await revoke_door(party_scope(), door_id)
    return redirect(url_for("doors.doors"), 303)


@blueprint.post("/ask-again")
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
async def ask_again() -> ResponseReturnValue:
    """Make every guest enter the code once more. Members and helpers are never asked."""
    await ask_everybody_again(party_scope(), (await current_actor()).signature)
    return redirect(url_for("doors.doors"), 303)


async def _label() -> str:
    label = clean_line((await request.form).get("label", ""), MAX_LABEL)
    if not label:
        raise bad_request(N_("Please give it a name, such as “Table 4”."))
    return label


def _shown(door: Door) -> _Shown:
    url = f"{guest_url()}/in/{door.code}"
    picture = base64.b64encode(qr_svg(url).encode()).decode()
    return _Shown(door.id, door.label, url, f"data:image/svg+xml;base64,{picture}")
