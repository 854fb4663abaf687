"""The log as a table to keep: every change, who made it, and why."""

import csv
import io
from collections.abc import AsyncIterator

from quart import Blueprint, Response
from quart.typing import ResponseReturnValue

from app.parties.scope import PartyScope
from app.people.may import Verb
from app.people.roles import name_in
from app.records.change import CLOCK, HOST, OPERATOR, Change, select_changes
from app.web.described import answers
from app.web.identity import requires
from app.web.limits import TAKE_ALL, limited
from app.web.services import party_scope
from app.wire.messages import sender_tag

blueprint = Blueprint("record", __name__, url_prefix="/api/admin")

ROWS_AT_ONCE = 500
COLUMNS = ("number", "time (UTC)", "what", "who", "name", "photo", "photo by", "photo is", "detail")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet reads a cell with these first characters as a formula."""
BYTE_ORDER_MARK = "\ufeff"
"""Without it Excel reads the words as Latin-1."""


@blueprint.get("/changes.csv")
@answers("text/csv")
@limited(TAKE_ALL)
@requires(Verb.SEE_ALL)
async def table() -> ResponseReturnValue:
    """Send every change as CSV (RFC 4180), the newest first. A tag that says nothing else names a guest."""
    answer = Response(_rows(party_scope()), mimetype="text/csv")
    answer.timeout = None
    answer.headers["Content-Disposition"] = 'attachment; filename="what-happened.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


async def _rows(scope: PartyScope) -> AsyncIterator[bytes]:
    yield _line(COLUMNS, BYTE_ORDER_MARK)
    before = None
    while True:
        async with scope.database.reading() as connection:
            changes = await select_changes(connection, scope.party_id, before, ROWS_AT_ONCE)
        for change in changes:
            yield _line(_cells(scope, change))
        if len(changes) < ROWS_AT_ONCE:
            return
        before = changes[-1].no


def _cells(scope: PartyScope, change: Change) -> tuple[str, ...]:
    sort, name = name_in(change.actor)
    is_known = change.actor in (HOST, CLOCK, OPERATOR)
    who = sort or (change.actor if is_known else f"guest {sender_tag(scope.party_id, change.actor)}")
    return (
        str(change.no),
        change.at,
        str(change.kind),
        who,
        name,
        change.photo_id or "",
        change.author,
        change.photo_state,
        _without_guest(scope, change),
    )


def _without_guest(scope: PartyScope, change: Change) -> str:
    """Return the detail without guests' ids."""
    standing, separator, guest_id = change.detail.partition(":")
    if change.kind == "standing" and separator:
        return f"{standing or 'usual'}: guest {sender_tag(scope.party_id, guest_id)}"
    return change.detail


def _line(cells: tuple[str, ...], before: str = "") -> bytes:
    line = io.StringIO()
    csv.writer(line).writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells])
    return (before + line.getvalue()).encode()
