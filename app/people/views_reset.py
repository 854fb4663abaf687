"""The page of a link by which somebody chooses a new password."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.people.forms import new_password_form
from app.people.password_changes import account_of_link, reset_password
from app.records.account import Account
from app.web.full_disk import works_on_full_disk
from app.web.identity import asker, current_party, guest_id
from app.web.limits import INVITATION, READ, WRITE, limited
from app.web.services import party_scope, services

blueprint = Blueprint("reset", __name__, url_prefix="/reset")


@blueprint.get("/<token>")
@limited(READ)
async def reset(token: str) -> ResponseReturnValue:
    """Show the form; looking does not use the link up."""
    return await _page(await _find(token))


@blueprint.post("/<token>")
@limited(WRITE)
@works_on_full_disk
async def choose(token: str) -> ResponseReturnValue:
    """Set the password: a form with `new` and `again`. The way on is to sign in with it."""
    account = await _find(token)
    try:
        form = new_password_form(await request.form, has_old=False)
        await reset_password(party_scope().site.database, services().passwords, token, form.new)
    except AppError as error:
        if error.status == 404:
            raise
        return await _page(account, error), error.status
    return redirect(url_for("admin.admin"), 303)


async def _find(token: str) -> Account:
    """Return whose link this is; 404 for any other. Guesses are counted, right ones not."""
    who = (INVITATION, asker(guest_id()))
    await services().limiter.check(*who)
    found = await account_of_link(party_scope().site.database, token)
    await services().limiter.forgive(*who)
    return found


async def _page(account: Account, error: AppError | None = None) -> str:
    return await render_template("reset.html", party=await current_party(), account=account, error=error)
