"""What a guest can do with themselves: bring a second phone."""

import base64

from quart import Blueprint, render_template, url_for
from quart.typing import ResponseReturnValue

from app.actions.joining import make_link
from app.limits import LINK, READ, limited
from app.qr import qr_svg
from app.services import services
from app.views.identity import current_party, writing_guest_id

blueprint = Blueprint("me", __name__, url_prefix="/me")


@blueprint.get("")
@limited(READ)
async def me() -> ResponseReturnValue:
    return await render_template("me.html", party=await current_party())


@blueprint.post("/phone")
@limited(LINK)
async def phone() -> ResponseReturnValue:
    """Show a new code for a second phone: only this page has it, since the records keep its hash."""
    code = await make_link(services().core, writing_guest_id())
    # The server's address and the path with the party's part.
    link = services().server_url + url_for("join.confirm", code=code)
    picture = base64.b64encode(qr_svg(link).encode()).decode()
    return await render_template(
        "me_phone.html",
        party=await current_party(),
        code=code,
        typed_at=services().server_url + url_for("join.letters"),
        picture=f"data:image/svg+xml;base64,{picture}",
    )
