"""Renditions, when no nginx is in front: whole files and ranges. A name always means the same bytes."""

from quart import Blueprint
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.people.may import Verb
from app.storage.addresses import IMMUTABLE, media_type_of
from app.storage.contract import Elsewhere, PastTheEnd
from app.web.conditional import Validators, wanted_span
from app.web.described import FILE, answers
from app.web.files import MAY_BE_KEPT, file_answer, past_the_end
from app.web.identity import requires
from app.web.limits import PICTURE, limited
from app.web.services import party_scope

blueprint = Blueprint("media", __name__, url_prefix="/media")


@blueprint.get("/<path:key>")
@answers("*/*", also=FILE)
@limited(PICTURE)
@requires(Verb.SEE_SHOWN)
async def rendition(key: str) -> ResponseReturnValue:
    """Send a file that shows a photo, under an address that never changes its meaning."""
    try:
        # In a store the name serves as the ETag: it never names anything else.
        found = await party_scope().storage.open_public(key, wanted_span(Validators(key)))
    except PastTheEnd:
        return past_the_end()
    if found is None:
        raise not_found()
    try:
        answer = await file_answer(found, media_type_of(key), etag=key)
    except FileNotFoundError:
        # Taken down between the check and the opening.
        raise not_found() from None
    if not isinstance(found, Elsewhere) and answer.status_code in MAY_BE_KEPT:
        answer.headers["Cache-Control"] = IMMUTABLE
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer
