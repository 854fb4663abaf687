"""/api/photo/<id>: read, edit and delete one photo."""

from dataclasses import replace

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.people.may import Verb, may
from app.photos.changing import delete_photo
from app.photos.editing import Edited, edit_photo
from app.photos.forms import photo_words_form
from app.photos.restricting import end_private, make_private, restrict
from app.records.access import Access
from app.records.photo import Photo
from app.web.described import FILE, answers
from app.web.found import found_photo, unpublished_file
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import guest_id, require_of, requires, requires_of_photo, sees
from app.web.limits import PICTURE, READ, WRITE, limited
from app.web.services import party_scope
from app.wire import asked, shapes
from app.wire.messages import gone_json, photo_json

blueprint = Blueprint("photo", __name__, url_prefix="/api")


@blueprint.get("/photo/<photo_id>")
@answers(shapes.OnePhoto)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def photo(photo_id: str) -> ResponseReturnValue:
    """Read one photo."""
    found = await found_photo(photo_id)
    if not await sees(found):
        raise not_found()
    answer = jsonify(shapes.OnePhoto(photo=photo_json(found, guest_id(), party_scope().base)))
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.get("/photo/<photo_id>/waiting/<file>")
@answers("*/*", also=FILE)
@limited(PICTURE)
@requires(Verb.SEE_SHOWN)
async def waiting(photo_id: str, file: str) -> ResponseReturnValue:
    """Send a rendition of a photo that waits to its sender and to those who decide about it."""
    found = await found_photo(photo_id)
    if not found.is_waiting or not await sees(found):
        raise not_found()
    return await unpublished_file(found, file)


@blueprint.put("/photo/<photo_id>")
@answers(
    shapes.EditedPhoto,
    asks=asked.PhotoWords,
    refuses=("GREETING_IS_DRAWN", "NAME_NEEDED", "PHOTO_WAITS", "WORDS_NOT_WANTED", "CAPTION_CHANGED"),
)
@limited(WRITE)
@requires_of_photo(Verb.EDIT)
async def edit(photo_id: str) -> ResponseReturnValue:
    """Change author, caption or who sees it: the guest who sent the photo, or the host.

    `private` is the guest's alone.

    Who sends `caption_was` never overwrites what somebody else has written since. With `words_wait` the new
    words are seen by nobody else until the hosts have said yes.
    """
    found = await found_photo(photo_id)
    if not await sees(found):
        raise not_found()
    actor = (await require_of(Verb.EDIT, found)).signature_on(found.guest_id)
    form, scope = photo_words_form(await json_body()), party_scope()
    if form.is_private is not None:
        await require_of(Verb.KEEP_PRIVATE, found)
    edited, wishes = Edited(found), await _wishes(found, form.access)
    # Hide first and show last, so that the photo is shown with its new words.
    if form.is_private:
        edited = Edited(await make_private(scope, photo_id, actor))
    if wishes and form.access:
        edited = Edited(await restrict(scope, photo_id, actor, **wishes))
    if form.has_words:
        edited = await edit_photo(scope, photo_id, actor, form.author, form.caption, form.caption_was)
    if form.is_private is False:
        edited = Edited(await end_private(scope, photo_id, actor))
    if wishes and not form.access:
        edited = replace(edited, photo=await restrict(scope, photo_id, actor, **wishes))
    described = photo_json(edited.photo, guest_id(), scope.base)
    return jsonify(shapes.EditedPhoto(photo=described, words_wait=edited.waits))


async def _wishes(photo: Photo, access: Access | None) -> dict[str, Access]:
    """Return whose wish this is. A host's word on an own photo replaces both: it was the same person's."""
    if access is None:
        return {}
    actor = await require_of(Verb.RESTRICT, photo)
    is_own = actor.guest_id == photo.guest_id
    if is_own and may(actor, Verb.RESTRICT):
        return {"own": access, "host": Access.EVERYONE}
    return {"own" if is_own else "host": access}


@blueprint.delete("/photo/<photo_id>")
@answers(shapes.Gone)
@limited(WRITE)
@requires_of_photo(Verb.DELETE)
@works_on_full_disk
async def delete(photo_id: str) -> ResponseReturnValue:
    """Delete a photo for good, while uploads are open or closed: the guest who sent it, or the host."""
    found = await found_photo(photo_id)
    actor = (await require_of(Verb.DELETE, found)).signature_on(found.guest_id)
    gone = await delete_photo(party_scope(), photo_id, actor)
    return jsonify(gone_json(gone))
