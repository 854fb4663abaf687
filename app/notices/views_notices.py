"""/api/admin/notices: how and for what this host or helper is called, and a trial call."""

from quart import Blueprint, jsonify
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError, bad_request
from app.base.i18n import current_language
from app.notices.forms import notice_form, way_form
from app.notices.news import Kind
from app.notices.pushing import CallFailed
from app.notices.subscribing import subscribe, subscription_of, unsubscribe
from app.notices.web_push import key_from, packed, point_of
from app.notices.words import trial_notice
from app.people.may import Verb
from app.records.notice import Subscription, select_subscriptions
from app.web.described import answers
from app.web.gate import json_body
from app.web.identity import current_actor, current_party, requires
from app.web.limits import NOTICE_TRIAL, READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import notice_shapes

blueprint = Blueprint("notices", __name__, url_prefix="/api/admin/notices")


@blueprint.get("")
@answers(notice_shapes.Notices)
@limited(READ)
@requires(Verb.SEE_ALL)
async def notices() -> ResponseReturnValue:
    """Return the key to subscribe a browser with, whether mails can be sent, how this session is called."""
    caller, session_id = services().caller, await _session_id()
    async with party_scope().database.reading() as connection:
        found = await select_subscriptions(connection, party_scope().party_id, session_id)
    told: notice_shapes.Notices = {
        "key": packed(point_of(key_from(await caller.pusher.key()))),
        "can_mail": caller.mailer is not None,
        "kinds": [str(kind) for kind in Kind],
        "ways": {one.way: _json(one) for one in found},
    }
    return private_json(told)


@blueprint.put("")
@answers(notice_shapes.Notice, asks=notice_shapes.NewNotice, refuses=("NO_MAIL", "NO_PUSH_SERVICE"))
@limited(WRITE)
@requires(Verb.SEE_ALL)
async def put_notices() -> ResponseReturnValue:
    """Call this session by mail or in this browser (see `notice_form`)."""
    form = notice_form(await json_body(), services().caller.pusher.services)
    if form.way == "mail" and services().caller.mailer is None:
        raise AppError(409, "NO_MAIL", _WHY["unset"])
    session_id = await _session_id()
    if not session_id:
        raise bad_request(N_("A program is not called: it hears of changes by the stream."))
    await subscribe(party_scope(), session_id, current_language(), form)
    return jsonify(_json(await subscription_of(party_scope(), session_id, form.way)))


@blueprint.delete("")
@answers(notice_shapes.NoticeTo, asks=notice_shapes.NoticeWay)
@limited(WRITE)
@requires(Verb.SEE_ALL)
async def delete_notices() -> ResponseReturnValue:
    """Call this session no more by a way: `{"way": "push"}`."""
    way = way_form(await json_body())
    await unsubscribe(party_scope(), await _session_id(), way)
    return jsonify(notice_shapes.NoticeTo(way=way))


@blueprint.post("/trial")
@answers(notice_shapes.NoticeTo, asks=notice_shapes.NoticeWay, refuses=("NOT_CALLED",))
@limited(NOTICE_TRIAL)
@requires(Verb.SEE_ALL)
async def trial() -> ResponseReturnValue:
    """Send a trial notice now, to show that calls arrive: `{"way": "push"}`."""
    one = await subscription_of(party_scope(), await _session_id(), way_form(await json_body()))
    party = await current_party()
    try:
        await services().caller.send(one, trial_notice(party.title, party_scope().base, one.language))
    except CallFailed as failure:
        raise AppError(502, "NOT_CALLED", _WHY.get(failure.because, _WHY["refused"])) from None
    return jsonify(notice_shapes.NoticeTo(way=one.way))


_WHY = {
    "unreached": N_("The message could not be sent: from here, its service is not reached."),
    "gone": N_("This browser takes no messages any more. Please switch them on again."),
    "address": N_("Messages can’t be sent to this browser’s service from here."),
    "unset": N_("This server can’t send mails: its operator has set no SMTP server."),
    "refused": N_("The service did not take the message. Please try again later."),
}


async def _session_id() -> str:
    """Return the asking session. Empty for a program, which has none."""
    return (await current_actor()).session_id


def _json(one: Subscription) -> notice_shapes.Notice:
    return {
        "address": one.address if one.way == "mail" else "",
        "kinds": list(one.kinds),
        "quiet_from": one.quiet_from,
        "quiet_until": one.quiet_until,
        "failed": one.failed_because,
    }
