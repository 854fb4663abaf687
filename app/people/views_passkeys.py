"""Somebody's own passkeys: added after the password was typed, named, and removed."""

from quart import Blueprint, redirect, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.people.forms import new_passkey_form, passkey_name_form, password_form
from app.people.passkeys import add_passkey, begin_passkey, name_passkey, remove_passkey
from app.people.password_changes import check_own_password
from app.records.account import select_account
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import asker, require_account
from app.web.limits import CHALLENGE, PASSWORD_FROM_HOST_DEVICE, WRITE, limited
from app.web.passkeys import asked_with, challenge_token, relying_party
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.web.signing_in import device_here
from app.wire import passkey_shapes as shapes

blueprint = Blueprint("passkeys", __name__, url_prefix="/admin/account/passkeys")


@blueprint.post("/options")
@answers(
    shapes.PasskeyOptions,
    asks=shapes.OwnPassword,
    refuses=("ACCOUNT_NEEDED", "WRONG_PASSWORD", "NO_PASSKEYS_HERE", "TOO_MANY_PASSKEYS"),
)
@limited(CHALLENGE)
async def options() -> ResponseReturnValue:
    """Say how to make a passkey: `{"password": …}`. A device that was left open must not get a key."""
    actor = await require_account()
    database = party_scope().site.database
    password = password_form(await json_body())
    who = (PASSWORD_FROM_HOST_DEVICE, asker(actor.account_id))
    await services().limiter.check(*who)
    await check_own_password(database, services().passwords, actor.account_id, password)
    await services().limiter.forgive(*who)
    async with database.reading() as connection:
        account = await select_account(connection, actor.account_id)
    if account is None:
        raise not_found()
    return asked_with(await begin_passkey(database, relying_party(), account, party_scope().party_id))


@blueprint.post("")
@answers(
    shapes.GoTo,
    asks=shapes.MadePasskey,
    refuses=("ACCOUNT_NEEDED", "CHALLENGE_OVER", "PASSKEY_REFUSED", "NO_PASSKEYS_HERE", "TOO_MANY_PASSKEYS"),
)
@limited(WRITE)
async def add() -> ResponseReturnValue:
    """Keep the passkey that the browser made: `{"credential": …, "name": …}`."""
    actor = await require_account()
    form = new_passkey_form(await json_body())
    await add_passkey(
        party_scope().site.database,
        relying_party(),
        actor.account_id,
        party_scope().party_id,
        challenge_token(),
        form.credential,
        form.name or device_here(),
    )
    return private_json(shapes.GoTo(to=url_for("account.account", _anchor="passkeys")))


@blueprint.post("/<passkey_id>/name")
@limited(WRITE)
async def name(passkey_id: str) -> ResponseReturnValue:
    """Name a passkey: a form with `name`."""
    actor = await require_account()
    called = passkey_name_form(await request.form)
    await name_passkey(party_scope().site.database, actor.account_id, passkey_id, called)
    return redirect(url_for("account.account", _anchor="passkeys"), 303)


@blueprint.post("/<passkey_id>/remove")
@limited(WRITE)
@works_on_full_disk
async def remove(passkey_id: str) -> ResponseReturnValue:
    actor = await require_account()
    await remove_passkey(party_scope().site.database, actor.account_id, passkey_id)
    return redirect(url_for("account.account", _anchor="passkeys"), 303)
