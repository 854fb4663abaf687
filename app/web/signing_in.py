"""What all ways to sign in share: how tries are counted, and what the browser keeps afterwards."""

from collections.abc import Awaitable, Callable

from quart import request, url_for
from quart.typing import ResponseTypes

from app.base.signing import new_token
from app.operator.sign_in import open_operator_session, require_right
from app.parties.cookies import GUEST_COOKIE_S, SESSION_S
from app.parties.scope import PartyScope
from app.people.devices import device_label
from app.people.roles import Role
from app.people.sessions import member_of, open_session
from app.records.account import Account
from app.web.homes import home_of
from app.web.identity import guest_id, set_member_cookie
from app.web.limits import PASSWORD, PASSWORD_FROM_HOST_DEVICE, Asker, Limit
from app.web.operator_identity import set_operator_cookie
from app.web.services import services


def tries_of(scope: PartyScope | None, device: str | None) -> tuple[Limit, Asker]:
    """Return what a try to sign in counts against: at a party, or without one at the page of all parties.

    A device that has signed in before is counted apart from strangers on the same network.
    """
    limit = PASSWORD_FROM_HOST_DEVICE if device else PASSWORD
    place = scope.party_id if scope is not None else ""
    return limit, Asker(place, device or guest_id(), request.remote_addr or "")


def device_here() -> str:
    """Return a name for the asking device."""
    return device_label(request.headers.get("User-Agent", ""))


async def let_in(
    scope: PartyScope | None,
    account: Account,
    device: str | None,
    way_on: Callable[[str], Awaitable[ResponseTypes]],
) -> ResponseTypes:
    """Open a session for an account that is proved, at a party or else at the page of all parties.

    `way_on` makes the answer for the next address. Raises a 403 for an account that has no place there.
    """
    if scope is None:
        right = require_right(account)
        token = await open_operator_session(services().parties.site.database, right, device_here())
        answer = await way_on(url_for("parties.parties"))
        keep_operator_session(answer, token, device)
        return answer
    member = await member_of(scope, account)
    token = await open_session(scope, member, device_here())
    # At the server's own address the path belongs to no party yet.
    answer = await way_on(scope.base.removeprefix(request.root_path) + home_of(Role(member.role)))
    keep_session(answer, scope, token, device)
    return answer


def keep_session(answer: ResponseTypes, scope: PartyScope, token: str, device: str | None) -> None:
    """Keep a party's session on the device, which counts as known from now on."""
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
