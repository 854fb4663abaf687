"""What the host decides about the party as a whole."""

from app.actions.core import Core
from app.clock import now_iso
from app.db import Database
from app.errors import AppError, not_found, party_ended, uploads_closed
from app.ids import new_id
from app.models.change import HOST, ChangeKind, insert_change
from app.models.party import (
    Look,
    Party,
    PartyState,
    insert_party,
    select_party,
    select_party_by_slug,
    update_party_identity,
    update_party_state,
    update_party_title,
    update_party_videos,
)

DEFAULT_SLUG = "party"
DEFAULT_TITLE = "Our party"


async def ensure_default_party(database: Database, title: str | None) -> Party:
    """Return the default party, made at the first start.

    A title from the options counts until the host has written one in the browser.
    """
    async with database.transaction() as connection:
        party = await select_party_by_slug(connection, DEFAULT_SLUG)
        if party is None:
            await insert_party(connection, new_id(), DEFAULT_SLUG, title or DEFAULT_TITLE, now_iso())
        elif title is not None and title != party.title and not party.title_by_host:
            await update_party_title(connection, party.id, title)
        party = await select_party_by_slug(connection, DEFAULT_SLUG)
    assert party is not None
    return party


def closed_refusal(party: Party) -> AppError:
    """Return what somebody hears who sends a photo to a party that takes none now."""
    if party.state is PartyState.ENDED:
        return party_ended(party.message)
    return uploads_closed(party.message)


CHANGE_OF_STATE = {
    PartyState.OPEN: ChangeKind.OPENED,
    PartyState.BREAK: ChangeKind.CLOSED,
    PartyState.ENDED: ChangeKind.ENDED,
}


async def set_party_state(core: Core, state: PartyState, message: str) -> Party:
    """Open the party, call a break, or end it; the message is what guests read meanwhile."""
    async with core.database.transaction() as connection:
        before = await select_party(connection, core.party_id)
        if before is None:
            raise not_found()
        if (before.state, before.message) != (state, message):
            kind = CHANGE_OF_STATE[state]
            await insert_change(connection, core.party_id, kind, HOST, now_iso(), detail=message)
            await update_party_state(connection, core.party_id, state, message)
        after = await select_party(connection, core.party_id)
    assert after is not None
    core.hub.ring()
    return after


async def change_identity(core: Core, title: str, look: Look) -> Party:
    """Give the party another title or look."""
    async with core.database.transaction() as connection:
        before = await select_party(connection, core.party_id)
        if before is None:
            raise not_found()
        if before.title != title:
            await insert_change(connection, core.party_id, ChangeKind.RENAMED, HOST, now_iso(), detail=title)
        if before.look != look:
            await insert_change(connection, core.party_id, ChangeKind.STYLED, HOST, now_iso())
        if (before.title, before.look) != (title, look):
            await update_party_identity(connection, core.party_id, title, look)
        after = await select_party(connection, core.party_id)
    assert after is not None
    core.hub.ring()
    return after


async def switch_videos(core: Core, is_allowed: bool) -> Party:
    """Let guests send videos, or photos only; what is shown already stays."""
    async with core.database.transaction() as connection:
        before = await select_party(connection, core.party_id)
        if before is None:
            raise not_found()
        if before.videos_allowed != is_allowed:
            kind = ChangeKind.VIDEOS_ON if is_allowed else ChangeKind.VIDEOS_OFF
            await insert_change(connection, core.party_id, kind, HOST, now_iso())
            await update_party_videos(connection, core.party_id, is_allowed)
        after = await select_party(connection, core.party_id)
    assert after is not None
    core.hub.ring()
    return after
