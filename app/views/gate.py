"""What every request passes before its view and every response after it."""

from collections.abc import Callable
from typing import TypeVar, cast

from quart import Quart, Response, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from app.assets import release
from app.body import BoundedRequest
from app.errors import N_, AppError, bad_request
from app.i18n import choose_language, current_language, use_language
from app.limits import ATTRIBUTE, Limit
from app.security import GUEST_COOKIE, is_same_origin, response_headers
from app.services import services
from app.telemetry.notes import current
from app.views.identity import set_guest_cookie

F = TypeVar("F", bound=Callable[..., object])

HEAR_OUT_S = 8.0
TOO_SLOW = 408
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STREAMS_BODY = "partywall_streams_body"
OPEN_TO_ALL_SITES = "partywall_open_to_all_sites"


def streams_body(view: F) -> F:
    """Mark a view that reads a large body itself; every other view's body is small and read here."""
    setattr(view, STREAMS_BODY, True)
    return view


def install(app: Quart) -> None:
    app.before_request(enter)
    app.after_request(leave)


def bounded_request() -> BoundedRequest:
    return cast(BoundedRequest, request)


async def enter() -> None:
    """Choose the language, refuse foreign sites, count against the limit, and read a small body."""
    use_language(choose_language(request.headers.get("Accept-Language", "")))
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method not in SAFE_METHODS and not is_same_origin(
        request.headers, request.host, services().config.public_url
    ):
        raise AppError(403, "FOREIGN_SITE", N_("This came from another website, so we didn’t do it."))
    limit = cast(Limit | None, getattr(view, ATTRIBUTE, None))
    if limit is not None:
        # An unsigned cookie is no key: it could be a new one with every request.
        guest_key = services().guest_cookies.read(request.cookies.get(GUEST_COOKIE, ""))
        if (note := current()) is not None:
            note.guest_id = guest_key
        await services().limiter.check(limit, guest_key, request.remote_addr or "")
    if not getattr(view, STREAMS_BODY, False):
        await _read_small_body()


async def _read_small_body() -> None:
    try:
        await bounded_request().bounded_body.read_small()
    except RequestEntityTooLarge:
        raise AppError(413, "TOO_LARGE", N_("That was too much text at once.")) from None
    except TimeoutError:
        raise AppError(408, "TOO_SLOW", N_("The connection went quiet. Please try again.")) from None


async def _hear_out(response: Response) -> None:
    """Let a client that was refused early finish sending, within bounds: it may not listen before."""
    body = bounded_request().bounded_body
    if not body.is_complete and response.status_code != TOO_SLOW:
        await body.drain(services().config.max_photo_bytes, HEAR_OUT_S)
    if not body.is_complete and request.http_version.startswith("1"):
        # What is not heard out ends the connection, and the client is to know (RFC 9112, 9.6): its next
        # request on it would be lost.
        response.headers["Connection"] = "close"


async def json_body() -> object:
    """Return the request's JSON; raise a 400 when it is none."""
    try:
        return cast(object, await request.get_json())
    except (UnicodeDecodeError, RecursionError):
        raise bad_request(N_("Please send a JSON object.")) from None


async def leave(response: Response) -> Response:
    await _hear_out(response)
    for name, value in response_headers(services().config.storage_public_url).items():
        response.headers.setdefault(name, value)
    if response.mimetype == "text/html":
        # Pages are made for one guest in one language.
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers["Content-Language"] = current_language()
        # By this the service worker tells whether a page goes with the files that it keeps.
        response.headers["Partywall-Release"] = release()
        response.headers["Vary"] = "Accept-Language, Cookie"
    if request.endpoint == "static":
        # A versioned address never changes what it names; any other is asked about each time.
        forever = "public, max-age=31536000, immutable"
        response.headers["Cache-Control"] = forever if "v" in request.args else "no-cache"
    if g.get("new_guest_id"):
        set_guest_cookie(response, g.new_guest_id)
    return response
