"""Changes of a password: set from outside, changed by its person, or chosen anew through a link."""

from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.base.signing import new_token, token_hash
from app.db import Connection, Database
from app.parties.scope import PartyScope, carried_through
from app.people.passwords import Passwords, is_weak_password
from app.people.roles import Role
from app.records.account import (
    Account,
    delete_reset_link,
    replace_reset_link,
    select_account,
    select_account_by_link,
    update_account_email,
    update_account_password,
)
from app.records.invitation import delete_invitations
from app.records.member import select_memberships
from app.records.passkey import delete_passkeys
from app.records.provider_identity import delete_provider_identities
from app.records.session import delete_passes_of_party, delete_sessions_of_account

LINK_HOURS = 24
MAILED_LINK_HOURS = 1
"""A mail stays in a mailbox for years, and others may read it."""


async def set_account_password(
    database: Database, passwords: Passwords, account_id: str, password: str
) -> None:
    """Replace a password from outside, and sign its person out everywhere.

    Their passkeys, their connection to a provider and their parties' invitations end as well. Somebody with
    the old password may have made one of these as a way back in.
    """
    password_hash = await passwords.hash(password)
    async with database.transaction() as connection:
        await _write_password(connection, account_id, password_hash)
        await delete_passkeys(connection, account_id)
        await delete_provider_identities(connection, account_id)
        for membership in await select_memberships(connection, account_id):
            if membership.role in (Role.OWNER, Role.HOST):
                await delete_invitations(connection, membership.party_id)
                await delete_passes_of_party(connection, membership.party_id)


async def check_own_password(
    database: Database, passwords: Passwords, account_id: str, password: str
) -> None:
    """Raise a 401 if this is not the signed-in person's password."""
    async with database.reading() as connection:
        account = await select_account(connection, account_id)
    if account is None or not await passwords.is_right(account.password_hash, password):
        raise AppError(401, "WRONG_PASSWORD", N_("That’s not your password. Please try again."))


async def change_own_email(
    database: Database, passwords: Passwords, account_id: str, password: str, email: str
) -> None:
    """Set one's own mail address, or remove it when empty. Raises a 401 if the password is wrong.

    A link to a new password goes to that address, so a device that was left open must not change it.
    """
    await check_own_password(database, passwords, account_id, password)
    async with database.transaction() as connection:
        # A link that was sent to the old address must not stay valid.
        await delete_reset_link(connection, account_id)
        await update_account_email(connection, account_id, email)


@carried_through
async def change_own_password(
    scope: PartyScope, passwords: Passwords, account_id: str, old: str, new: str, session_id: str
) -> None:
    """Replace one's own password and sign other devices out. Raises a 401 when `old` is not the old one."""
    async with scope.site.database.reading() as connection:
        account = await select_account(connection, account_id)
    if account is None or not await passwords.is_right(account.password_hash, old):
        raise AppError(401, "WRONG_PASSWORD", N_("That’s not your password until now. Please try again."))
    password_hash = await passwords.hash(checked_password(new))
    async with scope.site.database.transaction() as connection:
        parties = await _write_password(connection, account_id, password_hash, session_id)
    scope.hub.ring_for(parties)


async def _write_password(
    connection: Connection, account_id: str, password_hash: str, session_id: str = ""
) -> list[str]:
    """Write the password and end all sessions but one; return the parties that the ended ones were in."""
    await update_account_password(connection, account_id, password_hash)
    await delete_reset_link(connection, account_id)
    return await delete_sessions_of_account(connection, account_id, session_id)


def checked_password(password: str) -> str:
    """Return a password that somebody chose; raise a 400 if it could be guessed."""
    if is_weak_password(password):
        raise AppError(
            400,
            "WEAK_PASSWORD",
            N_(
                "That password could be guessed. Take at least 8 characters, or 10 if they are all digits, "
                "and not the same few over and over."
            ),
        )
    return password


async def make_reset_link(database: Database, account_id: str) -> str:
    """Make the link with which somebody chooses a new password; return its token, which is stored nowhere."""
    async with database.transaction() as connection:
        return await write_reset_link(connection, account_id)


async def write_reset_link(connection: Connection, account_id: str, hours: int = LINK_HOURS) -> str:
    token = new_token()
    until = to_iso(now() + timedelta(hours=hours))
    await replace_reset_link(connection, account_id, token_hash(token), until)
    return token


async def account_of_link(database: Database, token: str) -> Account:
    """Return the account of a link; raise a 404 if the link does not exist, was used or has ended."""
    async with database.reading() as connection:
        account = await select_account_by_link(connection, token_hash(token), now_iso())
    if account is None:
        raise not_found()
    return account


@carried_through
async def reset_password(scope: PartyScope, passwords: Passwords, token: str, new: str) -> None:
    """Set the password that the link's holder chose, use the link up, and sign its person out everywhere."""
    password_hash = await passwords.hash(checked_password(new))
    async with scope.site.database.transaction() as connection:
        account = await select_account_by_link(connection, token_hash(token), now_iso())
        if account is None:
            raise not_found()
        parties = await _write_password(connection, account.id, password_hash)
    scope.hub.ring_for(parties)
