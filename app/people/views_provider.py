"""Signing in to a party through the OpenID Connect provider."""

from quart import Blueprint, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.web.full_disk import works_on_full_disk
from app.web.limits import CHALLENGE, limited
from app.web.provider import Errand, refusal_page, send_there, the_provider
from app.web.services import party_scope

blueprint = Blueprint("provider", __name__, url_prefix="/admin/provider")


@blueprint.post("")
@limited(CHALLENGE)
@works_on_full_disk
async def sign_in() -> ResponseReturnValue:
    """Send the browser to the provider, to sign in at this party."""
    the_provider()
    try:
        return await send_there(Errand(party_scope().party_id))
    except AppError as error:
        return await refusal_page(error, url_for("admin.admin"))
