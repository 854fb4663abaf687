"""The language in which a guest reads this party, if the host lets each guest choose."""

from quart import Blueprint, make_response, redirect, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, bad_request
from app.base.i18n import languages
from app.parties.cookies import GUEST_COOKIE_S
from app.web.full_disk import works_on_full_disk
from app.web.limits import WRITE, limited
from app.web.services import party_scope

blueprint = Blueprint("language", __name__, url_prefix="/language")


@blueprint.post("")
@limited(WRITE)
@works_on_full_disk
async def choose() -> ResponseReturnValue:
    """Remember the language on this browser: a form with `language`. The party's own choice comes first."""
    language = (await request.form).get("language", "")
    if language not in languages():
        raise bad_request(N_("We don’t have that language."))
    answer = await make_response(redirect(url_for("pages.gallery"), 303))
    cookies = party_scope().cookies
    answer.set_cookie(
        cookies.language,
        language,
        max_age=GUEST_COOKIE_S,
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
        path=cookies.path,
    )
    return answer
