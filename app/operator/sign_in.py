"""Signs an operator in at the page of all parties, with an account that has the right."""

from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError
from app.base.signing import CookieSigner, new_token, token_hash
from app.db import Database
from app.people.accounts import name_key
from app.people.passwords import Passwords
from app.people.roles import Actor
from app.people.second_step import account_in_step, is_of
from app.people.sessions import SEEN_EVERY, SignIn, step_is_over, wrong_password
from app.records.account import Account, select_account, select_account_by_name
from app.records.operator_session import (
    OperatorSession,
    delete_expired_operator_sessions,
    delete_operator_session,
    insert_operator_session,
    select_operator_session,
    update_operator_session_seen,
)

OPERATOR_SESSION_S = 7 * 24 * 3600
AT_THE_SERVER = "server"
"""The place that a second step is good for. At a party this is the party's id."""


async def check_operator(database: Database, passwords: Passwords, typed: SignIn) -> Account:
    """Return the operator whose password was typed.

    Raises the same 401, in the same time, for a wrong password and for an account without the right.
    """
    async with database.reading() as connection:
        account = await select_account_by_name(connection, name_key(typed.name))
    if account is not None and not account.is_operator:
        account = None
    is_right = await passwords.is_right(account.password_hash if account else "", typed.password)
    if account is None or not is_right:
        raise wrong_password(is_named=True)
    return account


async def operator_of_step(database: Database, signer: CookieSigner, step: str) -> Account:
    """Return the operator whose password was right a moment ago; raise a 401 for any other step."""
    account_id, hash_end = account_in_step(signer, AT_THE_SERVER, step)
    async with database.reading() as connection:
        account = await select_account(connection, account_id)
    if account is None or not account.is_operator or not is_of(account, hash_end):
        raise step_is_over()
    return account


def require_right(account: Account) -> Account:
    """Return the account if it may run this server's parties; raise a 403 for any other."""
    if not account.is_operator:
        raise AppError(403, "NO_PLACE_HERE", N_("This account may not run the parties of this server."))
    return account


async def open_operator_session(database: Database, account: Account, label: str) -> str:
    """Open a session for an operator who has proved who they are; return its token."""
    token, at = new_token(), now_iso()
    async with database.transaction() as connection:
        if await select_account(connection, account.id) != account:
            raise wrong_password(is_named=True)  # changed while the password was checked
        await delete_expired_operator_sessions(connection, at)
        until = to_iso(now() + timedelta(seconds=OPERATOR_SESSION_S))
        await insert_operator_session(
            connection, OperatorSession(token_hash(token), account.id, label, at, until, at)
        )
    return token


async def operator_with(database: Database, token: str) -> Actor | None:
    """Return the operator whose session has this token."""
    async with database.reading() as connection:
        session = await select_operator_session(connection, token_hash(token), now_iso())
        account = await select_account(connection, session.account_id) if session is not None else None
    if session is None or account is None:
        return None
    if session.last_seen_at < to_iso(now() - SEEN_EVERY):
        async with database.transaction() as connection:
            await update_operator_session_seen(connection, session.id, now_iso())
    return Actor(is_operator=True, account_id=account.id, session_id=session.id, name=account.name)


async def sign_out_operator(database: Database, token: str) -> None:
    async with database.transaction() as connection:
        await delete_operator_session(connection, token_hash(token))
