"""Signing in with a passkey, at a party or at the page of all parties: no name, password or second step."""

from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue

from app.operator.sign_in import AT_THE_SERVER
from app.parties.scope import PartyScope
from app.people.forms import credential_form
from app.people.passkeys import ask_for_passkey
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.limits import CHALLENGE, WRITE, limited
from app.web.own_account import is_operators_page
from app.web.passkeys import account_by_passkey, asked_with, relying_party
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.web.signing_in import let_in, tries_of
from app.wire import passkey_shapes as shapes

blueprint = Blueprint("passkey_sign_in", __name__, url_prefix="/admin/passkey")


@blueprint.post("/options")
@answers(shapes.PasskeyOptions, refuses=("NO_PASSKEYS_HERE",))
@limited(CHALLENGE)
@works_on_full_disk
async def options() -> ResponseReturnValue:
    database = services().parties.site.database
    return asked_with(await ask_for_passkey(database, relying_party(), _place(_scope())))


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
    credential, scope = credential_form(await json_body()), _scope()
    device = party_scope().cookies.host_device.read(request.cookies)
    who = tries_of(scope, device)
    await services().limiter.check(*who)
    account = await account_by_passkey(_place(scope), credential)
    await services().limiter.forgive(*who)
    return await let_in(scope, account, device, _go_to)


def _scope() -> PartyScope | None:
    return None if is_operators_page() else party_scope()


def _place(scope: PartyScope | None) -> str:
    """Name the place where the challenge is valid: a passkey used elsewhere opens nothing here."""
    return scope.party_id if scope is not None else AT_THE_SERVER


async def _go_to(path: str) -> Response:
    return private_json(shapes.GoTo(to=path))
