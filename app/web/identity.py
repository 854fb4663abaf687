"""Who this request is from: a guest by the signed cookie, a member of the party by a session."""

import logging
from collections.abc import Callable
from typing import TypeVar, cast

from quart import Response, g, request
from quart.typing import ResponseTypes

from app.base.addresses import network_of
from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found, not_yours
from app.base.ids import new_id
from app.base.signing import token_hash
from app.db import DatabaseError
from app.intake.uploads import Sender
from app.parties.cookies import GUEST_COOKIE_S, GUEST_HEADER
from app.people.may import Verb, may, may_see
from app.people.roles import Actor, Role
from app.people.sessions import note_seen
from app.records.party import Party, select_party
from app.records.photo import Photo
from app.records.session import select_session
from app.web.limits import Asker
from app.web.services import party_scope

logger = logging.getLogger(__name__)

F = TypeVar("F", bound=Callable[..., object])

VERB = "partywall_verb"
"""Where a view carries the verb that it is for, so that a test can find a view without one."""
VERB_OF_PHOTO = "partywall_verb_of_photo"
PROGRAM = "program"
"""Where a request carries the actor of its bearer token (programs.py)."""


def guest_id() -> str | None:
    """Return the guest's public id, or None for a browser that has no cookie of ours."""
    return known_guest_id() or g.get("new_guest_id")


def known_guest_id() -> str | None:
    """Return the guest id of the cookie, or without a cookie of the header, if it is of this party."""
    if PROGRAM in g:
        # A program is only its token: cookies beside it do not count.
        return cast(Actor, g.get(PROGRAM)).guest_id
    guest = party_scope().cookies.guest
    if guest.name in request.cookies:
        return guest.read(request.cookies)
    return guest.signer.read(request.headers.get(GUEST_HEADER, ""))


def is_program() -> bool:
    """Tell whether a bearer token makes this request."""
    return PROGRAM in g


def guest_pass() -> str | None:
    """Return the pass that a browser without cookies sends instead; None if it has sent a cookie."""
    guest = party_scope().cookies.guest
    return None if guest.name in request.cookies else guest.signer.sign(ensure_guest_id())


def ensure_guest_id() -> str:
    """Return the guest's public id. A browser without one gets one with this answer."""
    known = guest_id()
    if known is None:
        known = g.new_guest_id = new_id()
    return known


def become_guest(guest_id: str) -> None:
    """Give the browser this guest's cookie with the answer, in place of its own."""
    g.new_guest_id = guest_id


def writing_guest_id() -> str:
    """Return the id of a guest who is about to change something.

    A cookie that we did not sign is refused, not quietly replaced: it is forged, or from an earlier party.
    The answer carries a new cookie, so that trying again works.
    """
    if PROGRAM in g:
        return ensure_guest_id()
    is_said = party_scope().cookies.guest.name in request.cookies or GUEST_HEADER in request.headers
    if is_said and guest_id() is None:
        ensure_guest_id()
        raise AppError(
            401,
            "COOKIE_INVALID",
            N_("We didn’t recognise this phone, so it joined as a new guest. Please try again."),
        )
    return ensure_guest_id()


def asker(guest_key: str | None) -> Asker:
    """Return who is counted against a limit of the request's party."""
    return Asker(party_scope().party_id, guest_key, request.remote_addr or "")


async def sender_of(guest_id: str) -> Sender:
    """Return the network that a guest sends from, and the role in which they may send."""
    network = party_scope().cookies.networks.pseudonym(network_of(request.remote_addr or ""))
    actor = await current_actor()
    is_member = actor.role is not None and may(actor, Verb.SEND)
    return Sender(guest_id, network, str(actor.role) if is_member else "")


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


def set_member_cookie(
    response: ResponseTypes, name: str, value: str, max_age_s: int, path: str | None = None
) -> None:
    """Keep a session, or what belongs to it, on the device; without a path, for the request's party."""
    # Strict: no other site's link or form ever acts as somebody with a role.
    response.set_cookie(
        name,
        value,
        max_age=max_age_s,
        httponly=True,
        samesite="Strict",
        secure=request.scheme == "https",
        path=path or party_scope().cookies.path,
    )


async def current_actor() -> Actor:
    """Return who this request is from: somebody with a role by their session, else the guest.

    It is read from the records once a request, so an ended session is out with the next request.
    """
    known = cast(Actor | None, g.get("actor"))
    if known is None:
        known = g.actor = await _actor_by_session() or Actor(guest_id())
    return known


async def _actor_by_session() -> Actor | None:
    token = request.cookies.get(party_scope().cookies.host)
    if not token:
        return None
    scope = party_scope()
    async with scope.database.reading() as connection:
        session = await select_session(connection, scope.party_id, token_hash(token), now_iso())
    if session is None:
        return None
    try:
        await note_seen(scope.database, session)
    except DatabaseError:
        # The request may still be carried out, above all on a full disk.
        logger.warning("could not note that a session is used", exc_info=True)
    return Actor(
        guest_id(),
        Role(session.role),
        session_id=session.id,
        expires_at=session.expires_at,
        account_id=session.account_id,
        name=session.name,
    )


def is_screen(party: Party) -> bool:
    """Tell whether this browser is a big screen that was opened by its link."""
    cookies = party_scope().cookies
    told = cookies.screen.signer.read_text(request.cookies.get(cookies.screen.name, ""))
    return told == str(party.entry_round)


async def is_members_screen(party: Party) -> bool:
    """Tell whether a member is signed in on this screen, or opened it by the hosts' link."""
    return is_screen(party) or (await current_actor()).role is not None


async def sees_all(party: Party) -> bool:
    """Tell whether the request's sender sees every shown photo. Others see only their own."""
    if party.gallery_for == "everyone" or is_screen(party):
        return True
    actor = await current_actor()
    return not actor.is_guest and (may(actor, Verb.SEE_SHOWN) or may(actor, Verb.SEE_ALL))


async def screen_party() -> Party:
    """Return the party to a browser that may show all of it; raise a 403 for any other."""
    party = party_scope().party_in_memory or await current_party()
    if not await sees_all(party):
        raise AppError(
            403,
            "SCREEN_LINK_NEEDED",
            N_("Not everybody sees the photos here. The hosts have a link for big screens."),
        )
    return party


def screen_token(party: Party) -> str:
    """Return the token that makes a browser a big screen, until everybody is asked for the code again."""
    return party_scope().cookies.screen.signer.sign(str(party.entry_round))


def set_screen_cookie(response: ResponseTypes, token: str) -> None:
    cookies = party_scope().cookies
    response.set_cookie(
        cookies.screen.name,
        token,
        max_age=GUEST_COOKIE_S,
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
        path=cookies.path,
    )


async def sees(photo: Photo) -> bool:
    """Tell whether a photo exists for the request's sender. A photo that they may not see is a 404."""
    actor = await current_actor()
    if not may_see(actor, photo):
        return False
    if not photo.is_shown or (actor.guest_id is not None and actor.guest_id == photo.guest_id):
        return True
    return await sees_all(party_scope().party_in_memory or await current_party())


def requires(verb: Verb) -> Callable[[F], F]:
    """Let only those who may do `verb` use a view. The gate checks it before the body is read."""

    def mark(view: F) -> F:
        setattr(view, VERB, verb)
        return view

    return mark


def requires_of_photo(verb: Verb) -> Callable[[F], F]:
    """Name what a view does with a photo. The view itself calls `require_of` once it has the photo."""

    def mark(view: F) -> F:
        setattr(view, VERB_OF_PHOTO, verb)
        return view

    return mark


async def require(verb: Verb, of: Photo | Party | None = None) -> Actor:
    """Return who is asking if they may do `verb`; raise a 401 for a guest and a 403 for anybody else."""
    actor = await current_actor()
    if may(actor, verb, of):
        return actor
    if actor.is_guest:
        raise AppError(401, "HOST_ONLY", N_("Please sign in as the host first."))
    if actor.scopes is not None:
        raise not_your_scope()
    raise AppError(403, "NOT_YOUR_ROLE", N_("Only a host can do that."))


async def require_account() -> Actor:
    """Return who is signed in with an account; raise a 401 for everybody else, also for passes."""
    actor = await current_actor()
    if not actor.account_id:
        raise AppError(401, "ACCOUNT_NEEDED", N_("Please sign in with your password first."))
    return actor


def not_your_scope() -> AppError:
    return AppError(403, "NOT_YOUR_SCOPE", N_("This token may not do that."))


async def require_of(verb: Verb, photo: Photo) -> Actor:
    """Return who is asking if they may do `verb` to the photo. A photo that they may not see is a 404."""
    actor = await current_actor()
    if not may(actor, verb, photo):
        # The refusal of another party's cookie comes before anything about the photo.
        if actor.is_guest:
            writing_guest_id()
        raise not_yours() if may_see(actor, photo) else not_found()
    return actor


async def current_party() -> Party:
    """Read the party from the records as it is now."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        party = await select_party(connection, scope.party_id)
    if party is None:
        raise not_found()
    return party
