"""The host's page behind the password, and the API that it works with."""

from quart import (
    Blueprint,
    Response,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from quart.typing import ResponseReturnValue, ResponseTypes

from app.actions.host import end_every_session, end_session, open_session
from app.actions.party import switch_uploads, switch_videos
from app.actions.photos import hide_photo
from app.errors import N_, AppError, not_found
from app.feed.messages import Json, party_json, photo_json
from app.forms import page_args, password_form, uploads_form, videos_form
from app.ids import is_id
from app.limits import PASSWORD, PASSWORD_FROM_HOST_DEVICE, READ, WRITE, limited
from app.media.sniff import MediaType, extension
from app.models.change import HOST, Change, select_changes
from app.models.photo import Photo, select_photo
from app.models.photo_lists import select_photos_for_host
from app.security import (
    GUEST_COOKIE_S,
    SESSION_S,
    new_token,
)
from app.services import party_scope, services
from app.views.files import file_answer
from app.views.gate import json_body
from app.views.identity import current_party, guest_id, is_host, require_host

blueprint = Blueprint("admin", __name__)

HOST_PAGE = 60


@blueprint.get("/admin")
@limited(READ)
async def admin() -> ResponseReturnValue:
    if not await is_host():
        return await render_template("admin_login.html", party=await current_party(), error=None)
    return await render_template(
        "admin.html",
        party=await current_party(),
        guest_url=services().guest_url,
        video_codec=services().core.has_video_codec,
    )


@blueprint.post("/admin/login")
@limited(WRITE)
async def login() -> ResponseReturnValue:
    """Open a session for the right password (a form, or JSON `{"password": …}`)."""
    party = await current_party()
    fields = await json_body() if request.is_json else await request.form
    cookies = party_scope().cookies
    device = cookies.host_device.read(request.cookies)
    try:
        password = password_form(fields)
        limit = PASSWORD_FROM_HOST_DEVICE if device else PASSWORD
        who = (limit, device or guest_id(), request.remote_addr or "")
        # Counted before the check, so that guesses sent together are all counted; the right one is free.
        await services().limiter.check(*who)
        if not await services().passwords.is_right(party.host_password or "", password):
            raise AppError(401, "WRONG_PASSWORD", N_("That’s not the password. Please try again."))
        await services().limiter.forgive(*who)
    except AppError as error:
        if request.is_json:
            raise
        page = await render_template("admin_login.html", party=party, error=error)
        return page, error.status, error.headers
    token = await open_session(services().core.database, party.id)
    answer = await make_response(
        jsonify({"host": True}) if request.is_json else redirect(url_for("admin.admin"), 303)
    )
    _set_cookie(answer, cookies.host, token, SESSION_S)
    # Known from now on: this device's tries are counted apart from strangers' on the same network.
    known = cookies.host_device.signer.sign(device or new_token())
    _set_cookie(answer, cookies.host_device.name, known, GUEST_COOKIE_S)
    return answer


@blueprint.post("/admin/logout")
@limited(WRITE)
async def logout() -> ResponseReturnValue:
    """End this session; with `everywhere` in the form, every session of the host."""
    form = await request.form
    token = request.cookies.get(party_scope().cookies.host, "")
    core = services().core
    if form.get("everywhere") and await is_host():
        await end_every_session(core.database, core.party_id)
    elif token:
        await end_session(core.database, token)
    answer = await make_response(redirect(url_for("admin.admin"), 303))
    cookies = party_scope().cookies
    answer.delete_cookie(cookies.host, path=cookies.path, httponly=True, samesite="Lax")
    return answer


@blueprint.put("/api/admin/uploads")
@limited(WRITE)
async def uploads() -> ResponseReturnValue:
    """Open or close the uploads: `{"open": false, "message": "Back after the speeches"}`."""
    await require_host()
    form = uploads_form(await json_body())
    party = await services().core.carry_through(switch_uploads(services().core, form.is_open, form.message))
    return jsonify(party_json(party, services().core.has_video_codec))


@blueprint.put("/api/admin/videos")
@limited(WRITE)
async def videos() -> ResponseReturnValue:
    """Let guests send videos, or photos only: `{"allowed": false}`."""
    await require_host()
    is_allowed = videos_form(await json_body())
    core = services().core
    party = await core.carry_through(switch_videos(core, is_allowed))
    return jsonify(
        party_json(party, core.has_video_codec)
        | {"allowed": party.videos_allowed, "video_codec": core.has_video_codec}
    )


@blueprint.get("/api/admin/photos")
@limited(READ)
async def photos() -> ResponseReturnValue:
    """List shown and hidden photos, newest first, backwards from `before`."""
    await require_host()
    args = page_args(request.args)
    core = services().core
    async with core.database.reading() as connection:
        found = await select_photos_for_host(connection, core.party_id, args.before, args.limit + 1)
    page, more = found[: args.limit], len(found) > args.limit
    return _private(
        {
            "photos": [photo_json(photo, guest_id(), party_scope().base) for photo in page],
            "more": more,
            "before": page[-1].position if more else None,
        }
    )


@blueprint.get("/api/admin/photo/<photo_id>/original")
@limited(READ)
async def original(photo_id: str) -> ResponseReturnValue:
    """Send the original as it came, as a download: its bytes are a guest's and are never shown in a page."""
    await require_host()
    photo = await _find(photo_id)
    found = await services().core.storage.open_original(photo.id)
    suffix = extension(MediaType(photo.media_type))
    answer = await file_answer(
        found, photo.media_type, name=f"{photo.created_at[:10]}-{photo.id[:8]}{suffix}"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.post("/api/admin/photo/<photo_id>/hide")
@limited(WRITE)
async def hide(photo_id: str) -> ResponseReturnValue:
    await require_host()
    photo = await _find(photo_id)
    hidden = await services().core.carry_through(hide_photo(services().core, photo.id, HOST))
    return jsonify({"photo": photo_json(hidden, guest_id(), party_scope().base)})


@blueprint.post("/api/admin/photo/<photo_id>/restore")
@limited(WRITE)
async def restore(photo_id: str) -> ResponseReturnValue:
    await require_host()
    photo = await _find(photo_id)
    if not photo.is_shown:
        photo = await services().core.carry_through(services().processor.restore(photo, HOST))
    return jsonify({"photo": photo_json(photo, guest_id(), party_scope().base)})


@blueprint.get("/api/admin/changes")
@limited(READ)
async def changes() -> ResponseReturnValue:
    """List who did what, newest first, backwards from `before`."""
    await require_host()
    args = page_args(request.args)
    core = services().core
    async with core.database.reading() as connection:
        found = await select_changes(connection, core.party_id, args.before, args.limit + 1)
    page, more = found[: args.limit], len(found) > args.limit
    return _private(
        {
            "changes": [_change_json(change) for change in page],
            "more": more,
            "before": page[-1].no if more else None,
        }
    )


def _change_json(change: Change) -> Json:
    return {
        "no": change.no,
        "kind": str(change.kind),
        "photo": change.photo_id,
        "by_host": change.actor == HOST,
        "author": change.author,
        "detail": change.detail,
        "at": change.at,
    }


async def _find(photo_id: str) -> Photo:
    core = services().core
    async with core.database.reading() as connection:
        photo = await select_photo(connection, core.party_id, photo_id) if is_id(photo_id) else None
    if photo is None or not (photo.is_shown or photo.state == "hidden"):
        raise not_found()
    return photo


def _private(listing: Json) -> Response:
    answer = jsonify(listing)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _set_cookie(answer: ResponseTypes, name: str, value: str, max_age_s: int) -> None:
    # Strict: no other site's link or form ever acts as the host.
    answer.set_cookie(
        name,
        value,
        max_age=max_age_s,
        httponly=True,
        samesite="Strict",
        secure=request.scheme == "https",
        path=party_scope().cookies.path,
    )
