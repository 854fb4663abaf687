"""What the host decides about the party as a whole."""

from app.actions.core import Core
from app.clock import now_iso
from app.db import Database
from app.errors import not_found
from app.ids import new_id
from app.models.change import HOST, ChangeKind, insert_change
from app.models.guest import upsert_guest
from app.models.party import (
    Party,
    insert_party,
    select_party,
    select_party_by_slug,
    update_party_title,
    update_party_uploads,
    update_party_videos,
)

DEFAULT_SLUG = "party"
DEFAULT_TITLE = "Our party"


async def ensure_default_party(database: Database, title: str | None) -> Party:
    """Return the default party, made at the first start; a title that is set in the options is taken over."""
    async with database.transaction() as connection:
        party = await select_party_by_slug(connection, DEFAULT_SLUG)
        if party is None:
            await insert_party(connection, new_id(), DEFAULT_SLUG, title or DEFAULT_TITLE, now_iso())
        elif title is not None and title != party.title:
            await update_party_title(connection, party.id, title)
        party = await select_party_by_slug(connection, DEFAULT_SLUG)
    assert party is not None
    return party


async def switch_uploads(core: Core, is_open: bool, message: str) -> Party:
    """Open or close the uploads; the message is what guests read while they are closed."""
    async with core.database.transaction() as connection:
        before = await select_party(connection, core.party_id)
        if before is None:
            raise not_found()
        if (before.uploads_open, before.closed_message) != (is_open, message):
            kind = ChangeKind.OPENED if is_open else ChangeKind.CLOSED
            await insert_change(connection, core.party_id, kind, HOST, now_iso(), detail=message)
            await update_party_uploads(connection, core.party_id, is_open, message)
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


async def name_guest(core: Core, guest_id: str, name: str) -> None:
    """Remember how a guest wants to be called."""
    async with core.database.transaction() as connection:
        await upsert_guest(connection, core.party_id, guest_id, name, now_iso())
