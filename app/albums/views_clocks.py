"""/api/admin/clocks: list devices whose clock seems wrong, and correct a clock."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.albums.clock_forms import clock_form
from app.albums.clocks import DeviceClock
from app.albums.setting_clocks import read_clocks, set_clock
from app.people.may import Verb
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import album_shapes as shapes

blueprint = Blueprint("device_clocks", __name__, url_prefix="/api/admin")


@blueprint.get("/clocks")
@answers(shapes.DeviceClocks)
@limited(READ)
@requires(Verb.CURATE)
async def clocks() -> ResponseReturnValue:
    """List the devices whose photos say a time, with those whose clock seems whole hours wrong."""
    found = await read_clocks(party_scope())
    return private_json(shapes.DeviceClocks(clocks=[_told(clock) for clock in found]))


@blueprint.put("/clocks")
@answers(shapes.ClockSet, asks=shapes.NewClock)
@limited(WRITE)
@requires(Verb.CURATE)
@works_on_full_disk
async def put_right() -> ResponseReturnValue:
    """Shift the times of all photos of a device by `shift_s`, also of photos to come. 0 undoes it."""
    form, actor = clock_form(await json_body()), (await current_actor()).signature
    before_s = await set_clock(party_scope(), form.device, form.shift_s, actor)
    return jsonify(shapes.ClockSet(shift_s=form.shift_s, before_s=before_s))


def _told(clock: DeviceClock) -> shapes.DeviceClock:
    return {
        "guest": clock.device.guest_id,
        "camera": clock.device.camera,
        "author": clock.author,
        "photos": clock.photos,
        "shift_s": clock.shift_s,
        "suggested_s": clock.suggested_s,
    }
