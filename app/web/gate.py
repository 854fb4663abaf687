"""What every request passes before its view, and every response after it."""

from collections.abc import AsyncIterator, Callable
from typing import TypeVar, cast

from quart import Quart, Response, current_app, g, redirect, request, url_for
from quart.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from app.base.errors import N_, AppError, bad_request, not_found
from app.base.i18n import choose_language, current_language, use_language
from app.intake.tus.headers import method_of
from app.parties.registry import PATH_PREFIX
from app.people.may import Verb, is_for_everybody
from app.server.body import BoundedBody, BoundedRequest
from app.telemetry.notes import current
from app.web.assets import release
from app.web.entry import OF_THE_OPERATOR, refuse_outsiders, set_entry_cookie
from app.web.identity import VERB, asker, known_guest_id, require, set_guest_cookie
from app.web.limits import ATTRIBUTE, UNKNOWN_PARTY, Asker, Limit
from app.web.origins import is_our_host, is_same_origin, response_headers
from app.web.programs import enter_program, refuse_outside_scopes
from app.web.services import party_scope, services

F = TypeVar("F", bound=Callable[..., object])

A_MOMENT_S = 1.0
"""How long the answer to an early refusal waits for its sender to finish."""
HEAR_OUT_S = 8.0
"""How long a sender may go on after that answer."""
HEAR_OUT_BYTES = 2**30
"""Upper limit of the bytes discarded after an early refusal."""
TOO_SLOW = 408
SERVER_ENDPOINTS = frozenset(
    {"static", "health.livez", "health.readyz", "metrics.metrics", "provider_back.back", *OF_THE_OPERATOR}
)
"""What belongs to the server, and exists only at its own address."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_PATH_BYTES = 255
"""None of our addresses is longer. Asking a file system for such a name is a fault (NAME_MAX)."""
FOR_WATCHERS = frozenset({"/livez", "/readyz", "/metrics"})
"""A monitor may use any name for this machine here. These reveal nothing about the party."""
STREAMS_BODY = "partywall_streams_body"
OPEN_TO_ALL_SITES = "partywall_open_to_all_sites"


def streams_body(view: F) -> F:
    """Mark a view that reads a large body itself. Every other view's body is small and is read here."""
    setattr(view, STREAMS_BODY, True)
    return view


def install(app: Quart) -> None:
    app.before_request(enter)
    app.after_request(leave)


def bounded_request() -> BoundedRequest:
    return cast(BoundedRequest, request)


async def enter() -> ResponseReturnValue | None:
    """Choose the language, refuse foreign sites, count against the limit, and read a small body."""
    use_language(choose_language(request.headers.get("Accept-Language", "")))
    public_url = services().config.public_url
    if request.path not in FOR_WATCHERS and not is_our_host(request.host, public_url):
        raise AppError(421, "WRONG_HOST", N_("This party is at %(address)s."), {"address": public_url})
    if len(request.path.encode(errors="surrogatepass")) > MOST_PATH_BYTES or "\0" in request.path:
        raise not_found()
    if request.scope["path"].startswith(PATH_PREFIX):
        await _enter_party()
        if request.scope["path"] == request.scope["root_path"] and request.method in SAFE_METHODS:
            # As people type it, and as it may be read from a printed address.
            return redirect(url_for("pages.gallery"), 308)
    view = current_app.view_functions.get(request.endpoint or "")
    # Not for the server's own pages: its numbers have their own token.
    is_program = request.endpoint not in SERVER_ENDPOINTS and await enter_program()
    # A bearer token is sent on purpose, never by a browser alone, so no other site can use it.
    if (
        not is_program
        and _changes_something()
        and not is_same_origin(request.headers, request.host, public_url)
    ):
        raise AppError(403, "FOREIGN_SITE", N_("This came from another website, so we didn’t do it."))
    limit = cast(Limit | None, getattr(view, ATTRIBUTE, None))
    if limit is not None:
        # An unsigned cookie is no key for a limit: it could be a new one with every request.
        guest_key = known_guest_id()
        if (note := current()) is not None:
            note.guest_id = guest_key
        await services().limiter.check(limit, asker(guest_key))
    await refuse_outsiders(is_program=is_program)
    verb = cast(Verb | None, getattr(view, VERB, None))
    if is_program:
        refuse_outside_scopes(view)
    if verb is not None and (is_program or not is_for_everybody(verb)):
        # Before the first byte of the body: nothing is read from those who may not do this.
        await require(verb)
    if not getattr(view, STREAMS_BODY, False):
        await _read_small_body()
    return None


async def _enter_party() -> None:
    """Let only requests for an existing party pass, and only to pages that belong to a party."""
    try:
        party_scope()
    except AppError:
        await services().limiter.check(UNKNOWN_PARTY, Asker("", None, request.remote_addr or ""))
        raise
    if request.endpoint in SERVER_ENDPOINTS:
        raise not_found()


def _changes_something() -> bool:
    """Judge the method that is really carried out: a request may name another one in a header."""
    carried = method_of(request.method, request.headers)
    return not {request.method, carried} <= SAFE_METHODS


async def _read_small_body() -> None:
    try:
        await bounded_request().bounded_body.read_small()
    except RequestEntityTooLarge:
        raise AppError(413, "TOO_LARGE", N_("That was too much text at once.")) from None
    except TimeoutError:
        raise AppError(408, "TOO_SLOW", N_("The connection went quiet. Please try again.")) from None


async def _hear_out(response: Response) -> None:
    """Let a client that was refused early finish sending, within bounds: it may not read before.

    Closing the connection while it sends causes a reset, and the client may lose the answer (RFC 9112, 9.6).
    A client that needs longer than a moment gets its answer while it sends, and may stop.
    """
    body = bounded_request().bounded_body
    is_heard_out = response.status_code != TOO_SLOW
    if not body.is_complete and is_heard_out:
        await body.drain(HEAR_OUT_BYTES, A_MOMENT_S)
    if body.is_complete:
        return
    if request.http_version.startswith("1"):
        # Tells the client not to send its next request on this connection.
        response.headers["Connection"] = "close"
    if is_heard_out:
        answer = await response.get_data(as_text=False)
        response.response = response.iterable_body_class(_answer_then_hear_out(answer, body))


async def _answer_then_hear_out(answer: bytes, body: BoundedBody) -> AsyncIterator[bytes]:
    yield answer
    await body.drain(HEAR_OUT_BYTES, HEAR_OUT_S)


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
        # From this the service worker knows whether a page belongs to the files that it keeps.
        response.headers["Partywall-Release"] = release()
        response.headers["Vary"] = "Accept-Language, Cookie"
    if response.status_code >= 400:
        # Never cache a failure: what is wrong now may be right in a moment.
        response.headers["Cache-Control"] = "no-store"
    if g.get("new_guest_id"):
        set_guest_cookie(response, g.new_guest_id)
    set_entry_cookie(response)
    return response
