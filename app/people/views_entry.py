"""The way in: a guest types the code, or a QR code carries it."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError
from app.people.doors import door_of, opens
from app.web.entry import ENTERED, TO, WALLS, let_in, wall_behind
from app.web.identity import asker, current_party, ensure_guest_id, known_guest_id
from app.web.limits import ENTRY, READ, limited
from app.web.services import party_scope, services

blueprint = Blueprint("entry", __name__, url_prefix="/in")


@blueprint.get("")
@limited(READ)
async def letters() -> ResponseReturnValue:
    return await _page(wall_behind(request.args.get(TO, "")))


@blueprint.post("")
@limited(ENTRY)
async def typed() -> ResponseReturnValue:
    """Let a guest in who types the party's code, or a door's."""
    form = await request.form
    return await _enter(form.get("code", ""), wall_behind(form.get(TO, "")))


@blueprint.get("/<code>")
@limited(ENTRY)
async def by_link(code: str) -> ResponseReturnValue:
    """Let a guest in who comes by a QR code, and remember the door. `?to=wall` or `basic` leads to a wall."""
    return await _enter(code, wall_behind(request.args.get(TO, "")))


async def _enter(code: str, to: str) -> ResponseReturnValue:
    party = await current_party()
    door = None if opens(party, code) else await door_of(party_scope(), code)
    if door is None and not opens(party, code) and party.entry_code:
        await services().wrong_codes.note(party_scope())
        # The same answer for codes that never existed, were changed or were revoked.
        error = AppError(
            401, "WRONG_CODE", N_("That isn’t the code. Please ask your host, or look at the sign.")
        )
        return await _page(to, error), error.status
    # Only wrong codes should count.
    await services().limiter.forgive(ENTRY, asker(known_guest_id()))
    ensure_guest_id()
    if door is not None or party.entry_code:
        await let_in(door.id if door is not None else "")
    # A browser that keeps no cookies comes back without this one; `is_turned_away` then says so.
    return redirect(url_for(WALLS.get(to, "sending.upload")) + f"?{ENTERED}=1", 303)


async def _page(to: str, error: AppError | None = None) -> str:
    return await render_template("entry.html", party=await current_party(), error=error, to=to)
