"""Recognises programs: a request with a bearer token (RFC 6750, 2.1) is the token's, whatever else it has."""

from quart import g, request

from app.base.errors import N_, AppError
from app.people.roles import Actor, Scope
from app.people.tokens import use_token
from app.web.identity import PROGRAM, VERB, VERB_OF_PHOTO, asker, not_your_scope
from app.web.limits import TOKEN
from app.web.services import party_scope, services

SCHEME = "bearer"


async def enter_program() -> bool:
    """Make the token's program the actor of this request; False without a token, a 401 for a wrong one.

    After that the request's cookies are ignored.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME:
        return False
    # Before the query. A right token is not counted here.
    who = asker(None)
    await services().limiter.check(TOKEN, who)
    token = await use_token(party_scope(), secret.strip())
    if token is None:
        raise AppError(
            401, "WRONG_TOKEN", N_("We don’t know this token."), headers={"WWW-Authenticate": "Bearer"}
        )
    await services().limiter.forgive(TOKEN, who)
    scopes = frozenset(Scope(scope) for scope in token.scopes.split())
    actor = Actor(
        token.guest_id, scopes=scopes, token_id=token.id, expires_at=token.expires_at, name=token.name
    )
    setattr(g, PROGRAM, actor)
    g.actor = actor
    return True


def refuse_outside_scopes(view: object) -> None:
    """Refuse a view that names no verb: no scope covers it, and it may be about cookies."""
    if getattr(view, VERB, None) is None and getattr(view, VERB_OF_PHOTO, None) is None:
        raise not_your_scope()
