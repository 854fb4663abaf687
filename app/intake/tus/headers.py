"""The headers of tus 1.0.0: checks of the request's headers, and the headers of every answer.

Supported: the core, creation, creation-with-upload, expiration, termination and checksum. Not supported:
deferred lengths, checksums in trailers, concatenation.
"""

import re
from datetime import datetime
from email.utils import format_datetime

from werkzeug.datastructures import Headers

from app.base.errors import N_, AppError, bad_request

VERSION = "1.0.0"
EXTENSIONS = ("creation", "creation-with-upload", "expiration", "termination", "checksum")
BODY_TYPE = "application/offset+octet-stream"
PHOTO_HEADER = "Partywall-Photo"
"""Our own header: the id of the photo that a finished upload has become."""
NUMBER = re.compile(r"[0-9]+")
MAX_DIGITS = 18
"""A longer number is read as the largest with this many digits: more than any file has, and fast to parse."""


def check_version(headers: Headers) -> None:
    """Raise a 412 unless the client speaks our version. No part of such a request may be done."""
    if headers.get("Tus-Resumable") != VERSION:
        raise AppError(
            412,
            "TUS_VERSION",
            N_("This server speaks version 1.0.0 of tus."),
            headers={"Tus-Version": VERSION},
        )


def method_of(method: str, headers: Headers) -> str:
    """Return the method to run: X-HTTP-Method-Override replaces the request's own."""
    return headers.get("X-HTTP-Method-Override", method).strip().upper()


def upload_length(headers: Headers) -> int:
    """Read Upload-Length. Raises a 400 if it is missing, wrong or deferred."""
    if "Upload-Defer-Length" in headers:
        raise bad_request(N_("Please say the upload’s length at once."), "LENGTH_DEFERRED")
    if "Upload-Concat" in headers:
        raise bad_request(N_("Uploads cannot be put together from parts here."), "NOT_OFFERED")
    return _number(headers, "Upload-Length")


def upload_offset(headers: Headers) -> int:
    return _number(headers, "Upload-Offset")


def wrong_offset(offset: int) -> AppError:
    """Return the error that tells the upload's real offset."""
    return AppError(
        409,
        "WRONG_OFFSET",
        N_("The upload goes on at byte %(offset)s."),
        {"offset": offset},
        headers={"Upload-Offset": str(offset)},
    )


def check_body_type(content_type: str) -> None:
    """Raise a 415 unless the content type is that of an upload's piece."""
    if content_type.split(";")[0].strip().lower() != BODY_TYPE:
        raise AppError(415, "WRONG_TYPE", N_("We can’t read that kind of message."))


def http_date(moment: datetime) -> str:
    """Format a UTC time for Upload-Expires (RFC 7231)."""
    return format_datetime(moment, usegmt=True)


def _number(headers: Headers, name: str) -> int:
    text = headers.get(name, "")
    if not NUMBER.fullmatch(text):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": name})
    digits = text.lstrip("0") or "0"
    return int(digits) if len(digits) <= MAX_DIGITS else 10**MAX_DIGITS - 1
