"""The guests' pages: the gallery, and their own photos to edit."""

from quart import Blueprint, Response, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.base.i18n import current_language
from app.base.ids import is_id
from app.feed.shared_pages import party_state
from app.people.may import Verb
from app.photos.bursts import stacked
from app.photos.changing import delete_photo
from app.photos.editing import edit_photo
from app.photos.forms import is_private_form, photo_words_form
from app.photos.restricting import end_private, make_private
from app.records.access import Seen
from app.records.party import Party
from app.records.photo import Photo, select_photo
from app.records.photo_lists import (
    select_photos_of_guest,
    select_photos_refused,
    select_photos_shown,
)
from app.records.showing import select_turns_of
from app.records.words_waiting import WordsWaiting, select_words_waiting_for
from app.web.as_member import sees_kept
from app.web.full_disk import works_on_full_disk
from app.web.identity import (
    current_party,
    ensure_guest_id,
    require_of,
    requires,
    requires_of_photo,
    sees,
    sees_all,
)
from app.web.limits import READ, WRITE, limited
from app.web.services import party_scope
from app.wire.messages import photo_json

blueprint = Blueprint("pages", __name__)

GALLERY_PAGE = 48
OWN_PAGE = 60
MAX_REFUSED = 5


@blueprint.get("/")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def gallery() -> ResponseReturnValue:
    """Show the newest photos; `?before=` is the next page for browsers without JavaScript."""
    own_id = ensure_guest_id()
    scope, shared = party_scope(), party_scope().shared_pages
    asked_before = request.args.get("before", "")
    before = int(asked_before) if asked_before.isdecimal() and len(asked_before) < 16 else None
    # The party first: the cursor on the page must not be ahead of the photos on it.
    party = scope.party_in_memory or await current_party()
    if not await sees_all(party):
        return await _own_gallery(party, own_id, before, is_first_page=not asked_before)
    state, is_member = party_state(party, scope.has_video_codec), await sees_kept(party)
    asked = ("gallery", before, bool(asked_before), current_language(), is_member)
    known = shared.get(state, asked, own_id)
    if known is not None:
        return Response(known, mimetype="text/html")
    async with scope.database.reading() as connection:
        found = await select_photos_shown(
            connection,
            scope.party_id,
            before,
            GALLERY_PAGE + 1,
            Seen.BY_MEMBERS if is_member else Seen.BY_GUESTS,
        )
    page = found[:GALLERY_PAGE]
    html = await render_template(
        "gallery.html",
        party=party,
        **_listed(page, own_id),
        before=page[-1].position if len(found) > GALLERY_PAGE else None,
        is_first_page=not asked_before,
        is_member=is_member,
    )
    shared.keep(state, asked, own_id, html.encode(), {photo.guest_id for photo in page})
    return Response(html, mimetype="text/html")


async def _own_gallery(party: Party, own_id: str, before: int | None, *, is_first_page: bool) -> str:
    """Show guests only their own photos, in a party that shows the rest to invited people."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_photos_of_guest(connection, scope.party_id, own_id, before, GALLERY_PAGE + 1)
    page = found[:GALLERY_PAGE]
    return await render_template(
        "gallery.html",
        party=party,
        **_listed([photo for photo in page if photo.is_shown], own_id),
        before=page[-1].position if len(found) > GALLERY_PAGE else None,
        is_first_page=is_first_page,
        only_own=True,
    )


def _listed(photos: list[Photo], own_id: str) -> dict[str, object]:
    """Describe a page's photos, the stacks among them by their tops, and what lies under these."""
    base, stacks = party_scope().base, stacked(photos)
    tops = {top.id for top, _ in stacks}
    return {
        "photos": [photo_json(photo, own_id, base) for photo in photos],
        "stacks": [(photo_json(top, own_id, base), count) for top, count in stacks],
        "under": [photo_json(photo, own_id, base) for photo in photos if photo.id not in tops],
    }


@blueprint.get("/edit")
@limited(READ)
async def edit() -> ResponseReturnValue:
    own_id = ensure_guest_id()
    scope = party_scope()
    # The party first: the cursor on the page must not be ahead of the photos on it.
    party = await current_party()
    before = request.args.get("before", "")
    async with scope.database.reading() as connection:
        found = await select_photos_of_guest(
            connection,
            scope.party_id,
            own_id,
            int(before) if before.isdecimal() and len(before) < 16 else None,
            OWN_PAGE + 1,
        )
        shown = await select_turns_of(connection, scope.party_id, [one.id for one in found])
        words = await select_words_waiting_for(connection, scope.party_id, [one.id for one in found])
        refused = (
            [] if before else await select_photos_refused(connection, scope.party_id, own_id, MAX_REFUSED)
        )
    page = found[:OWN_PAGE]
    return await render_template(
        "edit.html",
        party=party,
        refused=refused,
        photos=[_with_own_words(photo, words, own_id) | {"on_screen": shown.get(photo.id)} for photo in page],
        before=page[-1].position if len(found) > OWN_PAGE else None,
    )


def _with_own_words(photo: Photo, words: dict[str, WordsWaiting], own_id: str) -> dict[str, object]:
    """Describe an own photo with the words that its sender wrote last, even if they wait."""
    described = photo_json(photo, own_id, party_scope().base)
    waiting = words.get(photo.id)
    if waiting is None:
        return {**described}
    return {**described, "author": waiting.author, "caption": waiting.caption, "words_wait": True}


@blueprint.get("/privacy")
@limited(READ)
async def privacy() -> ResponseReturnValue:
    """Show the host's note on privacy, and when everything is deleted. A 404 if there is neither."""
    ensure_guest_id()
    party = await current_party()
    if not (party.privacy_note or party.deletes_at):
        raise not_found()
    return await render_template("privacy.html", party=party)


@blueprint.post("/edit/<photo_id>")
@limited(WRITE)
@requires_of_photo(Verb.EDIT)
async def edit_form(photo_id: str) -> ResponseReturnValue:
    """Change caption and name from the plain form."""
    actor = await _signed(Verb.EDIT, photo_id)
    form = await request.form
    words = photo_words_form(form)
    await edit_photo(party_scope(), photo_id, actor, words.author, words.caption)
    return redirect(url_for("pages.edit", _anchor=f"photo-{photo_id}"), 303)


@blueprint.post("/edit/<photo_id>/private")
@limited(WRITE)
@requires_of_photo(Verb.KEEP_PRIVATE)
async def private_form(photo_id: str) -> ResponseReturnValue:
    """Keep an own photo from the screens, or let it go there, from the plain form."""
    actor = await _signed(Verb.KEEP_PRIVATE, photo_id)
    change = make_private if is_private_form(await request.form) else end_private
    await change(party_scope(), photo_id, actor)
    return redirect(url_for("pages.edit", _anchor=f"photo-{photo_id}"), 303)


@blueprint.post("/edit/<photo_id>/delete")
@limited(WRITE)
@requires_of_photo(Verb.DELETE)
@works_on_full_disk
async def delete_form(photo_id: str) -> ResponseReturnValue:
    """Delete an own photo from the plain form, which has asked for confirmation."""
    actor = await _signed(Verb.DELETE, photo_id)
    await delete_photo(party_scope(), photo_id, actor)
    return redirect(url_for("pages.edit"), 303)


async def _signed(verb: Verb, photo_id: str) -> str:
    """Return who changes the photo, as the log names them. They must see the photo."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id) if is_id(photo_id) else None
    if photo is None or not await sees(photo):
        raise not_found()
    return (await require_of(verb, photo)).signature_on(photo.guest_id)
