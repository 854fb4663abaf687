"""Signing in through the OpenID Connect provider, at a party or at the page of all parties."""

from quart import Blueprint, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.web.full_disk import works_on_full_disk
from app.web.limits import CHALLENGE, limited
from app.web.own_account import is_operators_page
from app.web.provider import Errand, refusal_page, send_there, the_provider
from app.web.services import party_scope

blueprint = Blueprint("provider", __name__, url_prefix="/admin/provider")


@blueprint.post("")
@limited(CHALLENGE)
@works_on_full_disk
async def sign_in() -> ResponseReturnValue:
    """Send the browser to the provider."""
    the_provider()
    party_id = "" if is_operators_page() else party_scope().party_id
    try:
        return await send_there(Errand(party_id))
    except AppError as error:
        return await refusal_page(error, url_for("admin.admin" if party_id else "parties.parties"))
