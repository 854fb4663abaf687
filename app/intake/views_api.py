"""The JSON surface for guests: who am I, send a photo, list, read, edit and delete photos."""

from quart import Blueprint, jsonify, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.base.forms import name_form, photo_words_form
from app.base.ids import is_id
from app.intake.views_form import take_photo
from app.people.guests import name_guest
from app.people.may import Verb
from app.photos.changing import delete_photo, edit_photo
from app.records.guest import select_guest
from app.records.photo import Photo, select_photo
from app.web.full_disk import works_on_full_disk
from app.web.gate import bounded_request, json_body, streams_body
from app.web.identity import (
    asker,
    ensure_guest_id,
    guest_id,
    guest_pass,
    require_of,
    requires,
    requires_of_photo,
    writing_guest_id,
)
from app.web.limits import NEWCOMER, READ, UPLOAD, WRITE, limited
from app.web.services import party_scope, services
from app.wire.messages import gone_json, photo_json

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/uid")
@limited(READ)
async def uid() -> ResponseReturnValue:
    """Set the guest cookie when it is missing; answer the guest's public id and remembered name.

    A browser that sent no cookie also hears its `pass`: one that keeps none sends it as Partywall-Guest.
    """
    own_id = ensure_guest_id()
    core = services().core
    async with core.database.reading() as connection:
        guest = await select_guest(connection, core.party_id, own_id)
    told = {"guest": own_id, "name": (guest.name or None) if guest else None}
    if (own_pass := guest_pass()) is not None:
        told["pass"] = own_pass
    answer = jsonify(told)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.put("/uid")
@limited(WRITE)
async def rename() -> ResponseReturnValue:
    """Remember the guest's name for the photos to come: `{"name": "Ben"}`."""
    own_id = writing_guest_id()
    name = name_form(await json_body())
    core = services().core
    async with core.database.reading() as connection:
        known = await select_guest(connection, core.party_id, own_id)
    # No name asks for nothing, and makes no row.
    if known is None and name:
        await services().limiter.check(NEWCOMER, asker(own_id))
    if known is not None or name:
        await name_guest(core, own_id, name)
    return jsonify({"guest": own_id, "name": name or None})


@blueprint.post("/new_photo")
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
    answer = jsonify({"photo": photo_json(photo, own_id, party_scope().base)})
    answer.headers["Location"] = url_for("api.photo", photo_id=photo.id)
    return answer, 201 if is_new else 200


@blueprint.get("/queue")
@limited(READ)
@requires(Verb.SEND)
async def queue() -> ResponseReturnValue:
    """Say how many photos are before the asking guest's oldest one: `{"ahead": 12}`, null when none waits."""
    answer = jsonify({"ahead": services().pool.ahead_of(party_scope().party_id, guest_id() or "")})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/photo/<photo_id>")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def photo(photo_id: str) -> ResponseReturnValue:
    found = await _find(photo_id)
    if not found.is_shown:
        raise not_found()
    answer = jsonify({"photo": photo_json(found, guest_id(), party_scope().base)})
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.put("/photo/<photo_id>")
@limited(WRITE)
@requires_of_photo(Verb.EDIT)
async def edit(photo_id: str) -> ResponseReturnValue:
    """Change author or caption: the guest who sent the photo, or the host."""
    found = await _find(photo_id)
    if not found.is_shown:
        raise not_found()
    actor = (await require_of(Verb.EDIT, found)).signature_on(found.guest_id)
    words = photo_words_form(await json_body())
    edited = await services().core.carry_through(
        edit_photo(services().core, photo_id, actor, words.author, words.caption)
    )
    return jsonify({"photo": photo_json(edited, guest_id(), party_scope().base)})


@blueprint.delete("/photo/<photo_id>")
@limited(WRITE)
@requires_of_photo(Verb.DELETE)
@works_on_full_disk
async def delete(photo_id: str) -> ResponseReturnValue:
    """Delete a photo for good, while uploads are open or closed: the guest who sent it, or the host."""
    found = await _find(photo_id)
    actor = (await require_of(Verb.DELETE, found)).signature_on(found.guest_id)
    gone = await services().core.carry_through(delete_photo(services().core, photo_id, actor))
    return jsonify(gone_json(gone))


async def _find(photo_id: str) -> Photo:
    core = services().core
    found = None
    if is_id(photo_id):
        async with core.database.reading() as connection:
            found = await select_photo(connection, core.party_id, photo_id)
    if found is None:
        raise not_found()
    return found
