"""Upload-Metadata: `key base64,key base64,…`, checked before any of it is used or sent back."""

import base64
import binascii
import re
from collections.abc import Mapping

from app.base.errors import N_, AppError, bad_request

MAX_METADATA = 8 * 1024
# Printable ASCII without space and comma: answers repeat the header, so it must not contain anything else.
KEY = re.compile(r"[!-+\--~]{1,100}")


def parse_metadata(header: str) -> Mapping[str, str]:
    """Return the pairs with values as text. Raises a 400 for anything that tus 1.0.0 does not allow."""
    if len(header) > MAX_METADATA:
        raise bad_request(N_("One of the texts is much too long."), "FIELD_TOO_LONG")
    pairs: dict[str, str] = {}
    if not header.strip():
        return pairs
    for pair in header.split(","):
        key, _, value = pair.strip(" ").partition(" ")
        if not KEY.fullmatch(key) or key in pairs:
            raise _broken()
        pairs[key] = _decoded(value)
    return pairs


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", errors="replace")
    except (binascii.Error, ValueError):
        raise _broken() from None


def _broken() -> AppError:
    return bad_request(N_("The upload’s metadata is not as tus describes it."), "BAD_METADATA")
