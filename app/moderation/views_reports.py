"""Guests report a photo: from the photo itself, or by its tag on the big screen."""

from quart import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.base.ids import is_id
from app.base.qr import qr_svg
from app.moderation.forms import why_form
from app.moderation.reporting import Reporter, report_photo
from app.people.may import Verb
from app.records.photo import Photo, select_photo
from app.screens.tags import tag_of, typed_tag
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import (
    current_party,
    ensure_guest_id,
    requires,
    sees,
    sees_all,
    sender_of,
    writing_guest_id,
)
from app.web.limits import READ, REPORT_PHOTO, limited
from app.web.services import guest_url, party_scope, services
from app.wire import asked, shapes
from app.wire.messages import photo_json

blueprint = Blueprint("reports", __name__)

MAX_ON_SCREENS = 60


@blueprint.post("/api/photo/<photo_id>/report")
@answers(shapes.Reported, asks=asked.Report, refuses=("COOKIE_INVALID",))
@limited(REPORT_PHOTO)
@requires(Verb.SEE_SHOWN)
@works_on_full_disk
async def report(photo_id: str) -> ResponseReturnValue:
    """Say something against a photo: `{"reason": "in_it"}`, `not_for_all` or `other`."""
    photo = await _report(photo_id, await json_body())
    return jsonify(shapes.Reported(is_down=not photo.is_shown))


@blueprint.get("/report")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def page() -> ResponseReturnValue:
    """Find the photo on a big screen by its tag (`?tag=A7`), to say something against it."""
    own_id, typed = ensure_guest_id(), request.args.get("tag", "")
    tag = typed_tag(typed)
    found = await _on_screens(tag) if tag else []
    party = await current_party()
    return await render_template(
        "report.html",
        party=party,
        shows_pictures=await sees_all(party),
        typed=typed,
        photos=[photo_json(photo, own_id, party_scope().base) for photo in found],
        is_told=request.args.get("told") == "1",
    )


@blueprint.post("/report")
@limited(REPORT_PHOTO)
@requires(Verb.SEE_SHOWN)
@works_on_full_disk
async def form() -> ResponseReturnValue:
    """Do the same from the plain form."""
    fields = await request.form
    await _report(fields.get("photo", ""), fields)
    return redirect(url_for("reports.page", told=1), 303)


@blueprint.get("/report/code/<tag>.svg")
@answers("image/svg+xml")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def code(tag: str) -> ResponseReturnValue:
    """Draw a QR code for the big screen, with the address to report the photo with this tag."""
    typed = typed_tag(tag)
    if not typed:
        raise not_found()
    answer = Response(qr_svg(f"{guest_url()}/report?tag={typed}"), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


async def _report(photo_id: str, fields: object) -> Photo:
    if not is_id(photo_id):
        raise not_found()
    guest_id = writing_guest_id()
    await _refuse_unseen(photo_id)
    why = why_form(fields)
    network = (await sender_of(guest_id)).network
    return await report_photo(party_scope(), photo_id, why, Reporter(guest_id, network))


async def _refuse_unseen(photo_id: str) -> None:
    """Raise a 404 if this guest sees the photo neither in the gallery nor on a big screen."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    if photo is None:
        raise not_found()
    if not await sees(photo) and photo_id not in await _ids_on_screens():
        raise not_found()


async def _ids_on_screens() -> list[str]:
    screens = await services().screens.reports.of_party(party_scope().party_id)
    return list(dict.fromkeys(photo_id for screen in screens for photo_id in screen.photo_ids))


async def _on_screens(tag: str) -> list[Photo]:
    """Return the photos with this tag that are on a screen now."""
    scope = party_scope()
    ids = (await _ids_on_screens())[:MAX_ON_SCREENS]
    async with scope.database.reading() as connection:
        found = [await select_photo(connection, scope.party_id, one) for one in ids]
    return [
        photo for photo in found if photo is not None and photo.is_shown and tag_of(photo.position) == tag
    ]
