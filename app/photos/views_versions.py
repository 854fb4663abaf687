"""/api/photo/<id>/edit and /versions: put a picture right, look at earlier versions, and go back to one."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.codes import PICTURES
from app.base.errors import not_found
from app.media.edit import edit_text
from app.people.may import Verb
from app.photos.edit_forms import new_version_form, refuse_unfit, version_no
from app.photos.picture_editing import Wanted
from app.photos.told_versions import first_version_json, version_json
from app.records.photo import Photo
from app.records.version import Version, select_versions
from app.web.described import answers
from app.web.found import found_photo
from app.web.gate import json_body
from app.web.identity import guest_id, require_of, requires_of_photo, sees
from app.web.limits import EDIT, READ, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.web.version_picture import version_picture
from app.wire import asked, edit_shapes
from app.wire.messages import photo_json

blueprint = Blueprint("versions", __name__, url_prefix="/api")


@blueprint.put("/photo/<photo_id>/edit")
@answers(
    edit_shapes.EditedVersion,
    asks=edit_shapes.NewVersion,
    refuses=("BAD_EDIT", "PICTURE_CHANGED", *PICTURES),
)
@limited(EDIT)
@requires_of_photo(Verb.EDIT)
async def edit(photo_id: str) -> ResponseReturnValue:
    """Put a photo right: the guest who sent it, or the host. The original is never touched.

    `{"base": 0, "edit": {"turns": 1}}`, or `back_to` in place of `edit`. A 409 if somebody has made
    another version since `base`. With `picture_waits` all others see the old one until a host approves.
    """
    photo = await _find(photo_id)
    actor = (await require_of(Verb.EDIT, photo)).signature_on(photo.guest_id)
    form = new_version_form(await json_body())
    if form.edit is None:
        wanted_edit = next((one.edit for one in await _versions(photo) if one.no == form.back_to), None)
        wanted_edit = "" if form.back_to == 0 else wanted_edit
        if wanted_edit is None:
            raise not_found()
    else:
        refuse_unfit(form.edit, is_video=photo.is_video)
        wanted_edit = edit_text(form.edit)
    edited = await services().processor.edit(photo, Wanted(form.base, wanted_edit, actor))
    described = photo_json(edited.photo, guest_id(), party_scope().base)
    told: edit_shapes.EditedVersion = {
        "photo": described,
        "version": edited.photo.edit_no,
        "picture_waits": edited.waits,
    }
    return jsonify(told)


@blueprint.get("/photo/<photo_id>/versions")
@answers(edit_shapes.Versions)
@limited(READ)
@requires_of_photo(Verb.EDIT)
async def versions(photo_id: str) -> ResponseReturnValue:
    """List the versions of a photo, the oldest first, for all who may make one."""
    photo = await _find(photo_id)
    await require_of(Verb.EDIT, photo)
    told: edit_shapes.Versions = {
        "current": photo.edit_no,
        "versions": [first_version_json(photo), *map(version_json, await _versions(photo))],
    }
    return private_json(told)


@blueprint.get("/photo/<photo_id>/versions/<no>")
@answers("image/jpeg", also={304: None}, query=asked.PictureQuery, refuses=tuple(PICTURES))
@limited(EDIT)
@requires_of_photo(Verb.EDIT)
async def version(photo_id: str, no: str) -> ResponseReturnValue:
    """Show one version, a small picture or `?large=1`. It is made for this answer and not kept."""
    photo = await _find(photo_id)
    actor = await require_of(Verb.EDIT, photo)
    wanted = version_no(no)
    found = [one.edit for one in await _versions(photo) if one.no == wanted]
    if not found and wanted != 0:
        raise not_found()
    return await version_picture(photo, found[0] if found else "", actor.signature)


async def _versions(photo: Photo) -> list[Version]:
    async with party_scope().database.reading() as connection:
        return await select_versions(connection, photo.party_id, photo.id)


async def _find(photo_id: str) -> Photo:
    found = await found_photo(photo_id)
    if not await sees(found):
        raise not_found()
    return found
