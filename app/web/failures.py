"""Turns every refusal and fault into an answer: JSON for the API, a page for people."""

import errno
import logging
import re
from typing import cast

from quart import Quart, Response, has_request_context, jsonify, make_response, render_template, request
from werkzeug.exceptions import HTTPException

from app.base.errors import N_, AppError, disk_full, not_found, store_away
from app.base.i18n import gettext
from app.db import DatabaseAway, DatabaseError, DatabaseFull
from app.parties.registry import PATH_PREFIX
from app.storage import StoreAway
from app.telemetry.notes import UNKNOWN_ROUTE, current
from app.web.entry import CODE_NEEDED, is_turned_away, wall_behind
from app.web.identity import current_party
from app.web.services import services

logger = logging.getLogger(__name__)

FAULT = "FAULT"
# A party that is not there, or no more, leaves its prefix in the path.
API_PATH = re.compile(rf"({PATH_PREFIX}[^/]*)?/api/")
HTTP_ERRORS = {
    400: ("BAD_REQUEST", N_("We didn’t understand that request.")),
    405: ("WRONG_METHOD", N_("That doesn’t work here.")),
    408: ("TOO_SLOW", N_("The connection went quiet. Please try again.")),
    413: ("TOO_LARGE", N_("That was too much at once.")),
    415: ("WRONG_TYPE", N_("We can’t read that kind of message.")),
}
DISK_AWAY = (errno.EIO, errno.ENXIO, errno.ENODEV, errno.ENOTCONN, errno.ESTALE, errno.EROFS)
TITLES = {
    401: N_("Please sign in"),
    403: N_("Not this time"),
    404: N_("Nothing here"),
    413: N_("That’s too big"),
    421: N_("Not this address"),
    429: N_("One moment"),
    503: N_("One moment"),
    507: N_("No room left"),
}


def install(app: Quart) -> None:
    app.register_error_handler(AppError, _answer_app_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(Exception, _answer_fault)


def as_app_error(error: Exception) -> AppError:
    """Turn any exception into what a person may see of it. A fault reveals nothing of its inside."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, HTTPException):
        if error.code == 404:
            return not_found()
        if error.code is None or error.code < 500:
            # Everything else that the framework refuses is a bad request.
            status = error.code if error.code in HTTP_ERRORS else 400
            return AppError(status, *HTTP_ERRORS[status])
    if isinstance(error, StoreAway) or _is_disk_away(error):
        return store_away()
    if is_disk_full(error):
        return disk_full()
    if isinstance(error, DatabaseAway):
        return _records_away()
    if _lacks_files(error):
        return AppError(
            503,
            "CROWDED",
            N_("So many guests right now! Please try again in a moment."),
            headers={"Retry-After": "5"},
        )
    return AppError(500, FAULT, N_("Something went wrong on our side. Please try again."))


async def _answer_app_error(error: AppError) -> Response:
    services().metrics.note_refusal(error.code)
    message = gettext(error.message) % error.params if error.params else gettext(error.message)
    if _wants_json():
        answer = jsonify(
            {"error": {"code": error.code, "message": message} | error.told | _how_to_find_it(error)}
        )
    else:
        title = gettext(TITLES.get(error.status, N_("That didn’t work")))
        answer = cast(Response, await make_response(await _page(error, title, message)))
    answer.status_code = error.status
    answer.headers.extend(error.headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer


async def _answer_http_error(error: HTTPException) -> Response:
    if not has_request_context():
        # A WebSocket. There are none here, and no request whose language we could use.
        return Response("", status=error.code or 404)
    if error.code is not None and error.code < 400 and error.response is None:
        return cast(Response, await make_response(error.get_response()))
    answer = await _answer_app_error(as_app_error(error))
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or []))
    return answer


async def _answer_fault(error: Exception) -> Response:
    known = as_app_error(error)
    if known.status == 500 and isinstance(error, DatabaseError) and await _is_party_gone():
        # Another process deleted the party during this request, so its rows have no party any more.
        return await _answer_app_error(not_found())
    route = request.url_rule.rule if request.url_rule is not None else UNKNOWN_ROUTE
    if known.status == 503:
        # The log reports a lack of files only once, if it gets the error itself.
        seen = error if _lacks_files(error) else None
        logger.warning("%s %s answered %s: %s", request.method, route, known.code, error, exc_info=seen)
    elif known.status >= 500:
        services().metrics.note_fault()
        logger.error("%s %s failed", request.method, route, exc_info=error)
    return await _answer_app_error(known)


async def _is_party_gone() -> bool:
    try:
        await current_party()
    except AppError as error:
        return error.status == not_found().status
    except DatabaseError:
        return False
    return False


def _how_to_find_it(error: AppError) -> dict[str, str]:
    """Return the request's id for a fault. With it the log shows what went wrong."""
    note = current()
    return {"request": note.id} if error.code == FAULT and note is not None else {}


async def _page(error: AppError, title: str, message: str) -> str:
    try:
        party = await current_party()
    except (DatabaseError, AppError):
        party = None
    if error.code == "PARTY_ERASED":
        return await render_template("erased.html", party=party, message=message)
    if error.code == CODE_NEEDED:
        return await render_template(
            "entry.html", party=party, error=None, is_turned_away=is_turned_away(), to=wall_behind()
        )
    return await render_template(
        "error.html",
        party=party,
        status=error.status,
        title=title,
        message=message,
        request_id=_how_to_find_it(error).get("request"),
    )


def _wants_json() -> bool:
    if API_PATH.match(request.path) or request.is_json:
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def is_disk_full(error: Exception) -> bool:
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, DatabaseFull)


def _lacks_files(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno in (errno.EMFILE, errno.ENFILE)


def _is_disk_away(error: Exception) -> bool:
    """Tell whether the data folder's disk is gone or fails. Senders keep their photos meanwhile."""
    if isinstance(error, FileNotFoundError):
        # A file that may be missing is answered earlier.
        return str(services().config.data_dir) in str(error.filename)
    return isinstance(error, OSError) and error.errno in DISK_AWAY


def _records_away() -> AppError:
    """Say that the database is away or too busy. A photo without an answer is sent again."""
    return AppError(
        503,
        "RECORDS_AWAY",
        N_("We’ll be back in a moment. Please try again."),
        headers={"Retry-After": "2"},
    )
