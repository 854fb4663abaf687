"""New versions of shown photos on the desk: see them beside the old ones, and decide."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.codes import PICTURES
from app.base.errors import not_found
from app.base.ids import is_id
from app.moderation.forms import words_decision_form
from app.moderation.pictures import decide_version
from app.people.may import Verb
from app.photos.edit_forms import version_no
from app.photos.picture_editing import find_waiting
from app.records.photo import select_photo
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, guest_id, requires
from app.web.limits import READ, WRITE, limited
from app.web.services import party_scope, services
from app.web.version_picture import version_picture
from app.wire import asked, edit_shapes, host_shapes
from app.wire.messages import host_photo_json

blueprint = Blueprint("moderation_pictures", __name__, url_prefix="/api/admin")


@blueprint.post("/pictures")
@answers(host_shapes.OneHostPhoto, asks=edit_shapes.PictureDecision, refuses=("ALREADY_DECIDED", *PICTURES))
@limited(WRITE)
@requires(Verb.APPROVE)
@works_on_full_disk
async def decide() -> ResponseReturnValue:
    """Decide about a new version: `{"do": "approve", "photo": "…", "no": 17}` or `refuse`."""
    form, scope = words_decision_form(await json_body()), party_scope()
    actor = (await current_actor()).signature
    photo = await decide_version(
        scope, services().processor, form.photo_id, form.no, actor, is_yes=form.is_yes
    )
    return jsonify(host_shapes.OneHostPhoto(photo=host_photo_json(photo, guest_id(), scope.base)))


@blueprint.get("/photo/<photo_id>/version/<no>")
@answers("image/jpeg", also={304: None}, query=asked.PictureQuery, refuses=("ALREADY_DECIDED", *PICTURES))
@limited(READ)
@requires(Verb.APPROVE)
async def picture(photo_id: str, no: str) -> ResponseReturnValue:
    """Show a waiting version, small or `?large=1`. It is made for this answer and not kept."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id) if is_id(photo_id) else None
    if photo is None or photo.is_gone:
        raise not_found()
    waiting = await find_waiting(scope, photo.id, version_no(no))
    return await version_picture(photo, waiting.edit, (await current_actor()).signature)
