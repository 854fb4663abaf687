"""The operator's commands for accounts: add, operator, list, reset-link, drop-second-factor."""

import argparse

from app.base.config import Config
from app.base.errors import AppError
from app.base.fields import MAX_AUTHOR
from app.base.mail_address import MAX_MAIL_ADDRESS, is_mail_address
from app.base.plain_text import clean_line
from app.commands.failed import CommandFailed
from app.commands.party import find_party, opened_records
from app.db import Database
from app.parties.registry import base_of
from app.parties.state import DEFAULT_SLUG
from app.people.accounts import NewAccount, add_account, name_key, set_operator
from app.people.password_changes import LINK_HOURS, make_reset_link
from app.people.passwords import Passwords
from app.people.roles import Role
from app.people.second_factor import end_second_factor
from app.records.account import Account, select_account_by_name, select_accounts
from app.records.member import Membership, select_memberships


async def add(config: Config, options: argparse.Namespace) -> int:
    """Give an account a role in a party. Print the password if the account is new."""
    name = clean_line(options.name, MAX_AUTHOR)
    email = clean_line(options.email or "", MAX_MAIL_ADDRESS)
    if not name_key(name):
        raise CommandFailed("An account needs a name that can be seen.")
    if email and not is_mail_address(email):
        raise CommandFailed(f"{email!r} is no e-mail address.")
    # An operator does not need a role in any party.
    slug = options.party or (None if options.operator else DEFAULT_SLUG)
    async with opened_records(config) as database:
        party = await find_party(database, slug) if slug is not None else None
        wanted = NewAccount(name, email, options.operator)
        try:
            password = await add_account(
                database, Passwords(), wanted, party.id if party else None, Role(options.role)
            )
        except AppError as error:
            raise CommandFailed(error.message) from None
    if party is not None:
        print(
            f"{name!r} is {options.role} of {party.title!r}: {config.guest_url()}{base_of(party.slug)}/admin"
        )
    if options.operator:
        print(_may_run_parties(config, name))
    if password is not None:
        print(f"\n  Password   {password}\n  Shown only this once.")
    return 0


def _may_run_parties(config: Config, name: str) -> str:
    return f"{name!r} may make and delete parties: {config.guest_url()}/parties"


async def operator(config: Config, options: argparse.Namespace) -> int:
    """Give an account the right to run the parties of this server, or take it away."""
    async with opened_records(config) as database:
        account = await find_account(database, options.name)
        await set_operator(database, account.id, is_operator=not options.end)
    if options.end:
        print(f"{account.name!r} may no longer make and delete parties.")
    else:
        print(_may_run_parties(config, account.name))
    return 0


async def list_accounts(config: Config, options: argparse.Namespace) -> int:
    async with opened_records(config) as database, database.reading() as connection:
        for account in await select_accounts(connection):
            roles = [_role(one) for one in await select_memberships(connection, account.id)]
            if account.is_operator:
                roles.insert(0, "operator")
            print(f"{account.name:<30} {account.email:<30} {', '.join(roles)}".rstrip())
    return 0


def _role(membership: Membership) -> str:
    return f"{membership.role} of {membership.slug}"


async def reset_link(config: Config, options: argparse.Namespace) -> int:
    """Print a link with which somebody who forgot their password chooses a new one."""
    async with opened_records(config) as database:
        account = await find_account(database, options.name)
        token = await make_reset_link(database, account.id)
    print(f"  {config.guest_url()}/reset/{token}\n\n  Good once, for {LINK_HOURS} hours.")
    return 0


async def drop_second_factor(config: Config, options: argparse.Namespace) -> int:
    """Remove somebody's second step: from now on the password alone lets them in."""
    async with opened_records(config) as database:
        account = await find_account(database, options.name)
        await end_second_factor(database, account.id)
    print(f"{account.name!r} signs in with the password alone.")
    return 0


async def find_account(database: Database, name: str) -> Account:
    async with database.reading() as connection:
        account = await select_account_by_name(connection, name_key(name))
    if account is None:
        raise CommandFailed(f"There is no account called {name!r}; `account list` has them all.")
    return account
