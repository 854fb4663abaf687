"""An invitation's link: a plain form asks for a name and makes this device a helper's, for example."""

from datetime import datetime

from quart import Blueprint, make_response, redirect, render_template, request
from quart.typing import ResponseReturnValue

from app.base.clock import now, now_iso
from app.base.errors import N_, AppError, not_found
from app.base.signing import token_hash
from app.people.devices import device_label
from app.people.forms import pass_name_form
from app.people.invitations import accept_invitation
from app.people.roles import Actor, Role
from app.records.guest import select_guest
from app.records.invitation import Invitation, select_invitation_by_token
from app.web.full_disk import works_on_full_disk
from app.web.homes import home_of
from app.web.identity import asker, current_actor, current_party, guest_id, set_member_cookie
from app.web.limits import INVITATION, READ, WRITE, limited
from app.web.services import party_scope, services

blueprint = Blueprint("invited", __name__, url_prefix="/invited")

ROLE_TITLES = {
    Role.HOST: N_("You’re invited to host"),
    Role.HELPER: N_("You’re invited to help"),
    Role.PHOTOGRAPHER: N_("You’re invited to take photos"),
    Role.VIEWER: N_("You’re invited to look"),
}
ROLE_HINTS = {
    Role.HOST: N_("You can do everything at this party, from hiding photos to its title and look."),
    Role.HELPER: N_("You can hide photos, put them back, and call a break. You can’t break anything."),
    Role.PHOTOGRAPHER: N_("You can send as much as you like, also during a break. They are marked as yours."),
    Role.VIEWER: N_("You can see this party’s photos. Sending some is for its guests."),
}


@blueprint.get("/<token>")
@limited(READ)
async def invited(token: str) -> ResponseReturnValue:
    return await _page(await _find(token), await current_actor())


@blueprint.post("/<token>")
@limited(WRITE)
@works_on_full_disk
async def accept(token: str) -> ResponseReturnValue:
    """Take the invitation for this device: a form with `name`."""
    invitation, actor = await _find(token), await current_actor()
    if _is_more(actor, invitation):
        return await _page(invitation, actor)
    try:
        name = pass_name_form(await request.form)
        opened, session_token = await accept_invitation(
            party_scope(),
            token,
            name,
            device_label(request.headers.get("User-Agent", "")),
            request.cookies.get(party_scope().cookies.host, ""),
        )
    except AppError as error:
        if error.status == 404:
            raise
        return await _page(invitation, actor, error), error.status
    role = Role(opened.role)
    answer = await make_response(redirect(home_of(role), 303))
    life_s = (datetime.fromisoformat(opened.expires_at) - now()).total_seconds()
    set_member_cookie(answer, party_scope().cookies.host, session_token, int(life_s))
    return answer


async def _find(token: str) -> Invitation:
    """Return the invitation; 404 if it has ended or does not exist. Only wrong tokens count as tries."""
    who = (INVITATION, asker(guest_id()))
    await services().limiter.check(*who)
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_invitation_by_token(connection, scope.party_id, token_hash(token), now_iso())
    if found is None:
        raise not_found()
    await services().limiter.forgive(*who)
    return found


async def _page(invitation: Invitation, actor: Actor, error: AppError | None = None) -> str:
    scope, role = party_scope(), Role(invitation.role)
    known_as = actor.name
    if (own_id := guest_id()) is not None and not known_as:
        async with scope.database.reading() as connection:
            guest = await select_guest(connection, scope.party_id, own_id)
        known_as = guest.name if guest is not None else ""
    return await render_template(
        "invited.html",
        party=await current_party(),
        heading=ROLE_TITLES[role],
        hint=ROLE_HINTS[role],
        has_more=_is_more(actor, invitation),
        home=home_of(actor.role or role),
        known_as=known_as,
        error=error,
    )


def _is_more(actor: Actor, invitation: Invitation) -> bool:
    """Tell whether the device already has that role or a greater one. An invitation must not lower it."""
    roles = list(Role)
    return actor.role is not None and roles.index(actor.role) <= roles.index(Role(invitation.role))
