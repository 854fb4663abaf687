"""The door: finds a request's party and removes its prefix from the path, so that no view sees it.

The default party lives at `/`, every other one under `/p/<slug>/`. The prefix becomes the ASGI `root_path`:
routes match without it, and `url_for` puts it back.
"""

import re
from typing import cast
from urllib.parse import urlsplit

from hypercorn.typing import HTTPScope

from app.base.errors import AppError, not_found
from app.db import DatabaseError
from app.parties.registry import PATH_PREFIX, Parties
from app.parties.scope import PartyScope
from app.web.services import PARTY

SLUG = re.compile(re.escape(PATH_PREFIX) + r"([a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?)(/.*)?", re.DOTALL)


async def enter_party(scope: HTTPScope, parties: Parties) -> PartyScope | None:
    """Put the request's party into its scope. If there is none, return None and leave the path as it is."""
    scope["path"] = _path_in(scope["path"])
    found: PartyScope | Exception = parties.default
    if scope["path"].startswith(PATH_PREFIX):
        try:
            found = await _named(scope["path"], parties)
            scope["root_path"] = found.base
        except (AppError, DatabaseError) as error:
            # Answered with all other errors (gate.py).
            found = error
    cast(dict[str, object], scope["extensions"])[PARTY] = found
    return found if isinstance(found, PartyScope) else None


def _path_in(target: str) -> str:
    """Return the path of a request's target. It may be a whole URL (RFC 9112, 3.2.2) or have no path."""
    if target.startswith("/"):
        return target
    try:
        return urlsplit(target).path or "/"
    except ValueError:
        return "/"


async def _named(path: str, parties: Parties) -> PartyScope:
    named = SLUG.fullmatch(path)
    found = await parties.by_slug(named[1]) if named is not None else None
    # The default party has only one address.
    if found is None or not found.base:
        raise not_found()
    return found
