"""A forgotten password: a link by mail if mails can be sent, and the page of such a link."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError, not_found
from app.base.i18n import current_language
from app.base.signing import token_hash
from app.notices.reset_mails import Asked, ResetMails
from app.people.forms import asked_mail_form, new_password_form
from app.people.password_changes import account_of_link, reset_password
from app.records.account import Account
from app.records.member import select_member
from app.web.full_disk import works_on_full_disk
from app.web.identity import asker, current_party, guest_id
from app.web.limits import INVITATION, READ, RESET_MAIL, RESET_MAIL_TO, WRITE, Asker, limited
from app.web.services import party_scope, services

blueprint = Blueprint("reset", __name__, url_prefix="/reset")


@blueprint.get("")
@limited(READ)
async def forgotten() -> ResponseReturnValue:
    """Ask for the mail address; a 404 if no mails can be sent."""
    _mails()
    return await _forgotten_page()


@blueprint.post("")
@limited(WRITE)
@works_on_full_disk
async def send_link() -> ResponseReturnValue:
    """Mail a link: a form with `email`. Known and unknown addresses get the same answer."""
    mails = _mails()
    try:
        email = asked_mail_form(await request.form)
        # Counted for the server, not the party: all parties share the accounts.
        address = request.remote_addr or ""
        await services().limiter.check(RESET_MAIL, Asker("", guest_id(), address))
        await services().limiter.check(RESET_MAIL_TO, Asker("", token_hash(email.lower()), address))
    except AppError as error:
        return await _forgotten_page(error), error.status, error.headers
    mails.ask(Asked(email, party_scope().slug, current_language()))
    return await _forgotten_page(sent_to=email)


@blueprint.get("/<token>")
@limited(READ)
async def reset(token: str) -> ResponseReturnValue:
    """Show the form; looking does not use the link up."""
    return await _page(await _find(token))


@blueprint.post("/<token>")
@limited(WRITE)
@works_on_full_disk
async def choose(token: str) -> ResponseReturnValue:
    """Set the password: a form with `new` and `again`. The next page is the sign-in."""
    account = await _find(token)
    try:
        form = new_password_form(await request.form, has_old=False)
        await reset_password(party_scope(), services().passwords, token, form.new)
    except AppError as error:
        if error.status == 404:
            raise
        return await _page(account, error), error.status
    return redirect(await _home_of(account), 303)


async def _home_of(account: Account) -> str:
    """Return the sign-in page: the page of all parties for an operator without a role here."""
    async with party_scope().database.reading() as connection:
        member = await select_member(connection, party_scope().party_id, account.id)
    is_operators = account.is_operator and member is None and not party_scope().base
    return url_for("parties.parties" if is_operators else "admin.admin")


def _mails() -> ResetMails:
    mails = services().reset_mails
    if mails is None:
        raise not_found()
    return mails


async def _forgotten_page(error: AppError | None = None, sent_to: str = "") -> str:
    return await render_template("reset_ask.html", party=await current_party(), error=error, sent_to=sent_to)


async def _find(token: str) -> Account:
    """Return the account of a link; 404 for any other. Only wrong tokens count as tries."""
    who = (INVITATION, asker(guest_id()))
    await services().limiter.check(*who)
    found = await account_of_link(party_scope().site.database, token)
    await services().limiter.forgive(*who)
    return found


async def _page(account: Account, error: AppError | None = None) -> str:
    return await render_template("reset.html", party=await current_party(), account=account, error=error)
