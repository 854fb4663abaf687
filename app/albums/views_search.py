"""Search: photos that fit what somebody typed, suggestions, and the tags that people give."""

from quart import Blueprint, jsonify, request
from quart.typing import ResponseReturnValue

from app.albums.query import Clause, read_query
from app.albums.search_forms import query_arg, search_args, tag_form
from app.albums.searching import MOST_COUNTED, Meant, Seer, count_with, find, meant_instead
from app.albums.suggesting import MOST_COUNTED as MOST_OFFERED
from app.albums.suggesting import Suggestion, places_of, suggest, tags_beginning
from app.albums.tagging import add_tag, remove_tag
from app.people.may import Verb, may, states_seen
from app.web.described import answers
from app.web.found import found_photo
from app.web.gate import json_body
from app.web.identity import (
    current_actor,
    current_party,
    guest_id,
    require_of,
    requires,
    requires_of_photo,
    sees,
    sees_all,
)
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import search_shapes, shapes
from app.wire.messages import photo_json

blueprint = Blueprint("search", __name__, url_prefix="/api")


@blueprint.get("/search")
@answers(search_shapes.SearchResult, query=search_shapes.SearchQuery)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def search() -> ResponseReturnValue:
    """Find photos by words, names, tags, dates and kinds. `q` is as people type it.

    `before` in the answer asks for the next page. Where nothing is found, words that are nearly the same are
    searched, and `meant` names them.
    """
    args, seer, scope = search_args(request.args), await _seer(), party_scope()
    clauses = read_query(args.query)
    meant: list[Meant] = []
    async with scope.database.reading() as connection:
        found = await find(connection, scope.party_id, clauses, seer, args.order, args.before, args.limit)
        if not found and args.before is None:
            instead, meant = await meant_instead(connection, scope.party_id, clauses, seer)
            if meant:
                clauses = instead
                found = await find(connection, scope.party_id, clauses, seer, args.order, None, args.limit)
            if not found:
                meant = []
        number = None
        if args.before is None:
            number = await count_with(connection, scope.party_id, clauses, seer, found, args.limit)
    page, more = found[: args.limit], len(found) > args.limit
    # The visibility function decides in the end for each photo.
    told = [photo_json(one.photo, guest_id(), scope.base) for one in page if await sees(one.photo)]
    result: search_shapes.SearchResult = {
        "photos": told,
        "before": str(page[-1].place) if more else None,
        "count": number if number is None else min(number, MOST_COUNTED),
        "is_more": number is not None and number > MOST_COUNTED,
        "clauses": [_clause_json(clause) for clause in clauses],
        "meant": [{"typed": one.typed, "words": list(one.meant)} for one in meant],
    }
    return private_json(result)


def _clause_json(clause: Clause) -> search_shapes.SearchClause:
    return {"typed": clause.typed, "excluded": clause.is_excluded}


@blueprint.get("/search/suggestions")
@answers(search_shapes.Suggestions, query=search_shapes.SuggestionsQuery)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def suggestions() -> ResponseReturnValue:
    """Suggest people, tags, colours, kinds, cameras and words that begin like `q`."""
    typed, seer, scope = query_arg(request.args), await _seer(), party_scope()
    async with scope.database.reading() as connection:
        found = await suggest(connection, scope.party_id, typed, seer)
    return private_json(_suggestions(found))


@blueprint.get("/tags")
@answers(search_shapes.Suggestions, query=search_shapes.SuggestionsQuery)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def tags() -> ResponseReturnValue:
    """List tags that begin like `q`, of photos that the asker sees. Tags of the most photos come first."""
    typed, seer, scope = query_arg(request.args), await _seer(), party_scope()
    async with scope.database.reading() as connection:
        found = await tags_beginning(connection, scope.party_id, typed, seer)
    return private_json(_suggestions(found))


def _suggestions(found: list[Suggestion]) -> search_shapes.Suggestions:
    return {
        "suggestions": [
            {
                "kind": one.kind,
                "label": one.label,
                "query": one.query,
                "photos": min(one.photos, MOST_OFFERED),
                "is_more": one.photos > MOST_OFFERED,
            }
            for one in found
        ]
    }


@blueprint.get("/admin/places")
@answers(search_shapes.Places)
@limited(READ)
@requires(Verb.CURATE)
async def places() -> ResponseReturnValue:
    """List the places where photos were taken, by their cameras. Places of the most photos come first."""
    seer, scope = await _seer(), party_scope()
    async with scope.database.reading() as connection:
        found = await places_of(connection, scope.party_id, seer)
    told: list[search_shapes.PlaceFound] = [
        {"place": one.label, "photos": one.photos, "query": one.query} for one in found
    ]
    return private_json(search_shapes.Places(places=told))


@blueprint.post("/photos/<photo_id>/tags")
@answers(
    shapes.OnePhoto,
    asks=search_shapes.Tag,
    refuses=("TOO_MANY_TAGS", "WORDS_NOT_WANTED", "TAGS_FROM_HOSTS"),
)
@limited(WRITE)
@requires_of_photo(Verb.EDIT)
async def give_tag(photo_id: str) -> ResponseReturnValue:
    """Give a photo a tag: the guest who sent it, or the host."""
    photo = await found_photo(photo_id)
    actor = (await require_of(Verb.EDIT, photo)).signature_on(photo.guest_id)
    tagged = await add_tag(party_scope(), photo_id, actor, tag_form(await json_body()))
    return jsonify(shapes.OnePhoto(photo=photo_json(tagged, guest_id(), party_scope().base)))


@blueprint.delete("/photos/<photo_id>/tags")
@answers(shapes.OnePhoto, asks=search_shapes.Tag)
@limited(WRITE)
@requires_of_photo(Verb.EDIT)
async def take_tag(photo_id: str) -> ResponseReturnValue:
    """Take a tag from a photo: the guest who sent it, or the host."""
    photo = await found_photo(photo_id)
    actor = (await require_of(Verb.EDIT, photo)).signature_on(photo.guest_id)
    untagged = await remove_tag(party_scope(), photo_id, actor, tag_form(await json_body()))
    return jsonify(shapes.OnePhoto(photo=photo_json(untagged, guest_id(), party_scope().base)))


async def _seer() -> Seer:
    actor = await current_actor()
    party = party_scope().party_in_memory or await current_party()
    return Seer(
        guest_id=actor.guest_id or "",
        states=states_seen(actor),
        sees_all=await sees_all(party),
        is_host=may(actor, Verb.CURATE),
        reads_comments=party.comments_allowed,
    )
