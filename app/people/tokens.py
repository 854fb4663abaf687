"""Tokens for programs: made and shown once, used, revoked."""

from collections.abc import Iterable
from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.base.signing import new_token, token_hash
from app.parties.scope import PartyScope, carried_through
from app.records.token import (
    Token,
    delete_expired_tokens,
    delete_token,
    insert_token,
    select_token,
    select_tokens,
    update_token_used,
)

PREFIX = "pw_"
"""The prefix by which people and code scanners recognise a token."""
MAX_TOKENS = 50
NOTED_EVERY = timedelta(minutes=1)
"""The last use is written at most this often: a busy program must not cause a write with every request."""


async def make_token(scope: PartyScope, name: str, scopes: Iterable[str], life: timedelta) -> str:
    """Return a new token. The records keep only its hash."""
    secret = PREFIX + new_token()
    token = Token(
        id=new_id(),
        party_id=scope.party_id,
        secret_hash=token_hash(secret),
        name=name,
        scopes=" ".join(sorted(scopes)),
        guest_id=new_id(),
        created_at=now_iso(),
        expires_at=to_iso(now() + life),
    )
    async with scope.database.transaction() as connection:
        await delete_expired_tokens(connection, scope.party_id, now_iso())
        if len(await select_tokens(connection, scope.party_id)) >= MAX_TOKENS:
            raise AppError(409, "TOO_MANY_TOKENS", N_("There are very many tokens. Please revoke one first."))
        await insert_token(connection, token)
    return secret


async def use_token(scope: PartyScope, secret: str) -> Token | None:
    """Return the token and note its use; None if it is wrong, ended, revoked or another party's."""
    async with scope.database.reading() as connection:
        token = await select_token(connection, scope.party_id, token_hash(secret), now_iso())
    if token is not None and token.last_used_at < to_iso(now() - NOTED_EVERY):
        async with scope.database.transaction() as connection:
            await update_token_used(connection, scope.party_id, token.id, now_iso())
    return token


@carried_through
async def revoke_token(scope: PartyScope, token_id: str) -> None:
    """End a token and the streams that it has opened."""
    async with scope.database.transaction() as connection:
        if not await delete_token(connection, scope.party_id, token_id):
            raise not_found()
    scope.hub.ring()
