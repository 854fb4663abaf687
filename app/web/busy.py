"""The refusal of a photo while too many wait. It tells how many would come before it."""

from quart import Quart, Response, jsonify

from app.base.i18n import gettext
from app.processing.refusals import BusyError
from app.web.services import services


def install(app: Quart) -> None:
    app.register_error_handler(BusyError, _answer_busy)


async def _answer_busy(error: BusyError) -> Response:
    """Answer as JSON. The plain form catches its errors itself and shows them in its page."""
    services().metrics.note_refusal(error.code)
    answer = jsonify({"error": {"code": error.code, "message": gettext(error.message), "ahead": error.ahead}})
    answer.status_code = error.status
    answer.headers.extend(error.headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer
