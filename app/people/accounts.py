"""Accounts: made with a role in a party. Their passwords can be replaced by a link."""

import unicodedata
from dataclasses import dataclass

from app.base.clock import now_iso
from app.base.config import Config
from app.base.errors import N_, AppError
from app.base.ids import new_id
from app.db import Connection, Database
from app.parties.state import DEFAULT_SLUG
from app.people.password_changes import set_account_password
from app.people.passwords import Passwords, new_password
from app.people.roles import Role
from app.records.account import (
    Account,
    insert_account,
    select_account_by_name,
    update_account_operator,
)
from app.records.member import insert_member, select_member, select_members
from app.records.party import Party, select_party_by_slug

FIRST_NAME = "host"
"""The name of a server's first account. It is not asked for until there is a second account."""
MAX_MEMBERS = 100
"""The members of one party: the list is read on a phone."""


def name_key(name: str) -> str:
    """Return a name in the form that names are compared in: composed, without case."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()).strip()


async def ensure_owner(
    database: Database, passwords: Passwords, party: Party, wanted: str | None
) -> str | None:
    """Make sure that the party has an owner with a password: `wanted` from the options, or a new one.

    Returns the password if it is new, so that it can be shown once; only its hash is stored. Of several
    servers that start at once, one makes it.
    """
    owner = await owner_of(database, party.id)
    if owner is not None:
        if wanted is not None and not await passwords.is_right(owner.password_hash, wanted):
            await set_account_password(database, passwords, owner.id, wanted)
        return None
    made = wanted or new_password()
    is_first = await _insert_owner(database, party, FIRST_NAME, await passwords.hash(made))
    return made if is_first and wanted is None else None


async def owner_of(database: Database, party_id: str) -> Account | None:
    """Return the party's first owner, whose password the options and `set-password` set; None if none yet."""
    async with database.reading() as connection:
        members = await select_members(connection, party_id, 1)
    return members[0].account if members else None


async def is_set_by_options(database: Database, config: Config, account_id: str) -> bool:
    """Tell whether the next start would overwrite a password that was chosen in the browser."""
    if config.admin_password is None:
        return False
    async with database.reading() as connection:
        party = await select_party_by_slug(connection, DEFAULT_SLUG)
        members = await select_members(connection, party.id, 1) if party is not None else []
    return bool(members) and members[0].account.id == account_id


async def make_owner(database: Database, passwords: Passwords, party: Party) -> str:
    """Make the owner of a new party, named after its address; return the password."""
    made = new_password()
    await _insert_owner(database, party, f"{FIRST_NAME}-{party.slug}", await passwords.hash(made))
    return made


async def _insert_owner(database: Database, party: Party, name: str, password_hash: str) -> bool:
    """Insert a party's owner; False if it already has a member."""
    async with database.transaction() as connection:
        if await select_members(connection, party.id, 1):
            return False
        free = await free_name(connection, name)
        await insert_member_account(connection, free, password_hash, party.id, Role.OWNER)
    return True


async def free_name(connection: Connection, name: str) -> str:
    """Return the name, with a number added if it is taken."""
    free, number = name, 1
    while await select_account_by_name(connection, name_key(free)) is not None:
        number += 1
        free = f"{name}-{number}"
    return free


@dataclass(frozen=True, slots=True)
class NewAccount:
    name: str
    email: str
    is_operator: bool


async def add_account(
    database: Database, passwords: Passwords, wanted: NewAccount, party_id: str | None, role: Role
) -> str | None:
    """Give somebody a role in a party, or none. Return the password if the account is new.

    An existing account keeps its password. Raises a 409 for an account that is already a member.
    """
    made = new_password()
    password_hash = await passwords.hash(made)
    async with database.transaction() as connection:
        known = await select_account_by_name(connection, name_key(wanted.name))
        account_id = known.id if known else await _insert(connection, wanted, password_hash)
        if party_id is not None:
            if await select_member(connection, party_id, account_id) is not None:
                raise AppError(409, "MEMBER_ALREADY", N_("They have a role in this party already."))
            await _refuse_crowd(connection, party_id)
            await insert_member(connection, party_id, account_id, role, now_iso())
        if wanted.is_operator:
            await update_account_operator(connection, account_id, is_operator=True)
    return None if known else made


async def set_operator(database: Database, account_id: str, *, is_operator: bool) -> None:
    """Give or take the right to make and delete parties; a change counts from the next request on."""
    async with database.transaction() as connection:
        await update_account_operator(connection, account_id, is_operator=is_operator)


async def _refuse_crowd(connection: Connection, party_id: str) -> None:
    if len(await select_members(connection, party_id, MAX_MEMBERS)) == MAX_MEMBERS:
        raise AppError(
            409, "TOO_MANY_MEMBERS", N_("There are many members already. Remove some of them first.")
        )


async def insert_member_account(
    connection: Connection, name: str, password_hash: str, party_id: str, role: Role
) -> str:
    """Insert an account with a role in a party; return its id. Raises a 409 for too many members."""
    await _refuse_crowd(connection, party_id)
    account_id = await _insert(connection, NewAccount(name, "", is_operator=False), password_hash)
    await insert_member(connection, party_id, account_id, role, now_iso())
    return account_id


async def _insert(connection: Connection, wanted: NewAccount, password_hash: str) -> str:
    made = Account(
        id=new_id(),
        name=wanted.name,
        name_key=name_key(wanted.name),
        email=wanted.email,
        password_hash=password_hash,
        is_operator=wanted.is_operator,
        created_at=now_iso(),
    )
    await insert_account(connection, made)
    return made.id
