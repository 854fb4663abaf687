"""Connects one's own account with a person of the OpenID Connect provider, and disconnects it."""

from quart import Blueprint, redirect, request
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.people.connecting import disconnect
from app.people.forms import password_form
from app.people.password_changes import check_own_password
from app.web.full_disk import works_on_full_disk
from app.web.identity import asker
from app.web.limits import CHALLENGE, PASSWORD_FROM_HOST_DEVICE, WRITE, limited
from app.web.own_account import is_operators_page, own_actor, own_url
from app.web.provider import Errand, refusal_page, send_there, the_provider
from app.web.services import party_scope, services

blueprint = Blueprint("connected", __name__, url_prefix="/admin/account/provider")


@blueprint.post("")
@limited(CHALLENGE)
async def connect() -> ResponseReturnValue:
    """Send the browser to the provider, to connect the account: a form with `password`.

    A device that was left open must not give somebody else a way in.
    """
    actor = await own_actor()
    the_provider()
    password = password_form(await request.form)
    who = (PASSWORD_FROM_HOST_DEVICE, asker(actor.account_id))
    database = party_scope().site.database
    try:
        await services().limiter.check(*who)
        await check_own_password(database, services().passwords, actor.account_id, password)
        await services().limiter.forgive(*who)
        party_id = "" if is_operators_page() else party_scope().party_id
        return await send_there(Errand(party_id, actor.account_id))
    except AppError as error:
        return await refusal_page(error, own_url("account.account"))


@blueprint.post("/end")
@limited(WRITE)
@works_on_full_disk
async def end() -> ResponseReturnValue:
    """Disconnect the account."""
    actor = await own_actor()
    the_provider()
    await disconnect(party_scope().site.database, actor.account_id)
    return redirect(own_url("account.account", _anchor="provider"), 303)
