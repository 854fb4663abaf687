"""The sending page, and its plain form."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.base.ids import is_id, new_id
from app.intake.greeting import accept_greeting
from app.intake.views_form import read_texts, take_photo
from app.people.may import Verb, may
from app.photos.forms import TypedWords, new_photo_form, typed_words
from app.records.guest import select_guest
from app.records.photo import select_photo
from app.records.task import select_tasks
from app.web.assets import STATIC
from app.web.entry import ENTERED, entered_door
from app.web.gate import bounded_request, streams_body
from app.web.identity import (
    current_actor,
    current_party,
    ensure_guest_id,
    known_guest_id,
    requires,
    sender_of,
    writing_guest_id,
)
from app.web.limits import READ, UPLOAD, limited
from app.web.services import party_scope, services
from app.wire.messages import photo_json

FONT = STATIC / "vendor" / "figtree" / "figtree-latin-wght-normal.woff2"

blueprint = Blueprint("sending", __name__)


@blueprint.get("/upload")
@limited(READ)
async def upload() -> ResponseReturnValue:
    if ENTERED in request.args:
        # An address to pass on, without parameters about this browser.
        return redirect(url_for("sending.upload"), 303)
    return await _upload_page()


@blueprint.post("/upload")
@limited(UPLOAD)
@requires(Verb.SEND)
@streams_body
async def upload_form() -> ResponseReturnValue:
    """Take one photo from the plain form, as /api/new_photo does, and answer with the page.

    After a refusal the page repeats the typed words, because no script keeps them.
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
    return redirect(url_for("sending.upload", sent=photo.id), 303)


@blueprint.post("/upload/greeting")
@limited(UPLOAD)
@requires(Verb.SEND)
async def greeting_form() -> ResponseReturnValue:
    """Take a greeting from a browser without scripts, and answer with the page."""
    own_id, fields = writing_guest_id(), (await request.form).to_dict()
    try:
        services().refuse_on_full_disk(0)
        photo = await accept_greeting(
            party_scope(),
            services().processor,
            services().quotas,
            await current_party(),
            await sender_of(own_id),
            new_photo_form(fields),
            entered_door(),
            FONT,
        )
    except AppError as error:
        return await _upload_page(error, typed_words(fields)), error.status, error.headers
    return redirect(url_for("sending.upload", sent=photo.id), 303)


async def _upload_page(error: AppError | None = None, typed: TypedWords | None = None) -> str:
    is_new_guest = known_guest_id() is None
    own_id = ensure_guest_id()
    scope = party_scope()
    sent_id = request.args.get("sent", "")
    party, actor = await current_party(), await current_actor()
    async with scope.database.reading() as connection:
        guest = await select_guest(connection, scope.party_id, own_id)
        sent = await select_photo(connection, scope.party_id, sent_id) if is_id(sent_id) else None
        tasks = await select_tasks(connection, scope.party_id) if party.tasks else []
    is_own = sent is not None and not sent.is_gone and sent.guest_id == own_id
    return await render_template(
        "upload.html",
        party=party,
        is_open=may(actor, Verb.SEND, party),
        sends_in_breaks=actor.role is not None and may(actor, Verb.SEND),
        name=guest.name if guest else "",
        typed=typed,
        tasks=[task for task in tasks if task.is_open],
        task_id=typed.task_id if typed else request.args.get("task", ""),
        key=new_id(),
        is_new_guest=is_new_guest,
        max_photo_mb=services().config.max_photo_mb,
        max_video_mb=services().config.max_video_mb,
        videos=party.videos_allowed and scope.has_video_codec,
        video_codec=scope.has_video_codec,
        sent=photo_json(sent, own_id, scope.base) if sent and is_own else None,
        error=error,
    )
