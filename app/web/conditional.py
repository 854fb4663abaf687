"""What conditional and range requests ask of a file (RFC 9110, 13 and 14), decided before anything is sent.

One range is answered, as players ask for. Several ranges get the whole file, as the RFC allows.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from quart import request
from werkzeug.http import http_date

from app.storage.contract import Span

ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.IGNORECASE)
PAST_ANY_END = 2**62


@dataclass(frozen=True, slots=True)
class Validators:
    """How a client recognises a file: a strong ETag without its quotes, and a time in whole seconds."""

    etag: str
    modified: datetime | None = None


def failed_precondition(ours: Validators) -> HTTPStatus | None:
    """Return what to answer instead of the file, in the order of RFC 9110, 13.2.2."""
    modified = ours.modified
    if "If-Match" in request.headers:
        if not request.if_match.contains(ours.etag):
            return HTTPStatus.PRECONDITION_FAILED
    elif modified is not None and (since := request.if_unmodified_since) is not None and modified > since:
        return HTTPStatus.PRECONDITION_FAILED
    if "If-None-Match" in request.headers:
        if request.if_none_match.contains_weak(ours.etag):
            return HTTPStatus.NOT_MODIFIED
    elif modified is not None and (since := request.if_modified_since) is not None and modified <= since:
        return HTTPStatus.NOT_MODIFIED
    return None


def wanted_span(ours: Validators) -> Span | None:
    """Return the requested part, or None for the whole: there is no range, or it is of another version."""
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or request.method != "GET" or not _is_of_this_version(ours):
        return None
    first, last = asked.groups()
    if first:
        end = int(last) + 1 if last else None
        return None if end is not None and end <= int(first) else Span(int(first), end)
    if not last:
        return None
    # "The last 0 bytes" is a range past any end.
    return Span(-int(last) or PAST_ANY_END, None)


def part_of(span: Span, size: int) -> tuple[int, int] | None:
    """Return where a span begins and ends in a file of `size` bytes; None if it begins past the end."""
    if span.start < 0:
        return (max(0, size + span.start), size) if size else None
    if span.start >= size:
        return None
    return span.start, size if span.end is None else min(span.end, size)


def _is_of_this_version(ours: Validators) -> bool:
    """Compare If-Range with our version: strongly, and a date to the second (RFC 9110, 13.1.5)."""
    asked = request.headers.get("If-Range", "").strip()
    return not asked or asked in (f'"{ours.etag}"', http_date(ours.modified) if ours.modified else "")
