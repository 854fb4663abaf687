"""The guests' pages: gallery, upload, edit."""

from quart import Blueprint, Response, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError, not_found
from app.base.forms import TypedWords, photo_words_form, typed_words
from app.base.i18n import current_language
from app.base.ids import is_id, new_id
from app.feed.shared_pages import party_state
from app.intake.views_form import read_texts, take_photo
from app.people.may import Verb
from app.photos.changing import delete_photo, edit_photo
from app.records.guest import select_guest
from app.records.photo import select_photo
from app.records.photo_lists import select_photos_of_guest, select_photos_shown
from app.web.full_disk import works_on_full_disk
from app.web.gate import bounded_request, streams_body
from app.web.identity import (
    current_party,
    ensure_guest_id,
    known_guest_id,
    require_of,
    requires,
    requires_of_photo,
    writing_guest_id,
)
from app.web.limits import READ, UPLOAD, WRITE, limited
from app.web.services import services
from app.wire.messages import photo_json

blueprint = Blueprint("pages", __name__)

GALLERY_PAGE = 48
OWN_PAGE = 60


@blueprint.get("/")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def gallery() -> ResponseReturnValue:
    """Show the newest photos; `?before=` is the next page for browsers without JavaScript."""
    own_id = ensure_guest_id()
    core, shared = services().core, services().shared_pages
    asked_before = request.args.get("before", "")
    before = int(asked_before) if asked_before.isdecimal() and len(asked_before) < 16 else None
    # The party first: the cursor on the page must not be ahead of the photos on it.
    party = core.party_in_memory or await current_party()
    state = party_state(party, core.has_video_codec)
    asked = ("gallery", before, bool(asked_before), current_language())
    known = shared.get(state, asked, own_id)
    if known is not None:
        return Response(known, mimetype="text/html")
    async with core.database.reading() as connection:
        found = await select_photos_shown(connection, core.party_id, before, GALLERY_PAGE + 1)
    page = found[:GALLERY_PAGE]
    html = await render_template(
        "gallery.html",
        party=party,
        photos=[photo_json(photo, own_id, core.base) for photo in page],
        before=page[-1].position if len(found) > GALLERY_PAGE else None,
        is_first_page=not asked_before,
    )
    shared.keep(state, asked, own_id, html.encode(), {photo.guest_id for photo in page})
    return Response(html, mimetype="text/html")


@blueprint.get("/upload")
@limited(READ)
async def upload() -> ResponseReturnValue:
    return await _upload_page()


@blueprint.post("/upload")
@limited(UPLOAD)
@requires(Verb.SEND)
@streams_body
async def upload_form() -> ResponseReturnValue:
    """Take one photo from the plain form, as /api/new_photo does, and answer with the page.

    After a refusal the page has the words again: no script keeps them.
    """
    own_id = writing_guest_id()
    body = bounded_request().bounded_body
    content_type = request.headers.get("Content-Type", "")
    typed: dict[str, str] = {}
    try:
        photo, _ = await take_photo(services(), own_id, body, content_type, "form", typed)
    except AppError as error:
        await read_texts(body, content_type, typed)
        return await _upload_page(error, typed_words(typed)), error.status, error.headers
    return redirect(url_for("pages.upload", sent=photo.id), 303)


async def _upload_page(error: AppError | None = None, typed: TypedWords | None = None) -> str:
    is_new_guest = known_guest_id() is None
    own_id = ensure_guest_id()
    core = services().core
    sent_id = request.args.get("sent", "")
    party = await current_party()
    async with core.database.reading() as connection:
        guest = await select_guest(connection, core.party_id, own_id)
        sent = await select_photo(connection, core.party_id, sent_id) if is_id(sent_id) else None
    is_own = sent is not None and sent.is_shown and sent.guest_id == own_id
    return await render_template(
        "upload.html",
        party=party,
        name=guest.name if guest else "",
        typed=typed,
        key=new_id(),
        is_new_guest=is_new_guest,
        max_photo_mb=services().config.max_photo_mb,
        max_video_mb=services().config.max_video_mb,
        videos=party.videos_allowed and core.has_video_codec,
        video_codec=core.has_video_codec,
        sent=photo_json(sent, own_id, core.base) if sent and is_own else None,
        error=error,
    )


@blueprint.get("/edit")
@limited(READ)
async def edit() -> ResponseReturnValue:
    own_id = ensure_guest_id()
    core = services().core
    # The party first: the cursor on the page must not be ahead of the photos on it.
    party = await current_party()
    before = request.args.get("before", "")
    async with core.database.reading() as connection:
        found = await select_photos_of_guest(
            connection,
            core.party_id,
            own_id,
            int(before) if before.isdecimal() and len(before) < 16 else None,
            OWN_PAGE + 1,
        )
    page = found[:OWN_PAGE]
    return await render_template(
        "edit.html",
        party=party,
        photos=[photo_json(photo, own_id, core.base) for photo in page],
        before=page[-1].position if len(found) > OWN_PAGE else None,
    )


@blueprint.post("/edit/<photo_id>")
@limited(WRITE)
@requires_of_photo(Verb.EDIT)
async def edit_form(photo_id: str) -> ResponseReturnValue:
    """Change caption and name from the plain form."""
    actor = await _signed(Verb.EDIT, photo_id)
    form = await request.form
    words = photo_words_form(form)
    await services().core.carry_through(
        edit_photo(services().core, photo_id, actor, words.author, words.caption)
    )
    return redirect(url_for("pages.edit", _anchor=f"photo-{photo_id}"), 303)


@blueprint.post("/edit/<photo_id>/delete")
@limited(WRITE)
@requires_of_photo(Verb.DELETE)
@works_on_full_disk
async def delete_form(photo_id: str) -> ResponseReturnValue:
    """Delete an own photo from the plain form, which has asked for confirmation."""
    actor = await _signed(Verb.DELETE, photo_id)
    await services().core.carry_through(delete_photo(services().core, photo_id, actor))
    return redirect(url_for("pages.edit"), 303)


async def _signed(verb: Verb, photo_id: str) -> str:
    """Return who is changing a shown photo, as the log keeps it."""
    core = services().core
    async with core.database.reading() as connection:
        photo = await select_photo(connection, core.party_id, photo_id) if is_id(photo_id) else None
    if photo is None or not photo.is_shown:
        raise not_found()
    return (await require_of(verb, photo)).signature_on(photo.guest_id)
