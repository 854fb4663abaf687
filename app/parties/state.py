"""What the host decides about the party as a whole."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found, party_ended, uploads_closed
from app.base.ids import new_id
from app.db import Connection, Database
from app.parties.scope import PartyScope, carried_through
from app.records.change import HOST, ChangeKind, insert_change
from app.records.deleted_party import update_party_used_again
from app.records.party import (
    Party,
    PartyState,
    insert_party,
    select_party,
    select_party_by_slug,
    update_party_setting,
    update_party_state,
    update_party_title,
)

DEFAULT_SLUG = "party"
DEFAULT_TITLE = "Our party"


async def ensure_default_party(database: Database, title: str | None) -> Party:
    """Return the default party; the first start makes it.

    A title from the options counts until the host writes one in the browser.
    """
    async with database.transaction() as connection:
        party = await select_party_by_slug(connection, DEFAULT_SLUG)
        if party is None:
            await insert_party(connection, new_id(), DEFAULT_SLUG, title or DEFAULT_TITLE, now_iso())
        elif title is not None and title != party.title and "title" not in party.versions:
            await update_party_title(connection, party.id, title)
        party = await select_party_by_slug(connection, DEFAULT_SLUG)
    assert party is not None
    return party


def closed_refusal(party: Party) -> AppError:
    """Return the refusal for somebody who sends a photo to a party that takes none now."""
    if party.state is PartyState.ENDED:
        return party_ended(party.message)
    return uploads_closed(party.message)


CHANGE_OF_STATE = {
    PartyState.OPEN: ChangeKind.OPENED,
    PartyState.BREAK: ChangeKind.CLOSED,
    PartyState.ENDED: ChangeKind.ENDED,
}


MESSAGE_OF_STATE = {
    PartyState.OPEN: "closed_message",
    PartyState.BREAK: "closed_message",
    PartyState.ENDED: "ended_message",
}


@carried_through
async def set_party_state(scope: PartyScope, state: PartyState, message: str, actor: str = HOST) -> Party:
    """Open the party, call a break, or end it. Guests read the message meanwhile."""
    async with scope.database.transaction() as connection:
        after = await write_party_state(connection, scope.party_id, state, message, actor)
    scope.hub.ring()
    return after


async def write_party_state(
    connection: Connection, party_id: str, state: PartyState, message: str | None, actor: str
) -> Party:
    """Write the state, its words (None keeps them) and the change. The other state's words stay."""
    before = await select_party(connection, party_id)
    if before is None:
        raise not_found()
    words = MESSAGE_OF_STATE[state]
    if message is None:
        message = str(before.setting(words))
    if before.state is state and before.setting(words) == message:
        return before
    if before.erased_at and state is not PartyState.ENDED:
        if before.is_erasing:
            raise AppError(
                409,
                "STILL_DELETING",
                N_("What was here is still being deleted. Please try again in a minute."),
            )
        await update_party_used_again(connection, party_id)
    no = await insert_change(connection, party_id, CHANGE_OF_STATE[state], actor, now_iso(), detail=message)
    await update_party_state(connection, party_id, state)
    if before.setting(words) != message:
        await update_party_setting(connection, before, words, message, no)
    after = await select_party(connection, party_id)
    assert after is not None
    return after
