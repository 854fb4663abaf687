"""Signing in to a party by a passkey: no name, no password, no second step."""

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from app.people.forms import credential_form
from app.people.passkeys import ask_for_passkey
from app.people.roles import Role
from app.people.sessions import member_of, open_session
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.homes import home_of
from app.web.limits import CHALLENGE, WRITE, limited
from app.web.passkeys import account_by_passkey, asked_with, relying_party
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.web.signing_in import device_here, keep_session, tries_of
from app.wire import passkey_shapes as shapes

blueprint = Blueprint("passkey_sign_in", __name__, url_prefix="/admin/passkey")


@blueprint.post("/options")
@answers(shapes.PasskeyOptions, refuses=("NO_PASSKEYS_HERE",))
@limited(CHALLENGE)
@works_on_full_disk
async def options() -> ResponseReturnValue:
    scope = party_scope()
    return asked_with(await ask_for_passkey(scope.site.database, relying_party(), scope.party_id))


@blueprint.post("")
@answers(
    shapes.GoTo,
    asks=shapes.UsedPasskey,
    refuses=("CHALLENGE_OVER", "PASSKEY_REFUSED", "NO_PASSKEYS_HERE", "NO_PLACE_HERE"),
)
@limited(WRITE)
@works_on_full_disk
async def sign_in() -> ResponseReturnValue:
    """Open a session: `{"credential": <the browser's PublicKeyCredential>}`."""
    credential = credential_form(await json_body())
    scope = party_scope()
    device = scope.cookies.host_device.read(request.cookies)
    who = tries_of(scope, device)
    await services().limiter.check(*who)
    member = await member_of(scope, await account_by_passkey(scope.party_id, credential))
    await services().limiter.forgive(*who)
    token = await open_session(scope, member, device_here())
    answer = private_json(shapes.GoTo(to=home_of(Role(member.role))))
    keep_session(answer, scope, token, device)
    return answer
