"""The album over HTTP: its page, its outline, its photos in stretches, and the hosts' work on chapters."""

import asyncio
import hashlib
import json

from quart import Blueprint, Response, jsonify, render_template, request
from quart.typing import ResponseReturnValue

from app.albums.changing_chapters import merge_chapter, move_border, name_chapter, split_chapter
from app.albums.chapters import chapters_of
from app.albums.forms import (
    change_no_arg,
    changed_chapter_form,
    chapter_arg,
    new_chapter_form,
    stretch_args,
)
from app.albums.outline import STRETCH, outline_in_chapters, read_outline
from app.feed.shared_pages import party_state
from app.people.may import Verb, may
from app.records.access import Seen
from app.records.album import select_stretch
from app.records.chapter import select_decided_chapters
from app.records.party import Party
from app.web.as_member import asks_as_member, sees_kept
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
from app.wire import album_shapes, asked
from app.wire.messages import photo_json

blueprint = Blueprint("album", __name__)

MOST_AT_ONCE = 2 * STRETCH
"""More than a stretch: photos may have joined it since the page read the outline."""


@blueprint.get("/album")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def page() -> ResponseReturnValue:
    """Show the night in chapters. The page loads its photos by the outline, so it is small itself."""
    ensure_guest_id()
    party, actor = party_scope().party_in_memory or await current_party(), await current_actor()
    return await render_template(
        "album.html",
        party=party,
        only_own=not await sees_all(party),
        is_member=await sees_kept(party),
        may_curate=may(actor, Verb.CURATE),
        may_collect=may(actor, Verb.COLLECT),
        may_share=may(actor, Verb.SHARE),
        may_hide=may(actor, Verb.HIDE),
        may_take=may(actor, Verb.TAKE_ORIGINALS),
    )


@blueprint.get("/api/album")
@answers(album_shapes.Album, also={304: None}, query=asked.MembersQuery)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def outline() -> ResponseReturnValue:
    """List the chapters with the shapes of their photos, and where each stretch begins."""
    scope, whose = party_scope(), guest_id()
    # Read before the photos: a change in between has a higher number and comes with the feed.
    party = scope.party_in_memory or await current_party()
    only_own, seen = not await sees_all(party), await _seen(party)
    state = party_state(party, scope.has_video_codec)
    named = f"{state} album {whose if only_own else ''} {seen.name}"
    etag = hashlib.sha256(named.encode()).hexdigest()[:24]
    answer = Response("", mimetype="application/json")
    answer.set_etag(etag, weak=True)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Vary"] = "Cookie"
    if request.if_none_match.contains_weak(etag):
        answer.status_code = 304
        return answer
    data = None if only_own else scope.shared_pages.get(state, ("album", seen), None)
    if data is None:
        data = await _encoded(party, (whose or "") if only_own else None, seen)
        if not only_own:
            scope.shared_pages.keep(state, ("album", seen), None, data, set())
    answer.set_data(data)
    return answer


async def _seen(party: Party) -> Seen:
    return Seen.BY_MEMBERS if await asks_as_member(party) else Seen.BY_GUESTS


async def _encoded(party: Party, whose: str | None, seen: Seen) -> bytes:
    scope = party_scope()
    async with scope.database.reading() as connection:
        decided = await select_decided_chapters(connection, scope.party_id)
    photos = await read_outline(scope, whose, seen)

    def encode() -> bytes:
        chapters = chapters_of(scope.party_id, [photo.spot.at for photo in photos], decided)
        told: album_shapes.Album = {
            "cursor": party.head,
            "photos": len(photos),
            "chapters_no": decided.no,
            "chapters": outline_in_chapters(photos, chapters),
        }
        return json.dumps(told, separators=(",", ":")).encode()

    # In a thread: 20,000 photos take 50 ms, and the loop must serve others.
    return await asyncio.to_thread(encode)


@blueprint.get("/api/album/photos")
@answers(album_shapes.Stretch, query=asked.StretchQuery)
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def stretch() -> ResponseReturnValue:
    """List the photos of the album from one place up to another, in order."""
    args, scope, own_id = stretch_args(request.args), party_scope(), guest_id()
    party = scope.party_in_memory or await current_party()
    whose = None if await sees_all(party) else (own_id or "")
    async with scope.database.reading() as connection:
        found = await select_stretch(
            connection,
            scope.party_id,
            whose,
            args.begin,
            args.end,
            MOST_AT_ONCE if args.end else STRETCH,
            await _seen(party),
        )
    return private_json(
        album_shapes.Stretch(
            cursor=party.head, photos=[photo_json(photo, own_id, scope.base) for photo in found]
        )
    )


@blueprint.post("/api/admin/chapters")
@answers(
    album_shapes.ChaptersChanged,
    201,
    asks=asked.NewChapter,
    refuses=("CHAPTERS_CHANGED", "TOO_MANY_CHAPTERS"),
)
@limited(WRITE)
@requires(Verb.CURATE)
async def split() -> ResponseReturnValue:
    """Begin a new chapter with a photo: `{"photo": "…", "title": "Dinner", "no": 42}`."""
    form, actor = new_chapter_form(await json_body()), (await current_actor()).signature
    no, chapter_id = await split_chapter(party_scope(), form.photo_id or "", form.title or "", form.no, actor)
    return jsonify(album_shapes.ChaptersChanged(no=no, id=chapter_id)), 201


@blueprint.put("/api/admin/chapters/<chapter_id>")
@answers(album_shapes.ChaptersChanged, asks=asked.ChangedChapter, refuses=("CHAPTERS_CHANGED",))
@limited(WRITE)
@requires(Verb.CURATE)
@works_on_full_disk
async def change(chapter_id: str) -> ResponseReturnValue:
    """Name a chapter, `{"title": "Dinner", "no": 42}`, or let it begin with another photo, `{"photo": …}`."""
    form, actor = changed_chapter_form(await json_body()), (await current_actor()).signature
    scope, chapter_id = party_scope(), chapter_arg(chapter_id)
    if form.photo_id is not None:
        no = await move_border(scope, chapter_id, form.photo_id, form.no, actor)
    else:
        no = await name_chapter(scope, chapter_id, form.title or "", form.no, actor)
    return jsonify(album_shapes.ChaptersChanged(no=no, id=chapter_id))


@blueprint.delete("/api/admin/chapters/<chapter_id>")
@answers(album_shapes.ChaptersChanged, query=asked.ChapterQuery, refuses=("CHAPTERS_CHANGED",))
@limited(WRITE)
@requires(Verb.CURATE)
@works_on_full_disk
async def merge(chapter_id: str) -> ResponseReturnValue:
    """Merge a chapter into the one before. `?no=` is the change number that came with the chapters."""
    no, actor = change_no_arg(request.args), (await current_actor()).signature
    chapter_id = chapter_arg(chapter_id)
    return jsonify(
        album_shapes.ChaptersChanged(
            no=await merge_chapter(party_scope(), chapter_id, no, actor), id=chapter_id
        )
    )
