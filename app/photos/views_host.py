"""The host's API for photos: look through them, take them down, put them back."""

from quart import Blueprint, Response, jsonify, redirect, request
from quart.typing import ResponseReturnValue

from app.base.codes import PICTURES
from app.base.errors import AppError, not_found
from app.media.rendered import THUMB_FILE, WALL_FILE
from app.media.sniff import MediaType, extension
from app.moderation.deciding import approve_photo
from app.people.may import Verb, may_see
from app.people.roles import Actor
from app.photos.changing import delete_photo, hide_photo
from app.photos.forms import host_filter_args, page_args, several_form
from app.processing.turning import turn_photo
from app.records.change import HOST
from app.records.host_lists import (
    HostFilter,
    select_doors_used,
    select_hours,
    select_photos_for_host,
    select_senders,
)
from app.records.photo import Photo, select_photo
from app.web.described import FILE, answers
from app.web.files import file_answer
from app.web.found import found_photo
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, guest_id, require, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, host_shapes
from app.wire.messages import host_photo_json, rendition_path, sender_tag

blueprint = Blueprint("host_photos", __name__, url_prefix="/api/admin")

SHOWING_REFUSALS = ("ALREADY_DECIDED", "GUEST_BANNED", "PHOTO_PRIVATE", *PICTURES)
QUARTERS = {"turn_right": 1, "turn_left": -1}
VERB_OF = {"hide": Verb.HIDE, "restore": Verb.RESTORE, "delete": Verb.DELETE} | dict.fromkeys(
    QUARTERS, Verb.EDIT
)
MAX_SENDERS = 200
MAX_HOURS = 100
MAX_NOW = 4
"""More photos than a party has walls that show different ones."""


@blueprint.get("/photos")
@answers(host_shapes.HostPhotos, query=asked.HostPhotosQuery)
@limited(READ)
@requires(Verb.SEE_ALL)
async def photos() -> ResponseReturnValue:
    """List photos in any state, newest first, before `before`. `state`, `guest` and `hour` filter them."""
    args, wanted = page_args(request.args), host_filter_args(request.args)
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_photos_for_host(
            connection,
            scope.party_id,
            args.before,
            args.limit + 1,
            HostFilter(wanted.state, wanted.guest, wanted.hour, wanted.door),
        )
    page, more = found[: args.limit], len(found) > args.limit
    told: host_shapes.HostPhotos = {
        "photos": [_host_json(photo) for photo in page],
        "more": more,
        "before": page[-1].position if more else None,
    }
    return private_json(told)


@blueprint.get("/filters")
@answers(host_shapes.Filters)
@limited(READ)
@requires(Verb.SEE_ALL)
async def filters() -> ResponseReturnValue:
    """List the senders and hours by which photos can be filtered."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        senders = await select_senders(connection, scope.party_id, MAX_SENDERS)
        hours = await select_hours(connection, scope.party_id, MAX_HOURS)
        doors = await select_doors_used(connection, scope.party_id)
    told: host_shapes.Filters = {
        "senders": [
            {
                "guest": one.guest_id,
                "sender": sender_tag(scope.party_id, one.guest_id),
                "author": one.author,
                "count": one.count,
            }
            for one in senders
        ],
        "hours": [{"hour": one.hour, "count": one.count} for one in hours],
        "doors": [{"door": one.door_id, "label": one.label, "count": one.count} for one in doors],
    }
    return private_json(told)


@blueprint.get("/walls")
@answers(host_shapes.PhotosOnWalls)
@limited(READ)
@requires(Verb.SEE_ALL)
async def walls() -> ResponseReturnValue:
    """Say which photos are on walls now, and how many walls there are."""
    scope = party_scope()
    screens = await services().screens.reports.of_party(scope.party_id)
    ids = list(dict.fromkeys(screen.shows for screen in screens if screen.shows))
    async with scope.database.reading() as connection:
        found = [await select_photo(connection, scope.party_id, photo_id) for photo_id in ids[:MAX_NOW]]
    told: host_shapes.PhotosOnWalls = {
        "screens": len(screens),
        "photos": [_host_json(photo) for photo in found if photo is not None and photo.is_shown],
    }
    return private_json(told)


@blueprint.post("/photos")
@answers(
    host_shapes.ChangedPhotos,
    asks=asked.Several,
    refuses=(*SHOWING_REFUSALS, "PICTURE_CHANGED"),
)
@limited(WRITE)
@requires(Verb.SEE_ALL)
@works_on_full_disk
async def several() -> ResponseReturnValue:
    """Hide, restore, delete or turn several: `{"do": "hide", "photos": ["…"]}`. Failed ones are left out.

    A photo that somebody else deleted meanwhile does not stop the others.
    """
    form = several_form(await json_body())
    actor = await require(VERB_OF[form.what])
    changed: list[host_shapes.HostPhoto] = []
    refusal: AppError | None = None
    for photo_id in form.photo_ids:
        try:
            photo = await _find(photo_id)
            changed.append(_host_json(await _do(form.what, photo, actor)))
        except AppError as error:
            refusal = error
    if refusal is not None and not changed:
        raise refusal
    return jsonify(host_shapes.ChangedPhotos(photos=changed, missed=len(form.photo_ids) - len(changed)))


@blueprint.get("/photo/<photo_id>/original")
@answers("*/*", also=FILE)
@limited(READ)
@requires(Verb.TAKE_ORIGINALS)
async def original(photo_id: str) -> ResponseReturnValue:
    """Send the original as a download. Its bytes come from a guest, so they are never shown in a page."""
    photo = await _find(photo_id)
    found = await party_scope().storage.open_original(photo.id)
    suffix = extension(MediaType(photo.media_type))
    answer = await file_answer(
        found, photo.media_type, name=f"{photo.created_at[:10]}-{photo.id[:8]}{suffix}"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.get("/photo/<photo_id>/picture")
@answers("image/jpeg", also={302: None, 304: None}, query=asked.PictureQuery, refuses=tuple(PICTURES))
@limited(READ)
@requires(Verb.SEE_ALL)
async def picture(photo_id: str) -> ResponseReturnValue:
    """Show the host a picture of any photo, a small one or `?large=1`.

    A hidden photo has no files, so its picture is made anew.
    """
    photo = await _find(photo_id)
    is_large = request.args.get("large") == "1"
    if not photo.is_gone:
        answer = redirect(_picture_url(photo, "wall" if is_large else "thumb"), 302)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    response = Response(b"", mimetype="image/jpeg")
    # Revalidated each time, so that signing out takes effect. Mostly the answer is a 304.
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    etag = f"{photo.sha256[:32]}-{photo.edit_no}{'-large' if is_large else ''}"
    response.set_etag(etag)
    if request.if_none_match.contains(etag):
        response.status_code = 304
    else:
        response.set_data(
            await services().processor.make_picture(photo, WALL_FILE if is_large else THUMB_FILE, HOST)
        )
    return response


@blueprint.post("/photo/<photo_id>/hide")
@answers(host_shapes.OneHostPhoto)
@limited(WRITE)
@requires(Verb.HIDE)
@works_on_full_disk
async def hide(photo_id: str) -> ResponseReturnValue:
    """Take a photo down; it can be shown again."""
    hidden = await _do("hide", await _find(photo_id), await current_actor())
    return jsonify(host_shapes.OneHostPhoto(photo=_host_json(hidden)))


@blueprint.post("/photo/<photo_id>/restore")
@answers(host_shapes.OneHostPhoto, refuses=SHOWING_REFUSALS)
@limited(WRITE)
@requires(Verb.RESTORE)
async def restore(photo_id: str) -> ResponseReturnValue:
    """Show a hidden photo again, or one that waits."""
    shown = await _do("restore", await _find(photo_id), await current_actor())
    return jsonify(host_shapes.OneHostPhoto(photo=_host_json(shown)))


async def _do(what: str, photo: Photo, actor: Actor) -> Photo:
    scope, by = party_scope(), actor.signature
    if what == "delete":
        return await delete_photo(scope, photo.id, by)
    if what in QUARTERS:
        return await turn_photo(services().processor, photo, QUARTERS[what], by)
    if what == "hide":
        return await hide_photo(scope, photo.id, by)
    if photo.is_shown:
        return photo
    if photo.is_waiting:
        return await approve_photo(scope, photo.id, photo.version, by)
    return await services().processor.restore(photo, by)


def _host_json(photo: Photo) -> host_shapes.HostPhoto:
    return host_photo_json(photo, guest_id(), party_scope().base)


def _picture_url(photo: Photo, name: str) -> str:
    found = [one for one in photo.renditions if one.name == name] or list(photo.renditions)
    return party_scope().base + rendition_path(photo, found[0])


async def _find(photo_id: str) -> Photo:
    photo = await found_photo(photo_id)
    if not may_see(await current_actor(), photo):
        raise not_found()
    return photo
