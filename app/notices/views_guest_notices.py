"""/api/notices: call a guest on this phone, for what they have chosen, until they unsubscribe."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.i18n import current_language
from app.notices.forms import address_form, guest_notice_form
from app.notices.news import GuestKind
from app.notices.subscribing import subscribe_guest, unsubscribe_guest
from app.notices.web_push import key_from, packed, point_of
from app.records.guest_call import GuestCall, select_guest_calls
from app.web.described import answers
from app.web.gate import json_body
from app.web.identity import guest_id, writing_guest_id
from app.web.limits import GUEST_NOTICE, READ, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import notice_shapes

blueprint = Blueprint("guest_notices", __name__, url_prefix="/api/notices")


@blueprint.get("")
@answers(notice_shapes.GuestNotices)
@limited(READ)
async def notices() -> ResponseReturnValue:
    """Return the key to subscribe a browser with, and on which phones this guest is called, for what."""
    own_id = guest_id()
    found: list[GuestCall] = []
    if own_id is not None:
        async with party_scope().database.reading() as connection:
            found = await select_guest_calls(connection, party_scope().party_id, own_id)
    told: notice_shapes.GuestNotices = {
        "key": packed(point_of(key_from(await services().caller.pusher.key()))),
        "kinds": [str(kind) for kind in GuestKind],
        "phones": [{"address": one.address, "kinds": list(one.kinds)} for one in found],
    }
    return private_json(told)


@blueprint.put("")
@answers(
    notice_shapes.Phone,
    asks=notice_shapes.NewGuestNotice,
    refuses=("COOKIE_INVALID", "NO_PUSH_SERVICE", "TOO_MANY_PHONES"),
)
@limited(GUEST_NOTICE)
async def put_notices() -> ResponseReturnValue:
    """Call this guest in this browser (see `guest_notice_form`)."""
    form = guest_notice_form(await json_body(), services().caller.pusher.services)
    await subscribe_guest(party_scope(), writing_guest_id(), current_language(), form)
    return jsonify(notice_shapes.Phone(address=form.target.address, kinds=[str(one) for one in form.kinds]))


@blueprint.delete("")
@answers(notice_shapes.PhoneAddress, asks=notice_shapes.PhoneToForget, refuses=("COOKIE_INVALID",))
@limited(GUEST_NOTICE)
async def delete_notices() -> ResponseReturnValue:
    """Call this guest in a browser no more: `{"address": "https://…"}`."""
    address = address_form(await json_body())
    await unsubscribe_guest(party_scope(), writing_guest_id(), address)
    return jsonify(notice_shapes.PhoneAddress(address=address))
