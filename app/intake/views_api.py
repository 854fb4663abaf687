"""POST /api/new_photo: send one photo in one request; and how long the queue is."""

from quart import Blueprint, jsonify, request, url_for
from quart.typing import ResponseReturnValue

from app.base.codes import PICTURES, SENDING
from app.intake.views_form import take_photo
from app.people.may import Verb
from app.web.described import answers
from app.web.gate import bounded_request, streams_body
from app.web.identity import guest_id, requires, writing_guest_id
from app.web.limits import READ, UPLOAD, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, shapes
from app.wire.messages import photo_json

blueprint = Blueprint("sending_api", __name__, url_prefix="/api")


@blueprint.post("/new_photo")
@answers(
    shapes.OnePhoto, 201, also={200: shapes.OnePhoto}, form=asked.NewPhoto, refuses=(*SENDING, *PICTURES)
)
@limited(UPLOAD)
@requires(Verb.SEND)
@streams_body
async def new_photo() -> ResponseReturnValue:
    """Take one photo (multipart: file, author, caption, key): 201 if new, 200 if key or bytes are known.

    With `screen_copy=1` it is shown at once; its original follows, here or by an upload, with the same key.
    """
    own_id = writing_guest_id()
    body = bounded_request().bounded_body
    photo, is_new = await take_photo(services(), own_id, body, request.headers.get("Content-Type", ""), "api")
    answer = jsonify(shapes.OnePhoto(photo=photo_json(photo, own_id, party_scope().base)))
    answer.headers["Location"] = url_for("photo.photo", photo_id=photo.id)
    return answer, 201 if is_new else 200


@blueprint.get("/queue")
@answers(shapes.Place)
@limited(READ)
@requires(Verb.SEND)
async def queue() -> ResponseReturnValue:
    """Say how many photos are before the asking guest's oldest one: `{"ahead": 12}`, null when none waits."""
    return private_json(
        shapes.Place(ahead=services().pool.ahead_of(party_scope().party_id, guest_id() or ""))
    )
