"""Screens over HTTP: screens report and are told what to show, hosts and helpers see and steer them."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import cast

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError
from app.people.may import Verb
from app.records.photo import Photo, select_photo
from app.records.screen import Screen
from app.records.showing import select_unshown
from app.screens.forms import ReportForm, report_form, screen_arg, screen_name_form, steer_form
from app.screens.reports import EVERY_S, Report
from app.screens.show_state import merged, read_state, told
from app.screens.steering import Steered, name_screen, steer, step
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, is_members_screen, requires, screen_party
from app.web.limits import READ, REPORT, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, screen_shapes
from app.wire.messages import photo_json, turn_of
from app.wire.slides import numbers_json

SHARED_FROM = 8
"""With fewer new photos waiting, a screen shows all of them itself."""
UNSHOWN_AT_ONCE = 30
LONGEST_WAIT_S = 12 * 3600
"""Older photos that were never on a screen come round with all others."""
MAX_AWAY = 2
"""How many unnamed screens that are away are listed."""

blueprint = Blueprint("screens", __name__, url_prefix="/api")


@blueprint.post("/screens/<screen_id>/report")
@answers(screen_shapes.Steering, asks=asked.ScreenReport, refuses=("SCREEN_LINK_NEEDED",))
@limited(REPORT)
@requires(Verb.SEE_SHOWN)
async def report(screen_id: str) -> ResponseReturnValue:
    """Take a screen's report. The answer has its number and name, its state, and the steps to take."""
    screen_id = screen_arg(screen_id)
    form = report_form(await json_body())
    scope, screens = party_scope(), services().screens
    party, before = await screen_party(), screens.reports.last(scope.party_id, screen_id)
    # A screen that a member opened stays a members' screen, so it is not looked up with each report.
    by_host = (before is not None and before.by_host) or await is_members_screen(party)
    said = _report(screen_id, form, by_host)
    # A change committed before this report counts, even if the bell has not rung here yet.
    steered = await screens.hear(scope, said, max(form.heard, party.show_no), form.past, form.after)
    every_s = screens.reports.every_s(scope.party_id, _number_of(steered, screen_id))
    screen, recent = steered.screen(screen_id), screens.recent_showings(scope)
    # A screen that was just opened repeats no older steps.
    orders = [] if form.after is None else steered.orders_of(screen_id, form.after)
    heard: screen_shapes.Steering = {
        "number": screen.number if screen else 0,
        "name": screen.name if screen else "",
        "every_s": every_s,
        "prompt": every_s <= EVERY_S,
        "no": steered.show.no,
        "now": now_iso(),
        "state": told(steered.state_of(screen_id)),
        "slides": steered.show.slides_no,
        "numbers": numbers_json(await services().screens.numbers(party_scope(), steered)),
        "shown_no": recent.no,
        "showings": [
            (showing.no, showing.photo_id, turn_of(scope.party_id, showing), showing.at_head)
            for showing in recent.after(form.seen)
        ],
        "share": await screens.share_of(scope, said, steered) if form.behind >= SHARED_FROM else (0, 1),
        "unshown": await _unshown() if form.short else None,
        "orders": [{"no": order.no, "do": order.what, "photo": order.photo_id} for order in orders],
    }
    return private_json(heard)


@blueprint.get("/admin/screens")
@answers(screen_shapes.Screens)
@limited(READ)
@requires(Verb.STEER_SCREENS)
async def screens() -> ResponseReturnValue:
    """List the screens with their last reports, and what all of them are told."""
    scope = party_scope()
    steered = await services().screens.told(scope)
    reports = {one.screen_id: one for one in await services().screens.reports.of_party(scope.party_id)}
    photos = await _photos_of(list(reports.values()))
    listed: screen_shapes.Screens = {
        "state": told(merged(read_state(steered.show.state), {})),
        "screens": [
            _screen_json(screen, reports.get(screen.screen_id), photos)
            for screen in _worth_seeing(steered.screens, set(reports))
        ],
    }
    return private_json(listed)


@blueprint.post("/admin/screens")
@answers(screen_shapes.Steered, asks=asked.Steer, refuses=("SCREEN_AWAY", "SCREEN_GONE"))
@limited(WRITE)
@requires(Verb.STEER_SCREENS)
@works_on_full_disk
async def steering() -> ResponseReturnValue:
    """Change what screens show, `{"screen": "", "set": {"paused": true}}`, or let them take a step.

    Steps are `{"do": "next"}`, `back`, `show` (with `photo`), `flash`, `reload`, and `leave` for one screen.
    """
    form = steer_form(await json_body())
    actor = (await current_actor()).signature
    if form.step:
        if form.screen and form.step != "leave":
            await _be_sure_it_is_on(form.screen)
        no = await step(party_scope(), form.screen, form.step, form.photo, actor)
    else:
        no = await steer(party_scope(), form.screen, form.values, actor)
    if form.step == "leave":
        services().screens.reports.forget(party_scope().party_id, form.screen)
    return jsonify(screen_shapes.Steered(no=no))


@blueprint.put("/admin/screens/<screen_id>")
@answers(screen_shapes.NamedScreen, asks=asked.Name, refuses=("SCREEN_GONE",))
@limited(WRITE)
@requires(Verb.STEER_SCREENS)
@works_on_full_disk
async def rename(screen_id: str) -> ResponseReturnValue:
    """Name a screen: `{"name": "Bar"}`. With an empty name it has only its number."""
    name = screen_name_form(await json_body())
    await name_screen(party_scope(), screen_arg(screen_id), name, (await current_actor()).signature)
    return jsonify(screen_shapes.NamedScreen(name=name))


async def _be_sure_it_is_on(screen_id: str) -> None:
    """Refuse a step for one screen that is away: it is over before the screen comes back."""
    scope, screens = party_scope(), services().screens
    living = await screens.reports.of_party(scope.party_id)
    is_on = any(one.screen_id == screen_id for one in living)
    # While Redis is away, screens of other servers are not known here.
    if is_on or not screens.reports.are_all_known:
        return
    # One that has left gets an answer of its own.
    if (await screens.told(scope)).screen(screen_id) is not None:
        raise AppError(409, "SCREEN_AWAY", N_("This screen is away: nobody has heard of it for a minute."))


def _report(screen_id: str, form: ReportForm, by_host: bool) -> Report:
    return Report(
        screen_id=screen_id,
        at=now().timestamp(),
        by_host=by_host,
        shows=form.shows,
        next=form.next,
        waiting=form.waiting,
        dropped=form.dropped,
        failed=form.failed,
        memory_mb=form.memory_mb,
        clock_ms=form.clock_ms,
        width=form.width,
        height=form.height,
        ratio=form.ratio,
        browser=form.browser,
        layout=form.layout,
        state=form.state,
        beside=form.beside,
        behind=form.behind,
        wait_s=form.wait_s,
        line=form.line,
        turn_ms=form.turn_ms,
        covered=form.covered,
        cleared=form.cleared,
        room=form.room,
    )


def _number_of(steered: Steered, screen_id: str) -> int:
    screen = steered.screen(screen_id)
    return screen.number if screen else 0


async def _unshown() -> screen_shapes.Unshown:
    """Describe the photos that no screen has shown, the oldest first, each with its waiting time."""
    scope = party_scope()
    since = to_iso(now() - timedelta(seconds=LONGEST_WAIT_S))
    async with scope.database.reading() as connection:
        found = await select_unshown(connection, scope.party_id, since, UNSHOWN_AT_ONCE)
    at = now()
    waits = [(one.photo_id, int((at - datetime.fromisoformat(one.since)).total_seconds())) for one in found]
    return {"photos": waits, "more": len(found) == UNSHOWN_AT_ONCE}


async def _photos_of(reports: list[Report]) -> dict[str, Photo]:
    """Read the photos that screens show or will show next, if they may be seen."""
    scope = party_scope()
    ids = {photo_id for one in reports for photo_id in (one.shows, one.next) if photo_id}
    async with scope.database.reading() as connection:
        found = [await select_photo(connection, scope.party_id, photo_id) for photo_id in sorted(ids)]
    return {photo.id: photo for photo in found if photo is not None and photo.is_shown}


def _worth_seeing(screens: Sequence[Screen], living: AbstractSet[str]) -> list[Screen]:
    """Return the screens that are on, then those away that somebody may look for.

    The latter are screens with a name or opened by a member, and the most recent of all others.
    """
    away = [one for one in screens if one.screen_id not in living]
    missed = [one for one in away if one.name or one.by_host]
    others = sorted((one for one in away if one not in missed), key=lambda one: one.seen_at)[-MAX_AWAY:]
    return [one for one in screens if one.screen_id in living] + missed + others


def _screen_json(screen: Screen, said: Report | None, photos: dict[str, Photo]) -> screen_shapes.Screen:
    described: screen_shapes.Screen = {
        "id": screen.screen_id,
        "number": screen.number,
        "name": screen.name,
        "by_host": screen.by_host,
        "own": sorted(read_state(screen.own_state)),
        "seen_at": screen.seen_at,
        "health": "away",
    }
    if said is None:
        return described
    is_late = said.is_late() or said.state != "live"
    base = party_scope().base
    return {
        **described,
        "health": "late" if is_late else "green",
        "age_s": round(said.age_s(), 1),
        "shows": photo_json(photos[said.shows], None, base) if said.shows in photos else None,
        "next": photo_json(photos[said.next], None, base) if said.next in photos else None,
        "waiting": said.waiting,
        "behind": said.behind,
        "wait_s": said.wait_s,
        "dropped": said.dropped,
        "failed": said.failed,
        "memory_mb": said.memory_mb,
        "clock_ms": said.clock_ms,
        "width": said.width,
        "height": said.height,
        "ratio": said.ratio,
        "browser": said.browser,
        "layout": said.layout,
        "room": cast(screen_shapes.RoomSaid, asdict(said.room)),
    }
