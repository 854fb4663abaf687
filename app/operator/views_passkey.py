"""An operator signs in by a passkey at the page of all parties."""

from quart import Blueprint, request, url_for
from quart.typing import ResponseReturnValue

from app.operator.sign_in import AT_THE_SERVER, open_operator_session, require_right
from app.people.forms import credential_form
from app.people.passkeys import ask_for_passkey
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.limits import CHALLENGE, WRITE, limited
from app.web.passkeys import account_by_passkey, asked_with, relying_party
from app.web.private_json import private_json
from app.web.services import services
from app.web.signing_in import device_here, keep_operator_session, tries_of
from app.wire import passkey_shapes as shapes

blueprint = Blueprint("operator_passkey", __name__, url_prefix="/parties/passkey")


@blueprint.post("/options")
@answers(shapes.PasskeyOptions, refuses=("NO_PASSKEYS_HERE",))
@limited(CHALLENGE)
@works_on_full_disk
async def options() -> ResponseReturnValue:
    database = services().parties.site.database
    return asked_with(await ask_for_passkey(database, relying_party(), AT_THE_SERVER))


@blueprint.post("")
@answers(
    shapes.GoTo,
    asks=shapes.UsedPasskey,
    refuses=("CHALLENGE_OVER", "PASSKEY_REFUSED", "NO_PASSKEYS_HERE", "NO_PLACE_HERE"),
)
@limited(WRITE)
@works_on_full_disk
async def sign_in() -> ResponseReturnValue:
    """Open an operator's session: `{"credential": <the browser's PublicKeyCredential>}`."""
    credential = credential_form(await json_body())
    device = services().parties.default.cookies.host_device.read(request.cookies)
    who = tries_of(None, device)
    await services().limiter.check(*who)
    account = require_right(await account_by_passkey(AT_THE_SERVER, credential))
    await services().limiter.forgive(*who)
    token = await open_operator_session(services().parties.site.database, account, device_here())
    answer = private_json(shapes.GoTo(to=url_for("parties.parties")))
    keep_operator_session(answer, token, device)
    return answer
