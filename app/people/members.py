"""The members of a party, as its owner manages them: added by a link, given another role, removed."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.people.accounts import insert_member_account, name_key
from app.people.password_changes import write_reset_link
from app.people.roles import Role
from app.records.account import delete_unused_accounts, select_account_by_name
from app.records.change import ChangeKind, insert_change
from app.records.member import (
    Member,
    delete_member,
    select_member,
    select_members,
    select_memberships,
    update_member_role,
)

TWO_OWNERS = 2


@carried_through
async def add_member(scope: PartyScope, name: str, role: Role, actor: str) -> str:
    """Make an account with a role; return the token of the link with which its person chooses a password.

    An account of another party is not added by its name alone: its person would not have been asked.
    """
    # Names are unique among all parties, so this transaction takes the turn of all of them.
    async with scope.site.database.transaction() as connection:
        if await select_account_by_name(connection, name_key(name)) is not None:
            raise AppError(409, "NAME_TAKEN", N_("Somebody has that name already. Please take another one."))
        account_id = await insert_member_account(connection, name, "", scope.party_id, role)
        token = await write_reset_link(connection, account_id)
        await note_members(connection, scope, actor, f"added-{role}:{name}")
    scope.hub.ring()
    return token


async def make_member_link(scope: PartyScope, account_id: str) -> str:
    """Let a member who forgot their password choose another one; return the link's token.

    Raises a 409 for somebody who is also a member elsewhere: this link would open that party as well.
    """
    async with scope.site.database.transaction() as connection:
        member = await _member(connection, scope.party_id, account_id)
        is_elsewhere = len(await select_memberships(connection, account_id)) > 1
        if is_elsewhere or member.account.is_operator:
            raise AppError(
                409,
                "MEMBER_ELSEWHERE",
                N_(
                    "They have an account for more than this party. "
                    "Whoever runs the server can make the link."
                ),
            )
        return await write_reset_link(connection, account_id)


@carried_through
async def change_role(scope: PartyScope, account_id: str, role: Role, actor: str) -> None:
    """Give a member another role, which counts from their next request on."""
    async with scope.database.transaction() as connection:
        member = await _member(connection, scope.party_id, account_id)
        if role is not Role.OWNER:
            await _refuse_last_owner(connection, scope.party_id, member)
        await update_member_role(connection, scope.party_id, account_id, role)
        await note_members(connection, scope, actor, f"now-{role}:{member.account.name}")
    scope.hub.ring()


@carried_through
async def remove_member(scope: PartyScope, account_id: str, actor: str) -> None:
    """Remove a member's role, sign them out and end their streams.

    An account without any other use is deleted with it.
    """
    async with scope.site.database.transaction() as connection:
        member = await _member(connection, scope.party_id, account_id)
        await _refuse_last_owner(connection, scope.party_id, member)
        await delete_member(connection, scope.party_id, account_id)
        await delete_unused_accounts(connection)
        await note_members(connection, scope, actor, f"removed:{member.account.name}")
    scope.hub.ring()


async def note_members(connection: Connection, scope: PartyScope, actor: str, detail: str) -> None:
    """Write into the party's log that a role has changed: what, a colon, and whose."""
    await insert_change(connection, scope.party_id, ChangeKind.MEMBERS, actor, now_iso(), detail=detail)


async def _member(connection: Connection, party_id: str, account_id: str) -> Member:
    member = await select_member(connection, party_id, account_id)
    if member is None:
        raise not_found()
    return member


async def _refuse_last_owner(connection: Connection, party_id: str, member: Member) -> None:
    # Owners come first.
    first = await select_members(connection, party_id, TWO_OWNERS)
    owners = [one for one in first if one.role == Role.OWNER]
    if member.role == Role.OWNER and len(owners) < TWO_OWNERS:
        raise AppError(409, "LAST_OWNER", N_("A party needs an owner. Make somebody else the owner first."))
