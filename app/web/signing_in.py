"""What every way to sign in shares: whose tries are counted, and what the browser keeps afterwards."""

from quart import request
from quart.typing import ResponseTypes

from app.base.signing import new_token
from app.parties.cookies import GUEST_COOKIE_S, SESSION_S
from app.parties.scope import PartyScope
from app.people.devices import device_label
from app.web.identity import guest_id, set_member_cookie
from app.web.limits import PASSWORD, PASSWORD_FROM_HOST_DEVICE, Asker, Limit
from app.web.operator_identity import set_operator_cookie
from app.web.services import services


def tries_of(scope: PartyScope | None, device: str | None) -> tuple[Limit, Asker]:
    """Name what a try to sign in counts against: at a party, or without one at the page of all parties.

    A device that has signed in before is counted apart from strangers on the same network.
    """
    limit = PASSWORD_FROM_HOST_DEVICE if device else PASSWORD
    place = scope.party_id if scope is not None else ""
    return limit, Asker(place, device or guest_id(), request.remote_addr or "")


def device_here() -> str:
    """Name the device that is asking."""
    return device_label(request.headers.get("User-Agent", ""))


def keep_session(answer: ResponseTypes, scope: PartyScope, token: str, device: str | None) -> None:
    """Keep a session of a party on the device, which is known from now on."""
    set_member_cookie(answer, scope.cookies.host, token, SESSION_S, scope.cookies.path)
    _keep_device(answer, scope, device)


def keep_operator_session(answer: ResponseTypes, token: str, device: str | None) -> None:
    set_operator_cookie(answer, token)
    _keep_device(answer, services().parties.default, device)


def _keep_device(answer: ResponseTypes, scope: PartyScope, device: str | None) -> None:
    known = scope.cookies.host_device
    set_member_cookie(
        answer, known.name, known.signer.sign(device or new_token()), GUEST_COOKIE_S, scope.cookies.path
    )
