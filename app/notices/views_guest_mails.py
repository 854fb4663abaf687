"""A guest's mail address: they give it under “About you”, confirm it by a link, and take it back."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.i18n import current_language
from app.notices.forms import guest_mail_form
from app.notices.guest_mails import asked_mail, confirm_mail, forget_mail
from app.web.identity import current_party, writing_guest_id
from app.web.limits import GUEST_MAIL, READ, WRITE, limited
from app.web.services import party_scope, services

blueprint = Blueprint("guest_mails", __name__)


@blueprint.post("/me/mail")
@limited(GUEST_MAIL)
async def ask() -> ResponseReturnValue:
    """Mail a link to the address that the guest gave. Only with that link it counts."""
    address, party = guest_mail_form(await request.form), await current_party()
    mails = services().caller.guest_mails
    await mails.ask(party_scope(), writing_guest_id(), party.title, address, current_language())
    return await render_template("me_mail.html", party=party, address=address, token="", step="asked")


@blueprint.post("/me/mail/forget")
@limited(WRITE)
async def forget() -> ResponseReturnValue:
    await forget_mail(party_scope(), writing_guest_id())
    return redirect(url_for("me.me"), 303)


@blueprint.get("/mail/<token>")
@limited(READ)
async def question(token: str) -> ResponseReturnValue:
    """Ask. The link itself says nothing yet, because mail servers open links, too."""
    one = await asked_mail(party_scope(), token)
    step = "confirmed" if one.confirmed_at else "question"
    return await render_template(
        "me_mail.html", party=await current_party(), address=one.address, token=token, step=step
    )


@blueprint.post("/mail/<token>")
@limited(WRITE)
async def answer(token: str) -> ResponseReturnValue:
    """Confirm the address, or forget it: `do` is `yes` or `forget`."""
    scope, one = party_scope(), await asked_mail(party_scope(), token)
    is_yes = (await request.form).get("do") == "yes"
    if is_yes:
        await confirm_mail(scope, token)
    else:
        await forget_mail(scope, one.guest_id)
    return await render_template(
        "me_mail.html",
        party=await current_party(),
        address=one.address,
        token=token,
        step="confirmed" if is_yes else "forgotten",
    )
