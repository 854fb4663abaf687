"""Hosts, helpers and guests subscribe to calls and unsubscribe."""

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.notices.forms import GuestNoticeForm, NoticeForm
from app.parties.scope import PartyScope, carried_through
from app.records.guest_call import (
    GuestCall,
    delete_guest_call,
    select_guest_calls,
    upsert_guest_call,
)
from app.records.notice import Subscription, delete_subscription, select_subscription, upsert_subscription

MAX_PHONES = 5
"""The most phones of a guest that are called. Each costs a message."""


@carried_through
async def subscribe(scope: PartyScope, session_id: str, language: str, form: NoticeForm) -> None:
    """Call this session from now on. This replaces its subscription for the same way."""
    one = Subscription(
        id=new_id(),
        party_id=scope.party_id,
        session_id=session_id,
        way=form.way,
        address=form.target.address,
        public_key=form.target.public_key,
        auth_secret=form.target.auth_secret,
        language=language,
        kinds=tuple(form.kinds),
        quiet_from=form.quiet_from,
        quiet_until=form.quiet_until,
        created_at=now_iso(),
    )
    async with scope.database.transaction() as connection:
        await upsert_subscription(connection, one)


@carried_through
async def unsubscribe(scope: PartyScope, session_id: str, way: str) -> None:
    """Stop calling this session by that way. Raises a 404 if it was not called."""
    async with scope.database.transaction() as connection:
        if not await delete_subscription(connection, scope.party_id, session_id, way):
            raise not_found()


async def subscription_of(scope: PartyScope, session_id: str, way: str) -> Subscription:
    """Return this session's subscription for that way. Raises a 404 without one."""
    async with scope.database.reading() as connection:
        found = await select_subscription(connection, scope.party_id, session_id, way)
    if found is None:
        raise not_found()
    return found


@carried_through
async def subscribe_guest(scope: PartyScope, guest_id: str, language: str, form: GuestNoticeForm) -> None:
    """Call a guest on this phone from now on. Photos that were on a screen before are no news."""
    one = GuestCall(
        id=new_id(),
        party_id=scope.party_id,
        guest_id=guest_id,
        address=form.target.address,
        public_key=form.target.public_key,
        auth_secret=form.target.auth_secret,
        language=language,
        kinds=tuple(form.kinds),
        created_at=now_iso(),
    )
    async with scope.database.transaction() as connection:
        known = await select_guest_calls(connection, scope.party_id, guest_id)
        if len(known) >= MAX_PHONES and one.address not in [each.address for each in known]:
            raise AppError(409, "TOO_MANY_PHONES", N_("You are called on five phones already."))
        await upsert_guest_call(connection, one)


@carried_through
async def unsubscribe_guest(scope: PartyScope, guest_id: str, address: str) -> None:
    """Stop calling a guest on this phone. Raises a 404 if it was not called."""
    async with scope.database.transaction() as connection:
        if not await delete_guest_call(connection, scope.party_id, guest_id, address):
            raise not_found()
