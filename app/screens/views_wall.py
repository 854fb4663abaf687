"""The projector's pages. They contain no photos: the script fetches the newest and follows the feed."""

from quart import Blueprint, jsonify, redirect, render_template, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now
from app.base.errors import not_found
from app.base.qr import qr_modules
from app.people.may import Verb
from app.records.photo_lists import select_photos_shown
from app.screens.forms import wall_shows_form
from app.screens.reports import Report
from app.screens.show_state import told
from app.web.described import answers
from app.web.entry import let_in, way_in
from app.web.gate import json_body
from app.web.identity import (
    current_party,
    is_members_screen,
    requires,
    screen_party,
    set_screen_cookie,
)
from app.web.limits import INVITATION, READ, REPORT, limited
from app.web.services import party_scope, services
from app.wire import asked, screen_shapes
from app.wire.messages import photo_json
from app.wire.slides import numbers_json

blueprint = Blueprint("wall", __name__, url_prefix="/wall")


@blueprint.get("")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def wall() -> ResponseReturnValue:
    party = await screen_party()
    return await render_template(
        "wall.html", party=party, guest_url=way_in(party), qr_modules=qr_modules(way_in(party, "/upload"))
    )


@blueprint.get("/basic")
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def basic() -> ResponseReturnValue:
    """Show the same to browsers without modules or EventSource."""
    scope, party = party_scope(), await screen_party()
    async with scope.database.reading() as connection:
        found = await select_photos_shown(connection, scope.party_id, None, 1)
    return await render_template(
        "wall_basic.html",
        party=party,
        guest_url=way_in(party),
        newest=photo_json(found[0], None, party_scope().base) if found else None,
    )


@blueprint.get("/in/<token>")
@limited(INVITATION)
async def by_link(token: str) -> ResponseReturnValue:
    """Make this browser a big screen of the party, which shows all photos and needs no code."""
    party, cookies = await current_party(), party_scope().cookies
    if cookies.screen.signer.read_text(token) != str(party.entry_round):
        raise not_found()
    await let_in()
    answer = redirect(url_for("wall.wall"), 303)
    set_screen_cookie(answer, token)
    return answer


@blueprint.put("/shows")
@answers(screen_shapes.OldSteering, asks=asked.WallShows, refuses=("SCREEN_LINK_NEEDED",))
@limited(REPORT)
@requires(Verb.SEE_SHOWN)
async def shows() -> ResponseReturnValue:
    """Hear which photo a wall for old televisions shows: `{"screen": "…", "photo": "…"}`, empty for none.

    The answer says how to show. `heard` is the newest `show_no` that the wall has heard of.
    """
    form = wall_shows_form(await json_body())
    party = await screen_party()
    by_host = await is_members_screen(party)
    said = Report(
        form.screen,
        now().timestamp(),
        by_host,
        form.photo,
        layout="basic",
        state="live",
        cleared=form.cleared,
        beside=form.beside,
        covered=form.covered,
        room=form.room,
    )
    steered = await services().screens.hear(party_scope(), said, max(form.heard, party.show_no))
    heard: screen_shapes.OldSteering = {
        "state": told(steered.state_of(form.screen)),
        "slides": steered.show.slides_no,
        "numbers": numbers_json(await services().screens.numbers(party_scope(), steered)),
    }
    return jsonify(heard)
