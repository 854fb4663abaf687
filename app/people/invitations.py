"""Invitations and the passes they make: a role on one device, without an account."""

from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.base.signing import new_token, token_hash
from app.parties.scope import PartyScope, carried_through
from app.people.members import note_members
from app.people.roles import Role
from app.records.invitation import (
    Invitation,
    delete_expired_invitations,
    delete_invitation,
    insert_invitation,
    select_invitation_by_token,
    select_invitations,
)
from app.records.session import (
    Session,
    delete_expired_sessions,
    delete_pass,
    delete_passes,
    delete_session,
    insert_session,
    select_pass_count,
)

MAX_INVITATIONS = 50
"""For one party at once: only a few are used, and the list is read on a phone."""
MAX_PASSES = 50
"""For one invitation: a link that has spread should be ended, not used by everybody."""


@carried_through
async def make_invitation(scope: PartyScope, role: Role, hours: int, actor: str) -> tuple[Invitation, str]:
    """Make an invitation that lasts `hours`; return it and its token, which is stored nowhere."""
    token, at = new_token(), now_iso()
    made = Invitation(new_id(), scope.party_id, role, at, to_iso(now() + timedelta(hours=hours)))
    async with scope.database.transaction() as connection:
        await delete_expired_invitations(connection, at)
        if len(await select_invitations(connection, scope.party_id, at, MAX_INVITATIONS)) == MAX_INVITATIONS:
            raise AppError(
                409, "TOO_MANY_INVITATIONS", N_("There are many invitations already. End some of them first.")
            )
        await insert_invitation(connection, made, token_hash(token))
        await note_members(connection, scope, actor, f"invited-{role}:")
    scope.hub.ring()
    return made, token


@carried_through
async def accept_invitation(
    scope: PartyScope, token: str, name: str, label: str, former_token: str
) -> tuple[Session, str]:
    """Open a pass for the device with the invitation's token; return the pass and its own token.

    The device's earlier session, by `former_token`, is ended. Raises a 404 for an invitation that does not
    exist, has ended, or whose party has ended.
    """
    made, at = new_token(), now_iso()
    async with scope.database.transaction() as connection:
        invitation = await select_invitation_by_token(connection, scope.party_id, token_hash(token), at)
        if invitation is None:
            raise not_found()
        await delete_expired_sessions(connection, at)
        await delete_session(connection, scope.party_id, token_hash(former_token))
        if await select_pass_count(connection, invitation.id) >= MAX_PASSES:
            raise AppError(
                409,
                "INVITATION_USED_UP",
                N_("Too many people have used this invitation. Please ask the host for a new one."),
            )
        opened = Session(
            id=token_hash(made),
            party_id=scope.party_id,
            role=invitation.role,
            name=name,
            label=label,
            invitation_id=invitation.id,
            account_id="",
            created_at=at,
            expires_at=invitation.expires_at,
            last_seen_at=at,
        )
        await insert_session(connection, opened)
        # The actor is the person who accepted it, so that the log has a name.
        await note_members(connection, scope, f"{opened.role}:{name}", f"accepted-{opened.role}:{name}")
    scope.hub.ring()
    return opened, made


@carried_through
async def end_invitation(scope: PartyScope, invitation_id: str, actor: str) -> None:
    """End an invitation and all its passes. Each pass is refused from its next request on."""
    async with scope.database.transaction() as connection:
        if not await delete_invitation(connection, scope.party_id, invitation_id):
            raise not_found()
        await delete_passes(connection, scope.party_id, invitation_id)
        await note_members(connection, scope, actor, "uninvited:")
    scope.hub.ring()


@carried_through
async def end_pass(scope: PartyScope, session_id: str, actor: str) -> None:
    """End one pass. Somebody with the invitation can open another."""
    async with scope.database.transaction() as connection:
        if not await delete_pass(connection, scope.party_id, session_id):
            raise not_found()
        await note_members(connection, scope, actor, "ended:")
    scope.hub.ring()
