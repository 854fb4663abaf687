"""The JSON surface for guests: who am I, send a photo, list, read, edit and delete photos."""

import hashlib

from quart import Blueprint, Response, jsonify, request
from quart.typing import ResponseReturnValue

from app.actions.party import name_guest
from app.actions.photos import delete_photo, edit_photo
from app.errors import not_found, not_yours
from app.feed.messages import change_json, gone_json, party_json, photo_json
from app.forms import PageArgs, name_form, page_args, photo_words_form
from app.ids import is_id
from app.limits import READ, UPLOAD, WRITE, limited
from app.models.change import HOST
from app.models.guest import select_guest
from app.models.party import Party, select_party
from app.models.photo import (
    Photo,
    select_photo,
    select_photos_changed,
    select_photos_of_guest,
    select_photos_shown,
)
from app.services import services
from app.views.gate import bounded_request, json_body, streams_body
from app.views.identity import ensure_guest_id, guest_id, is_host, writing_guest_id
from app.views.intake import take_photo

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.get("/uid")
@limited(READ)
async def uid() -> ResponseReturnValue:
    """Set the guest cookie when it is missing; answer the guest's public id and remembered name."""
    own_id = ensure_guest_id()
    core = services().core
    async with core.database.reading() as connection:
        guest = await select_guest(connection, core.party_id, own_id)
    answer = jsonify({"guest": own_id, "name": (guest.name or None) if guest else None})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.put("/uid")
@limited(WRITE)
async def rename() -> ResponseReturnValue:
    """Remember the guest's name for the photos to come: `{"name": "Ben"}`."""
    own_id = writing_guest_id()
    name = name_form(await json_body())
    await name_guest(services().core, own_id, name)
    return jsonify({"guest": own_id, "name": name or None})


@blueprint.post("/new_photo")
@limited(UPLOAD)
@streams_body
async def new_photo() -> ResponseReturnValue:
    """Take one photo (multipart: file, author, caption, key): 201 if new, 200 if key or bytes are known.

    With `screen_copy=1` it is shown at once; its original follows, here or by an upload, with the same key.
    """
    own_id = writing_guest_id()
    body = bounded_request().bounded_body
    photo, is_new = await take_photo(services(), own_id, body, request.headers.get("Content-Type", ""), "api")
    answer = jsonify({"photo": photo_json(photo, own_id)})
    answer.headers["Location"] = f"/api/photo/{photo.id}"
    return answer, 201 if is_new else 200


@blueprint.get("/queue")
@limited(READ)
async def queue() -> ResponseReturnValue:
    """Say how many photos are before the asking guest's oldest one: `{"ahead": 12}`, null when none waits."""
    answer = jsonify({"ahead": services().pool.ahead_of(guest_id() or "")})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/photos")
@limited(READ)
async def photos() -> ResponseReturnValue:
    """List what changed after `since`, oldest change first, or the gallery backwards from `before`.

    `before` in the answer asks for the next page backwards; it is null at the end, as `more` is false.
    """
    args = page_args(request.args)
    core = services().core
    async with core.database.reading() as connection:
        # Before the photos: what changes in between has a higher number and comes with the next question.
        party = await select_party(connection, core.party_id)
    if party is None:
        raise not_found()
    etag = listing_tag(party, args, guest_id())
    answer = Response("", mimetype="application/json")
    answer.set_etag(etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    if request.if_none_match.contains_weak(etag):
        answer.status_code = 304
        return answer
    head = party.head
    listing = await (_backwards(args, head) if args.is_backwards or args.mine else _changes(args, head))
    # For pages that cannot stream: they hear of closed uploads with the same question.
    listing["party"] = party_json(party, core.has_video_codec)
    answer.set_data(await jsonify(listing).get_data())
    return answer


def listing_tag(party: Party, args: PageArgs, own_id: str | None) -> str:
    """Name a listing's content without reading it: nothing in it changes while the head stays."""
    named = f"{party.head} {party.title} {services().core.has_video_codec} {args} {own_id}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]


async def _changes(args: PageArgs, head: int) -> dict[str, object]:
    core, own_id = services().core, guest_id()
    async with core.database.reading() as connection:
        found = await select_photos_changed(connection, core.party_id, args.since, args.limit + 1)
    page, more = found[: args.limit], len(found) > args.limit
    last = page[-1].change_no if page else 0
    return {
        "photos": [change_json(photo, own_id) for photo in page],
        "cursor": last if more else max(head, last),
        "more": more,
    }


async def _backwards(args: PageArgs, head: int) -> dict[str, object]:
    core, own_id = services().core, guest_id()
    async with core.database.reading() as connection:
        if args.mine:
            found = await select_photos_of_guest(
                connection, core.party_id, own_id or "", args.before, args.limit + 1
            )
        else:
            found = await select_photos_shown(connection, core.party_id, args.before, args.limit + 1)
    page, more = found[: args.limit], len(found) > args.limit
    return {
        "photos": [photo_json(photo, own_id) for photo in page],
        "cursor": head,
        "more": more,
        "before": page[-1].position if more else None,
    }


@blueprint.get("/photo/<photo_id>")
@limited(READ)
async def photo(photo_id: str) -> ResponseReturnValue:
    found = await _find(photo_id)
    if not found.is_shown:
        raise not_found()
    answer = jsonify({"photo": photo_json(found, guest_id())})
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@blueprint.put("/photo/<photo_id>")
@limited(WRITE)
async def edit(photo_id: str) -> ResponseReturnValue:
    """Change author or caption: the guest who sent the photo, or the host."""
    found = await _find(photo_id)
    if not found.is_shown:
        raise not_found()
    actor = await _actor_for(found)
    words = photo_words_form(await json_body())
    edited = await services().core.carry_through(
        edit_photo(services().core, photo_id, actor, words.author, words.caption)
    )
    return jsonify({"photo": photo_json(edited, guest_id())})


@blueprint.delete("/photo/<photo_id>")
@limited(WRITE)
async def delete(photo_id: str) -> ResponseReturnValue:
    """Delete a photo for good, while uploads are open or closed: the guest who sent it, or the host."""
    found = await _find(photo_id)
    actor = await _actor_for(found)
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


async def _actor_for(found: Photo) -> str:
    """Return who is acting on the photo, or refuse; to others, a hidden photo is a 404."""
    if await is_host():
        return HOST
    if writing_guest_id() == found.guest_id:
        return found.guest_id
    raise not_yours() if found.is_shown else not_found()
