"""The second phone: a guest's code makes another browser the same guest, after that browser has agreed."""

import re

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError, not_found
from app.base.signing import LETTERS_ALONE
from app.people.joining import CODE_LETTERS, guest_of_link, use_link
from app.records.guest import select_guest
from app.records.kept import select_kept_bytes
from app.web.entry import let_in
from app.web.full_disk import works_on_full_disk
from app.web.identity import asker, become_guest, current_party, ensure_guest_id, known_guest_id
from app.web.limits import JOIN, READ, WRITE, limited
from app.web.services import party_scope, services

blueprint = Blueprint("join", __name__, url_prefix="/join")

CODE = re.compile(f"[{LETTERS_ALONE}]{{{CODE_LETTERS}}}")
BETWEEN_LETTERS = re.compile(r"[\s-]")


@blueprint.get("")
@limited(READ)
async def letters() -> ResponseReturnValue:
    return await render_template("join.html", party=await current_party(), code=None)


@blueprint.post("")
@limited(WRITE)
async def typed() -> ResponseReturnValue:
    """Go on to the page of the typed letters, whatever their spacing."""
    form = await request.form
    code = BETWEEN_LETTERS.sub("", form.get("code", "")).lower()
    if not CODE.fullmatch(code):
        raise not_found()
    return redirect(url_for("join.confirm", code=code), 303)


@blueprint.get("/<code>")
@limited(JOIN)
async def confirm(code: str) -> ResponseReturnValue:
    """Ask before this browser becomes the guest of the code; looking does not use it up."""
    scope = party_scope()
    guest_id = await guest_of_link(scope, code)
    if guest_id is None:
        raise not_found()
    await _forgive()
    former_id = ensure_guest_id()
    async with scope.database.reading() as connection:
        guest = await select_guest(connection, scope.party_id, guest_id)
        has_sent = await select_kept_bytes(connection, scope.party_id, former_id) > 0
    return await render_template(
        "join.html",
        party=await current_party(),
        code=code,
        name=guest.name if guest else "",
        is_same=guest_id == former_id,
        has_sent=has_sent,
    )


@blueprint.post("/<code>")
@limited(JOIN)
@works_on_full_disk
async def join(code: str) -> ResponseReturnValue:
    """Make this browser the guest of the code, and use the code up."""
    if known_guest_id() is None:
        raise AppError(
            400,
            "NO_COOKIE",
            N_("This browser keeps no cookies, so it can’t remember who you are. Please allow them here."),
        )
    guest_id = await use_link(party_scope(), code)
    if guest_id is None:
        raise not_found()
    await _forgive()
    become_guest(guest_id)
    # The code came from a phone that has been let in.
    await let_in()
    return redirect(url_for("pages.edit"), 303)


async def _forgive() -> None:
    """Take back the gate's count: only wrong codes should count."""
    await services().limiter.forgive(JOIN, asker(known_guest_id()))
