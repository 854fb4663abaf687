"""Passkeys for this request: their host name, and the challenge that the browser was given."""

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

from quart import Response, request

from app.base.errors import N_, AppError
from app.people.challenges import CHALLENGE_S
from app.people.passkeys import Asked, account_of_passkey
from app.people.relying_party import RelyingParty
from app.records.account import Account
from app.web.identity import set_member_cookie
from app.web.origins import name_in
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import passkey_shapes as shapes

LOCAL = "localhost"
"""The only name that browsers trust without TLS."""


def relying_party() -> RelyingParty:
    """Return the request's host name, which the gate has found to be ours, with its pages' origins.

    A proxy may end TLS before us, so a page is expected on HTTPS whatever scheme came here. Raises a 409 at
    an IP address: browsers keep passkeys only for names.
    """
    host = request.host.lower()
    name = name_in(host) or ""
    if not name or _is_number(name):
        raise AppError(
            409, "NO_PASSKEYS_HERE", N_("Passkeys work only at a name over HTTPS, not at this address.")
        )
    origins = [f"https://{host}"]
    if name == LOCAL:
        origins.append(f"http://{host}")
    public = services().config.public_url
    if public is not None and urlsplit(public).hostname == name:
        # A proxy may have left out the port that browsers see.
        origins.append(public)
    return RelyingParty(name, tuple(origins))


def asked_with(asked: Asked) -> Response:
    """Answer with the options for the browser, and give it the token of their challenge."""
    answer = private_json(shapes.PasskeyOptions(options=dict(asked.options)))
    set_member_cookie(answer, party_scope().cookies.challenge, asked.token, CHALLENGE_S)
    return answer


def challenge_token() -> str:
    return request.cookies.get(party_scope().cookies.challenge, "")


async def account_by_passkey(place: str, credential: Mapping[str, object]) -> Account:
    """Return the account whose passkey signed this browser's challenge; raise a 401 for anything else."""
    database = services().parties.site.database
    return await account_of_passkey(database, relying_party(), place, challenge_token(), credential)


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
