"""GET /api/photos: changes after a cursor, or the gallery backwards. If nothing is new it needs no query."""

import hashlib
from dataclasses import replace

from quart import Blueprint, Response, jsonify, request
from quart.typing import ResponseReturnValue

from app.feed.shared_pages import party_state
from app.parties.erasing import erased_refusal
from app.people.may import Verb
from app.photos.forms import PageArgs, page_args
from app.records.access import Seen
from app.records.party import Party
from app.records.photo import Photo
from app.records.photo_lists import select_photos_changed, select_photos_of_guest, select_photos_shown
from app.web.as_member import asks_as_member
from app.web.described import answers
from app.web.identity import current_party, guest_id, requires, sees_all
from app.web.limits import READ, limited
from app.web.services import party_scope
from app.wire import asked, shapes
from app.wire.messages import change_json, party_json, photo_json

blueprint = Blueprint("listing", __name__, url_prefix="/api")


@blueprint.get("/photos")
@answers(shapes.Listing, also={304: None}, query=asked.ListingQuery)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def photos() -> ResponseReturnValue:
    """List what changed after `since`, oldest change first, or the gallery backwards from `before`.

    `before` in the answer asks for the next page backwards; it is null at the end, as `more` is false.
    """
    args, own_id = page_args(request.args), guest_id()
    # Read before the photos: a change in between has a higher number and comes with the next request.
    party = party_scope().party_in_memory or await current_party()
    if 0 < args.since < party.erased_no:
        raise erased_refusal()  # all photos on this page are gone, and no change tells so for each one
    if not await sees_all(party):
        # In a party that shows all photos only to members, guests see what they sent.
        args = replace(args, only_own=True)
    elif await asks_as_member(party):
        args = replace(args, as_member=True)
    etag = _tag(party, args, own_id)
    answer = Response("", mimetype="application/json")
    answer.set_etag(etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    if request.if_none_match.contains_weak(etag):
        answer.status_code = 304
    else:
        answer.set_data(await _encoded(party, args, own_id))
    return answer


def _tag(party: Party, args: PageArgs, own_id: str | None) -> str:
    """Return an ETag for a listing without reading it: while the head stays, nothing in it changes."""
    named = f"{_state(party)} {args} {own_id}"
    return hashlib.sha256(named.encode()).hexdigest()[:24]


def _state(party: Party) -> str:
    return party_state(party, party_scope().has_video_codec)


async def _encoded(party: Party, args: PageArgs, own_id: str | None) -> bytes:
    """Return the listing as JSON. All guests without a photo of their own share one result."""
    shared, state = party_scope().shared_pages, _state(party)
    known = None if args.only_own else shared.get(state, args, own_id)
    if known is not None:
        return known
    found, page = await _read(party, args, own_id)
    # For pages that cannot stream: this way they learn that uploads are closed.
    listing: shapes.Listing = {**page, "party": party_json(party, party_scope().has_video_codec)}
    data = await jsonify(listing).get_data(as_text=False)
    if not args.mine and not args.only_own:
        shared.keep(state, args, own_id, data, {photo.guest_id for photo in found})
    return data


async def _read(party: Party, args: PageArgs, own_id: str | None) -> tuple[list[Photo], shapes.Page]:
    scope = party_scope()
    if args.mine or args.is_backwards:
        async with scope.database.reading() as connection:
            if args.mine or args.only_own:
                found = await select_photos_of_guest(
                    connection, scope.party_id, own_id or "", args.before, args.limit + 1
                )
            else:
                found = await select_photos_shown(
                    connection, scope.party_id, args.before, args.limit + 1, _seen(args)
                )
        return found, _backwards(found, args, party.head, own_id)
    if args.since >= party.head:
        return [], _changes([], args, party.head, own_id)
    async with scope.database.reading() as connection:
        found = await select_photos_changed(
            connection, scope.party_id, args.since, args.limit + 1, guest_id=_whose(args, own_id)
        )
    return found, _changes(found, args, party.head, own_id)


def _seen(args: PageArgs) -> Seen:
    return Seen.BY_MEMBERS if args.as_member else Seen.BY_GUESTS


def _whose(args: PageArgs, own_id: str | None) -> str | None:
    """Return whose photos may be listed. None for everybody's."""
    return (own_id or "") if args.only_own else None


def _changes(found: list[Photo], args: PageArgs, head: int, own_id: str | None) -> shapes.Page:
    page, more = found[: args.limit], len(found) > args.limit
    last = page[-1].change_no if page else 0
    return {
        "photos": [
            change_json(photo, own_id, party_scope().base, as_member=args.as_member) for photo in page
        ],
        "cursor": last if more else max(head, last),
        "more": more,
    }


def _backwards(found: list[Photo], args: PageArgs, head: int, own_id: str | None) -> shapes.Page:
    page, more = found[: args.limit], len(found) > args.limit
    return {
        # This list replaces the gallery, so it has only own photos that are shown.
        "photos": [
            photo_json(photo, own_id, party_scope().base)
            for photo in page
            if args.mine or photo.is_shown or args.as_member
        ],
        "cursor": head,
        "more": more,
        "before": page[-1].position if more else None,
    }
