"""Sessions that a password opens, and the key that signs cookies."""

from dataclasses import dataclass
from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.base.signing import new_secret_key, new_token, token_hash
from app.db import Database
from app.parties.cookies import SESSION_S
from app.parties.scope import PartyScope, carried_through
from app.people.accounts import name_key
from app.people.passwords import Passwords
from app.people.second_step import account_in_step, is_of
from app.records.account import Account
from app.records.member import Member, select_member, select_member_by_name, select_members
from app.records.secret import COOKIE_KEY, insert_secret, select_secret
from app.records.session import (
    Session,
    delete_expired_sessions,
    delete_session,
    delete_session_of_account,
    delete_sessions_of_account,
    insert_session,
    update_session_seen,
)

SEEN_EVERY = timedelta(minutes=1)
"""How precisely a device's last visit is known."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody typed to sign in."""

    name: str
    password: str


async def asks_for_name(scope: PartyScope) -> bool:
    """Tell whether a password alone is not enough to know the person: the party has several members."""
    async with scope.database.reading() as connection:
        return len(await select_members(connection, scope.party_id, 2)) > 1


async def check_password(scope: PartyScope, passwords: Passwords, typed: SignIn) -> Member:
    """Return the member whose password was typed. A party with one member asks for no name.

    Raises the same 401, in the same time, for a wrong name and a wrong password.
    """
    async with scope.database.reading() as connection:
        members = await select_members(connection, scope.party_id, 2)
        is_named = len(members) > 1
        found = (
            await select_member_by_name(connection, scope.party_id, name_key(typed.name))
            if is_named
            else next(iter(members), None)
        )
    password_hash = found.account.password_hash if found is not None else ""
    is_right = await passwords.is_right(password_hash, typed.password)
    if found is None or not is_right:
        raise wrong_password(is_named=is_named)
    return found


async def member_of_step(scope: PartyScope, step: str) -> Member:
    """Return the member whose password was right a moment ago; raise a 401 if it must be typed again."""
    account_id, hash_end = account_in_step(scope.cookies.steps, scope.party_id, step)
    async with scope.database.reading() as connection:
        member = await select_member(connection, scope.party_id, account_id)
    if member is None or not is_of(member.account, hash_end):
        raise step_is_over()
    return member


async def member_of(scope: PartyScope, account: Account) -> Member:
    """Return the member of a party for an account that is proved; raise a 403 if it is no member."""
    async with scope.database.reading() as connection:
        member = await select_member(connection, scope.party_id, account.id)
    if member is None:
        raise AppError(403, "NO_PLACE_HERE", N_("This account has no place in this party."))
    return member


def step_is_over() -> AppError:
    return AppError(401, "STEP_IS_OVER", N_("That took a while. Please type your password again."))


def wrong_password(*, is_named: bool) -> AppError:
    if is_named:
        return AppError(401, "WRONG_PASSWORD", N_("That’s not the name and its password. Please try again."))
    return AppError(401, "WRONG_PASSWORD", N_("That’s not the password. Please try again."))


async def open_session(scope: PartyScope, known: Member, label: str) -> str:
    """Open a session for a member who has proved who they are; return its token."""
    token, at = new_token(), now_iso()
    async with scope.database.transaction() as connection:
        member = await select_member(connection, scope.party_id, known.account.id)
        # Removed, or their password changed, while the typed one was checked.
        if member is None or member.account.password_hash != known.account.password_hash:
            raise wrong_password(is_named=True)
        await delete_expired_sessions(connection, at)
        await insert_session(
            connection,
            Session(
                id=token_hash(token),
                party_id=scope.party_id,
                role=member.role,
                name=member.account.name,
                label=label,
                invitation_id="",
                account_id=member.account.id,
                created_at=at,
                expires_at=to_iso(now() + timedelta(seconds=SESSION_S)),
                last_seen_at=at,
            ),
        )
    return token


@carried_through
async def end_session(scope: PartyScope, token: str) -> None:
    async with scope.database.transaction() as connection:
        await delete_session(connection, scope.party_id, token_hash(token))
    scope.hub.ring()


@carried_through
async def end_own_session(scope: PartyScope, account_id: str, session_id: str) -> None:
    """Sign somebody out on one of their devices, whatever its party, and end its streams."""
    async with scope.site.database.transaction() as connection:
        parties = await delete_session_of_account(connection, account_id, session_id)
        if parties is None:
            raise not_found()
    scope.hub.ring_for(parties)


@carried_through
async def end_own_sessions(scope: PartyScope, account_id: str, but: str = "") -> None:
    """Sign somebody out on every device; the session `but` stays."""
    async with scope.site.database.transaction() as connection:
        parties = await delete_sessions_of_account(connection, account_id, but)
    scope.hub.ring_for(parties)


async def note_seen(database: Database, session: Session) -> None:
    """Note from time to time that a session is used."""
    if session.last_seen_at >= to_iso(now() - SEEN_EVERY):
        return
    async with database.transaction() as connection:
        await update_session_seen(connection, session.id, now_iso())


async def ensure_secret_key(database: Database) -> str:
    """Return the key that signs cookies. Of the servers that share these records, the first makes it."""
    async with database.transaction() as connection:
        key = await select_secret(connection, COOKIE_KEY)
        if key is None:
            key = new_secret_key()
            await insert_secret(connection, COOKIE_KEY, key)
    return key
