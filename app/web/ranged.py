"""An answer of a known length. Its bytes are made as they are sent, and any range can be asked for."""

from collections.abc import AsyncIterator, Callable
from http import HTTPStatus

from quart import Response, request

from app.web.conditional import Validators, failed_precondition, part_of, wanted_span
from app.web.files import past_the_end


def ranged_answer(
    ours: Validators,
    size: int,
    media_type: str,
    name: str,
    pieces: Callable[[int, int], AsyncIterator[bytes]],
) -> Response:
    """Answer with a download named `name`; `pieces(begin, end)` yields its bytes from `begin` up to `end`."""
    if status := failed_precondition(ours):
        answer = Response("", status)
    else:
        begin, end = 0, size
        if (span := wanted_span(ours)) is not None:
            part = part_of(span, size)
            if part is None:
                return past_the_end(size)
            begin, end = part
        body = pieces(begin, end) if request.method != "HEAD" else b""
        answer = Response(body, HTTPStatus.OK if span is None else HTTPStatus.PARTIAL_CONTENT)
        answer.content_type = media_type
        answer.content_length = end - begin
        if span is not None:
            answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{size}"
        answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Cache-Control"] = "private, no-store"
    # A guest's bytes are never shown inside a page of ours.
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.set_etag(ours.etag)
    return answer
