"""Collections over HTTP: list and read them, and, for hosts, make and change them."""

from quart import Blueprint, render_template, request
from quart.typing import ResponseReturnValue

from app.albums.collecting import (
    MOST_COLLECTIONS,
    change_collection,
    collect_photos,
    make_collection,
    order_photos,
    remove_collection,
    take_out_photos,
)
from app.albums.collection_forms import (
    changed_collection_form,
    collection_arg,
    collection_page_args,
    new_collection_form,
    order_form,
    photos_form,
    undo_form,
)
from app.albums.uncollecting import undo_collecting
from app.base.errors import not_found
from app.people.may import Verb, may
from app.records.collection import Collection, select_collection, select_collections
from app.records.collection_photos import (
    Placed,
    select_collection_count,
    select_collection_counts,
    select_collection_page,
)
from app.records.photo import Photo
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import (
    current_actor,
    current_party,
    ensure_guest_id,
    guest_id,
    requires,
    sees_all,
)
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import collection_shapes as wire
from app.wire.messages import photo_json

blueprint = Blueprint("collections", __name__)


@blueprint.get("/album/<collection_id>")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def page(collection_id: str) -> ResponseReturnValue:
    """Show a collection in its order; hosts arrange it there."""
    ensure_guest_id()
    party, actor = party_scope().party_in_memory or await current_party(), await current_actor()
    collection = await _find(collection_id)
    told = await _collection_json(collection)
    may_collect = may(actor, Verb.COLLECT)
    if not told["photos"] and not may_collect:
        raise not_found()
    return await render_template(
        "collection.html",
        party=party,
        collection=told,
        may_collect=may_collect,
        may_share=may(actor, Verb.SHARE),
        may_take=may(actor, Verb.TAKE_ORIGINALS),
    )


@blueprint.get("/api/collections")
@answers(wire.Collections)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def collections() -> ResponseReturnValue:
    """List the collections, the oldest first. Hosts also get those without a visible photo."""
    scope, whose = party_scope(), await _whose()
    sees_empty = may(await current_actor(), Verb.COLLECT)
    async with scope.database.reading() as connection:
        found = await select_collections(connection, scope.party_id)
        counts = await select_collection_counts(connection, scope.party_id, whose)
        firsts = {
            one.id: await select_collection_page(connection, one.id, whose, None, 1)
            for one in found
            if counts.get(one.id)
        }
    told = [
        _json(one, counts.get(one.id, 0), firsts.get(one.id, []))
        for one in found
        if sees_empty or counts.get(one.id)
    ]
    return private_json(wire.Collections(collections=told, most=MOST_COLLECTIONS))


@blueprint.get("/api/collections/<collection_id>")
@answers(wire.CollectionPage, query=wire.CollectionQuery)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def photos(collection_id: str) -> ResponseReturnValue:
    """List the photos of a collection in its order, from the one after `after`."""
    args, scope, whose = collection_page_args(request.args), party_scope(), await _whose()
    party = scope.party_in_memory or await current_party()
    collection = await _find(collection_id)
    told = await _collection_json(collection)
    if not told["photos"] and not may(await current_actor(), Verb.COLLECT):
        raise not_found()
    async with scope.database.reading() as connection:
        found = await select_collection_page(connection, collection.id, whose, args.after, args.limit + 1)
    shown, more = found[: args.limit], len(found) > args.limit
    return private_json(
        wire.CollectionPage(
            collection=told,
            cursor=party.head,
            photos=[photo_json(one.photo, guest_id(), scope.base) for one in shown],
            after=str(shown[-1].place) if more else None,
        )
    )


@blueprint.post("/api/admin/collections")
@answers(
    wire.OneCollection,
    201,
    asks=wire.NewCollection,
    refuses=("TOO_MANY_COLLECTIONS", "COLLECTION_KNOWN", "COLLECTION_FULL"),
)
@limited(WRITE)
@requires(Verb.COLLECT)
async def make() -> ResponseReturnValue:
    """Gather photos, `{"title": "The cake", "photos": ["…"]}`, or save a search, `{"query": "tag:cake"}`."""
    form, actor = new_collection_form(await json_body()), (await current_actor()).signature
    made = await make_collection(party_scope(), form.title, form.query, form.photo_ids, actor)
    answer = private_json(wire.OneCollection(collection=await _collection_json(made)))
    answer.status_code = 201
    return answer


@blueprint.put("/api/admin/collections/<collection_id>")
@answers(wire.OneCollection, asks=wire.ChangedCollection, refuses=("COLLECTION_CHANGED", "COLLECTION_KNOWN"))
@limited(WRITE)
@requires(Verb.COLLECT)
async def change(collection_id: str) -> ResponseReturnValue:
    """Give a collection another title or another search."""
    form, actor = changed_collection_form(await json_body()), (await current_actor()).signature
    collection_id = collection_arg(collection_id)
    changed = await change_collection(party_scope(), collection_id, form.title, form.query, form.no, actor)
    return private_json(wire.OneCollection(collection=await _collection_json(changed)))


@blueprint.delete("/api/admin/collections/<collection_id>")
@answers(None, 204)
@limited(WRITE)
@requires(Verb.COLLECT)
@works_on_full_disk
async def remove(collection_id: str) -> ResponseReturnValue:
    """Remove a collection; its photos stay in the album."""
    await remove_collection(party_scope(), collection_arg(collection_id), (await current_actor()).signature)
    return "", 204


@blueprint.post("/api/admin/collections/undo")
@answers(
    wire.UndoneCollection,
    asks=wire.UndoCollection,
    refuses=("COLLECTION_CHANGED", "COLLECTION_KNOWN", "TOO_MANY_COLLECTIONS"),
)
@limited(WRITE)
@requires(Verb.COLLECT)
@works_on_full_disk
async def undo() -> ResponseReturnValue:
    """Undo the last change of a collection by its number: `{"no": 42}`. A removed collection comes back."""
    no, actor = undo_form(await json_body()), (await current_actor()).signature
    undone = await undo_collecting(party_scope(), no, actor)
    told = await _collection_json(undone) if undone is not None else None
    return private_json(wire.UndoneCollection(collection=told))


@blueprint.post("/api/admin/collections/<collection_id>/photos")
@answers(wire.OneCollection, asks=wire.CollectedPhotos, refuses=("COLLECTION_FULL",))
@limited(WRITE)
@requires(Verb.COLLECT)
async def collect(collection_id: str) -> ResponseReturnValue:
    """Append photos to a collection. Photos that are already in it keep their place."""
    photo_ids, actor = photos_form(await json_body()), (await current_actor()).signature
    collection = await collect_photos(party_scope(), collection_arg(collection_id), photo_ids, actor)
    return private_json(wire.OneCollection(collection=await _collection_json(collection)))


@blueprint.delete("/api/admin/collections/<collection_id>/photos")
@answers(wire.OneCollection, asks=wire.CollectedPhotos)
@limited(WRITE)
@requires(Verb.COLLECT)
@works_on_full_disk
async def take_out(collection_id: str) -> ResponseReturnValue:
    """Take photos out of a collection; they stay in the album."""
    photo_ids, actor = photos_form(await json_body()), (await current_actor()).signature
    collection = await take_out_photos(party_scope(), collection_arg(collection_id), photo_ids, actor)
    return private_json(wire.OneCollection(collection=await _collection_json(collection)))


@blueprint.post("/api/admin/collections/<collection_id>/order")
@answers(wire.OneCollection, asks=wire.CollectionOrder)
@limited(WRITE)
@requires(Verb.COLLECT)
async def order(collection_id: str) -> ResponseReturnValue:
    """Move photos in front of another one of the collection, or to its end."""
    form, actor = order_form(await json_body()), (await current_actor()).signature
    collection_id = collection_arg(collection_id)
    ordered = await order_photos(party_scope(), collection_id, form.photo_ids, form.before, actor)
    return private_json(wire.OneCollection(collection=await _collection_json(ordered)))


async def _whose() -> str | None:
    """Return whose photos the asker sees; None for all."""
    return (
        None if await sees_all(party_scope().party_in_memory or await current_party()) else guest_id() or ""
    )


async def _find(collection_id: str) -> Collection:
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_collection(connection, scope.party_id, collection_arg(collection_id))
    if found is None:
        raise not_found()
    return found


async def _collection_json(collection: Collection) -> wire.Collection:
    whose = await _whose()
    async with party_scope().database.reading() as connection:
        count = await select_collection_count(connection, collection.id, whose)
        first = await select_collection_page(connection, collection.id, whose, None, 1)
    return _json(collection, count, first)


def _json(collection: Collection, count: int, first: list[Placed]) -> wire.Collection:
    return {
        "id": collection.id,
        "title": collection.title,
        "query": collection.query,
        "photos": count,
        "no": collection.no,
        "filled_no": collection.filled_no,
        "cover": _cover(first[0].photo) if first else None,
    }


def _cover(photo: Photo) -> wire.CollectionCover | None:
    renditions = photo_json(photo, None, party_scope().base)["renditions"]
    small = next((one for one in renditions if one["name"] == "thumb"), None)
    return {"url": small["url"], "placeholder": photo.placeholder} if small else None
