"""A kept file as an answer: from this disk, out of the store, or by its address there."""

from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import cast

from quart import Response, send_file
from quart.wrappers.response import FileBody

from app.storage.contract import Elsewhere, StoredObject
from app.storage.durable import in_thread
from app.web.conditional import Validators, failed_precondition, part_of, wanted_span

READ_BYTES = 64 * 1024
"""A reader who stops keeps three copies of a piece: ours, the server's and its transport's."""
MAY_BE_KEPT = (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.NOT_MODIFIED)
"""Answers about the file itself. A refusal must not be cached in its place."""


async def file_answer(
    found: Path | StoredObject | Elsewhere, media_type: str, name: str = "", etag: str = ""
) -> Response:
    """Answer with a file, as its preconditions and range demand. With `name` it is a download.

    `etag` is for a stored object. Raises FileNotFoundError when it is gone.
    """
    match found:
        case Elsewhere(url, valid_s):
            # A browser may keep the address as long as it is valid.
            answer = Response("", 302, {"Location": url})
            answer.headers["Cache-Control"] = f"private, max-age={valid_s}"
            return answer
        case StoredObject():
            return _stored(found, media_type, name, Validators(etag))
    return await _on_disk(found, media_type, name)


async def _on_disk(path: Path, media_type: str, name: str) -> Response:
    stat = await in_thread(path.stat)
    # In nginx's format, so that a file is the same from either server.
    ours = Validators(
        f"{int(stat.st_mtime):x}-{stat.st_size:x}", datetime.fromtimestamp(int(stat.st_mtime), UTC)
    )
    if status := failed_precondition(ours):
        return _described(Response("", status), ours)
    answer = await send_file(
        path,
        mimetype=media_type,
        as_attachment=bool(name),
        attachment_filename=name or None,
        add_etags=False,
    )
    body = cast(FileBody, answer.response)
    body.buffer_size = READ_BYTES
    if span := wanted_span(ours):
        part = part_of(span, body.size)
        if part is None:
            return past_the_end(body.size)
        begin, end = part
        # Quart's own way fails on the last bytes of a file, and sends the rest in pieces of 8 kB.
        await body.make_conditional(begin, end)
        answer.status_code = HTTPStatus.PARTIAL_CONTENT
        answer.headers["Content-Range"] = f"bytes {begin}-{end - 1}/{body.size}"
        answer.content_length = end - begin
    return _described(answer, ours)


def _stored(found: StoredObject, media_type: str, name: str, ours: Validators) -> Response:
    if ours.etag and (status := failed_precondition(ours)):
        return _described(Response("", status), ours)
    answer = Response(found.pieces, mimetype=media_type)
    answer.content_length = found.end - found.start
    if not name and wanted_span(ours) is not None:
        answer.status_code = HTTPStatus.PARTIAL_CONTENT
        answer.content_range.set(found.start, found.end, found.size)
    if name:
        answer.headers.set("Content-Disposition", "attachment", filename=name)
    return _described(answer, ours)


def past_the_end(size: int | None = None) -> Response:
    """Say that a range begins after the file's end, and how long the file is, if that is known."""
    answer = Response("", HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    answer.headers["Cache-Control"] = "no-store"
    if size is not None:
        answer.headers["Content-Range"] = f"bytes */{size}"
    return answer


def _described(answer: Response, ours: Validators) -> Response:
    answer.headers["Accept-Ranges"] = "bytes"
    if answer.status_code == HTTPStatus.NOT_MODIFIED:
        del answer.headers["Content-Type"]
        answer.headers.pop("Content-Length", None)
    if ours.etag:
        answer.set_etag(ours.etag)
    if ours.modified is not None:
        answer.last_modified = ours.modified
    return answer
