"""The host's password and sessions, and the key that signs cookies."""

from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.signing import new_secret_key, new_token, token_hash
from app.db import Database
from app.parties.cookies import SESSION_S
from app.people.passwords import Passwords, new_password
from app.people.roles import Role
from app.records.invitation import delete_invitations
from app.records.party import Party, update_party_password, update_party_password_if_none
from app.records.secret import COOKIE_KEY, insert_secret, select_secret
from app.records.session import (
    Session,
    delete_expired_sessions,
    delete_password_sessions,
    delete_session,
    delete_sessions,
    insert_session,
    update_session_seen,
)

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a device was last here."""


async def ensure_host_password(
    database: Database, passwords: Passwords, party: Party, wanted: str | None
) -> str | None:
    """See to it that the party has a password: `wanted` from the options, or one made now.

    Returns the password when it was made now, for it to be shown once; it is stored as a hash only. Of
    several servers that start at once, one makes it.
    """
    if wanted is not None:
        if party.host_password is None or not await passwords.is_right(party.host_password, wanted):
            await set_host_password(database, passwords, party.id, wanted)
        return None
    if party.host_password is not None:
        return None
    made = new_password()
    password_hash = await passwords.hash(made)
    async with database.transaction() as connection:
        is_first = await update_party_password_if_none(connection, party.id, password_hash)
    return made if is_first else None


async def set_host_password(database: Database, passwords: Passwords, party_id: str, password: str) -> None:
    """Replace the password and sign everybody out.

    Invitations end, too: somebody who had the old password may have made one to come back by.
    """
    password_hash = await passwords.hash(password)
    async with database.transaction() as connection:
        await update_party_password(connection, party_id, password_hash)
        await delete_invitations(connection, party_id)
        await delete_sessions(connection, party_id)


async def ensure_secret_key(database: Database) -> str:
    """Return the key that signs cookies, made by the first of the servers that share these records."""
    async with database.transaction() as connection:
        key = await select_secret(connection, COOKIE_KEY)
        if key is None:
            key = new_secret_key()
            await insert_secret(connection, COOKIE_KEY, key)
    return key


async def open_session(database: Database, party_id: str, label: str) -> str:
    """Open a session of the owner, whose password was right, and return its token."""
    token, at = new_token(), now_iso()
    session = Session(
        id=token_hash(token),
        party_id=party_id,
        role=Role.OWNER,
        name="",
        label=label,
        invitation_id="",
        created_at=at,
        expires_at=to_iso(now() + timedelta(seconds=SESSION_S)),
        last_seen_at=at,
    )
    async with database.transaction() as connection:
        await delete_expired_sessions(connection, at)
        await insert_session(connection, session)
    return token


async def end_session(database: Database, party_id: str, token: str) -> None:
    async with database.transaction() as connection:
        await delete_session(connection, party_id, token_hash(token))


async def end_every_session(database: Database, party_id: str) -> None:
    """End every session that the password opened; whoever came by an invitation stays."""
    async with database.transaction() as connection:
        await delete_password_sessions(connection, party_id)


async def note_seen(database: Database, session: Session) -> None:
    """Remember that a session is used, once in a while."""
    if session.last_seen_at >= to_iso(now() - SEEN_EVERY):
        return
    async with database.transaction() as connection:
        await update_session_seen(connection, session.id, now_iso())
