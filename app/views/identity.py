"""Who this request is from: a guest by the signed cookie, the host by a session."""

from quart import Response, g, request

from app.actions.uploads import Sender
from app.addresses import network_of
from app.clock import now_iso
from app.errors import N_, AppError, not_found
from app.ids import new_id
from app.models.party import Party, select_party
from app.models.session import select_session_is_alive
from app.security import GUEST_COOKIE_S, GUEST_HEADER, token_hash
from app.services import party_scope, services


def guest_id() -> str | None:
    """Return the guest's public id, or None for a browser that has no cookie of ours."""
    return known_guest_id() or g.get("new_guest_id")


def known_guest_id() -> str | None:
    """Return the id that the cookie carries, or without one the header, if it is of this party."""
    guest = party_scope().cookies.guest
    if guest.name in request.cookies:
        return guest.read(request.cookies)
    return guest.signer.read(request.headers.get(GUEST_HEADER, ""))


def guest_pass() -> str | None:
    """Return what a browser without cookies sends in their place; None for one that has sent a cookie."""
    guest = party_scope().cookies.guest
    return None if guest.name in request.cookies else guest.signer.sign(ensure_guest_id())


def ensure_guest_id() -> str:
    """Return the guest's public id; a browser without one gets one with this answer."""
    known = guest_id()
    if known is None:
        known = g.new_guest_id = new_id()
    return known


def become_guest(guest_id: str) -> None:
    """Give the browser the cookie of this guest with the answer, in place of the one that it has."""
    g.new_guest_id = guest_id


def writing_guest_id() -> str:
    """Return the id of a guest who is about to change something.

    A cookie that we did not sign is refused, not quietly replaced: it is forged, or from a party before this
    one. The answer carries a fresh one, so that trying again works.
    """
    is_said = party_scope().cookies.guest.name in request.cookies or GUEST_HEADER in request.headers
    if is_said and guest_id() is None:
        ensure_guest_id()
        raise AppError(
            401,
            "COOKIE_INVALID",
            N_("We didn’t recognise this phone, so it joined as a new guest. Please try again."),
        )
    return ensure_guest_id()


def sender_of(guest_id: str) -> Sender:
    """Name the network that a guest sends from."""
    network = party_scope().cookies.networks.pseudonym(network_of(request.remote_addr or ""))
    return Sender(guest_id, network)


def set_guest_cookie(response: Response, new_guest_id: str) -> None:
    cookies = party_scope().cookies
    response.set_cookie(
        cookies.guest.name,
        cookies.guest.signer.sign(new_guest_id),
        max_age=GUEST_COOKIE_S,
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
        path=cookies.path,
    )


async def is_host() -> bool:
    """Tell whether the request carries a living session of the host."""
    token = request.cookies.get(party_scope().cookies.host)
    if not token:
        return False
    core = services().core
    async with core.database.reading() as connection:
        return await select_session_is_alive(connection, core.party_id, token_hash(token), now_iso())


async def require_host() -> None:
    """Let only the host pass; anyone else gets a 401."""
    if not await is_host():
        raise AppError(401, "HOST_ONLY", N_("Please sign in as the host first."))


async def current_party() -> Party:
    """Read the party as it is in the records now, whoever changed it."""
    core = services().core
    async with core.database.reading() as connection:
        party = await select_party(connection, core.party_id)
    if party is None:
        raise not_found()
    return party
