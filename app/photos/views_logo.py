"""The party's logo over HTTP: hosts set it, and all who see the title see it."""

from quart import Blueprint
from quart.typing import ResponseReturnValue

from app.base.errors import N_, bad_request, not_found
from app.base.fields import mapping, text_of
from app.base.ids import is_id
from app.people.may import Verb
from app.photos.logo import logo_of, set_logo
from app.web.described import FILE, answers
from app.web.found import unpublished_file
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, requires
from app.web.limits import PICTURE, WRITE, limited
from app.web.services import party_scope
from app.wire import asked

blueprint = Blueprint("logo", __name__)

RENDITION = "thumb"


@blueprint.get("/logo")
@answers("*/*", also=FILE)
@limited(PICTURE)
async def logo() -> ResponseReturnValue:
    """Send the logo, which stands beside the title, also to people who have not entered the party's code."""
    photo = await logo_of(party_scope())
    small = next((one for one in photo.renditions if one.name == RENDITION), None) if photo else None
    if photo is None or small is None:
        raise not_found()
    return await unpublished_file(photo, small.file)


@blueprint.put("/api/admin/logo")
@answers(None, 204, asks=asked.NewLogo)
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
@works_on_full_disk
async def change_logo() -> ResponseReturnValue:
    """Show a picture as the logo, sent as a private photo before: `{"photo": "…"}`; empty for none."""
    photo_id = text_of(mapping(await json_body()), "photo")
    if photo_id is None or not (photo_id == "" or is_id(photo_id)):
        raise bad_request(N_("Choose a picture for the logo."))
    actor = await current_actor()
    await set_logo(party_scope(), photo_id, actor.guest_id, actor.signature)
    return "", 204
