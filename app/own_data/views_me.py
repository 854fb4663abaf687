"""A guest's own data over HTTP: add a second phone, see and download everything, delete it."""

import base64

from quart import Blueprint, Response, render_template, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.ids import new_id
from app.base.qr import qr_svg
from app.own_data.forgetting import forget_guest
from app.own_data.own_zip import plan_own_zip
from app.people.joining import make_link
from app.records.guest_call import select_guest_calls
from app.records.guest_mail import select_guest_mail
from app.records.kept import select_guest_share
from app.records.own_record import select_own_guest
from app.records.share_link import select_share_links
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.identity import become_guest, current_party, ensure_guest_id, writing_guest_id
from app.web.limits import FORGET, LINK, READ, TAKE_ALL, limited
from app.web.services import party_scope, services

blueprint = Blueprint("me", __name__, url_prefix="/me")

MOST_COUNTED = 100


@blueprint.get("")
@limited(READ)
async def me() -> ResponseReturnValue:
    own_id, scope = ensure_guest_id(), party_scope()
    async with scope.database.reading() as connection:
        guest = await select_own_guest(connection, scope.party_id, own_id)
        share = await select_guest_share(connection, scope.party_id, own_id)
        phones = len(await select_guest_calls(connection, scope.party_id, own_id))
        mail = await select_guest_mail(connection, scope.party_id, own_id)
        links = len(await select_share_links(connection, scope.party_id, own_id, now_iso(), MOST_COUNTED))
    return await render_template(
        "me.html",
        party=await current_party(),
        guest=guest,
        share=share,
        phones=phones,
        mail=mail,
        links=links,
        can_mail=services().caller.guest_mails.is_on,
    )


@blueprint.post("/phone")
@limited(LINK)
async def phone() -> ResponseReturnValue:
    """Show a new code for a second phone. Only this page has it, since the records keep its hash."""
    code = await make_link(party_scope(), writing_guest_id())
    # The server's address, and the path with the party's prefix.
    link = services().server_url + url_for("join.confirm", code=code)
    picture = base64.b64encode(qr_svg(link).encode()).decode()
    return await render_template(
        "me_phone.html",
        party=await current_party(),
        code=code,
        typed_at=services().server_url + url_for("join.letters"),
        picture=f"data:image/svg+xml;base64,{picture}",
    )


@blueprint.get("/everything.zip")
@answers("application/zip", refuses=("COOKIE_INVALID",))
@limited(TAKE_ALL)
async def everything() -> ResponseReturnValue:
    """Send the guest's own originals, hidden ones with them, and all records as a ZIP."""
    own_zip = await plan_own_zip(party_scope(), writing_guest_id())
    answer = Response(own_zip.pieces(), mimetype="application/zip")
    answer.content_length = own_zip.length
    answer.headers.set("Content-Disposition", "attachment", filename="partywall.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.post("/delete")
@limited(FORGET)
@works_on_full_disk
async def delete() -> ResponseReturnValue:
    """Delete everything of the guest; the browser is a new guest afterwards."""
    own_id, scope = writing_guest_id(), party_scope()
    await forget_guest(scope, services().partials, own_id)
    become_guest(new_id())
    return await render_template("me_gone.html", party=await current_party())
