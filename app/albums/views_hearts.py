"""Hearts over HTTP, and the couple's favourites."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.albums.forms import favourite_form
from app.albums.hearts import give_heart, mark_favourite, take_heart_back
from app.base.errors import not_found
from app.base.ids import is_id
from app.people.may import Verb
from app.records.heart import select_hearts_of_guest
from app.records.photo import select_photo
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, guest_id, requires, sees, writing_guest_id
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import album_shapes, host_shapes, shapes
from app.wire.messages import host_photo_json

blueprint = Blueprint("hearts", __name__, url_prefix="/api")

MOST_OWN = 5000


@blueprint.get("/hearts")
@answers(album_shapes.OwnHearts)
@limited(READ)
@requires(Verb.REACT)
async def own() -> ResponseReturnValue:
    """List the photos that the asking guest has given a heart, the newest first."""
    scope, own_id, found = party_scope(), guest_id(), list[str]()
    if own_id is not None:
        async with scope.database.reading() as connection:
            found = await select_hearts_of_guest(connection, scope.party_id, own_id, MOST_OWN)
    return private_json(album_shapes.OwnHearts(photos=found))


@blueprint.put("/photo/<photo_id>/heart")
@answers(shapes.Hearts, refuses=("HEARTS_OFF",))
@limited(WRITE)
@requires(Verb.REACT)
async def give(photo_id: str) -> ResponseReturnValue:
    """Give a photo a heart. The same guest’s second one is the same heart."""
    await _check(photo_id)
    count = await give_heart(party_scope(), photo_id, writing_guest_id())
    return jsonify(shapes.Hearts(id=photo_id, hearts=count))


@blueprint.delete("/photo/<photo_id>/heart")
@answers(shapes.Hearts)
@limited(WRITE)
@requires(Verb.REACT)
@works_on_full_disk
async def take_back(photo_id: str) -> ResponseReturnValue:
    """Take an own heart back."""
    await _check(photo_id)
    count = await take_heart_back(party_scope(), photo_id, writing_guest_id())
    return jsonify(shapes.Hearts(id=photo_id, hearts=count))


@blueprint.put("/admin/photo/<photo_id>/favourite")
@answers(host_shapes.OneHostPhoto, asks=album_shapes.Favourite)
@limited(WRITE)
@requires(Verb.CURATE)
@works_on_full_disk
async def favourite(photo_id: str) -> ResponseReturnValue:
    """Say whether a photo is one of the couple’s favourites: `{"favourite": true}`."""
    if not is_id(photo_id):
        raise not_found()
    is_favourite, actor = favourite_form(await json_body()), await current_actor()
    photo = await mark_favourite(party_scope(), photo_id, actor.signature, is_favourite=is_favourite)
    return jsonify(host_shapes.OneHostPhoto(photo=host_photo_json(photo, guest_id(), party_scope().base)))


async def _check(photo_id: str) -> None:
    scope, photo = party_scope(), None
    if is_id(photo_id):
        async with scope.database.reading() as connection:
            photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None or not photo.is_shown or not await sees(photo):
        raise not_found()
