"""/api/admin/photo/<id>/stack: hosts choose what lies on top of a burst, or take it apart."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.base.ids import is_id
from app.people.may import Verb
from app.photos.forms import stack_form
from app.photos.stacking import put_on_top, take_apart
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, guest_id, requires
from app.web.limits import WRITE, limited
from app.web.services import party_scope
from app.wire import album_shapes, host_shapes
from app.wire.messages import host_photo_json

blueprint = Blueprint("stacks", __name__, url_prefix="/api/admin")


@blueprint.put("/photo/<photo_id>/stack")
@answers(host_shapes.OneHostPhoto, asks=album_shapes.Stacking, refuses=("NO_STACK",))
@limited(WRITE)
@requires(Verb.CURATE)
@works_on_full_disk
async def stack(photo_id: str) -> ResponseReturnValue:
    """Put a photo on `top` of its stack, take the stack `apart`, or put it `together` again."""
    if not is_id(photo_id):
        raise not_found()
    what, actor, scope = stack_form(await json_body()), await current_actor(), party_scope()
    if what == "top":
        photo = await put_on_top(scope, photo_id, actor.signature)
    else:
        photo = await take_apart(scope, photo_id, actor.signature, is_apart=what == "apart")
    return jsonify(host_shapes.OneHostPhoto(photo=host_photo_json(photo, guest_id(), scope.base)))
