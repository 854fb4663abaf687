"""Signing in to a party through the OpenID Connect provider, and connecting one's own account with it."""

from quart import Blueprint, redirect, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.people.connecting import disconnect
from app.people.forms import password_form
from app.people.password_changes import check_own_password
from app.web.full_disk import works_on_full_disk
from app.web.identity import asker, require_account
from app.web.limits import CHALLENGE, PASSWORD_FROM_HOST_DEVICE, WRITE, limited
from app.web.provider import Errand, refusal_page, send_there, the_provider
from app.web.services import party_scope, services

blueprint = Blueprint("provider", __name__, url_prefix="/admin")


@blueprint.post("/provider")
@limited(CHALLENGE)
@works_on_full_disk
async def sign_in() -> ResponseReturnValue:
    """Send the browser to the provider, to sign in at this party."""
    the_provider()
    try:
        return await send_there(Errand(party_scope().party_id))
    except AppError as error:
        return await refusal_page(error, url_for("admin.admin"))


@blueprint.post("/account/provider")
@limited(CHALLENGE)
async def connect() -> ResponseReturnValue:
    """Send the browser to the provider, to connect the account: a form with `password`.

    A device that was left open must not give somebody else a way in.
    """
    the_provider()
    actor = await require_account()
    password = password_form(await request.form)
    who = (PASSWORD_FROM_HOST_DEVICE, asker(actor.account_id))
    database = party_scope().site.database
    try:
        await services().limiter.check(*who)
        await check_own_password(database, services().passwords, actor.account_id, password)
        await services().limiter.forgive(*who)
        return await send_there(Errand(party_scope().party_id, actor.account_id))
    except AppError as error:
        return await refusal_page(error, url_for("account.account"))


@blueprint.post("/account/provider/end")
@limited(WRITE)
@works_on_full_disk
async def end() -> ResponseReturnValue:
    """Disconnect the account."""
    the_provider()
    actor = await require_account()
    await disconnect(party_scope().site.database, actor.account_id)
    return redirect(url_for("account.account", _anchor="provider"), 303)
