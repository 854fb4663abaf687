"""An operator signs in through the OpenID Connect provider, at the page of all parties."""

from quart import Blueprint, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.web.full_disk import works_on_full_disk
from app.web.limits import CHALLENGE, limited
from app.web.provider import Errand, refusal_page, send_there, the_provider

blueprint = Blueprint("operator_provider", __name__, url_prefix="/parties/provider")


@blueprint.post("")
@limited(CHALLENGE)
@works_on_full_disk
async def sign_in() -> ResponseReturnValue:
    the_provider()
    try:
        return await send_there(Errand(""))
    except AppError as error:
        return await refusal_page(error, url_for("parties.parties"))
