"""A host or helper says to be called, and no more; so does a guest."""

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
"""On so many phones a guest is called: each is a message to somewhere else."""


@carried_through
async def subscribe(scope: PartyScope, session_id: str, language: str, form: NoticeForm) -> None:
    """Call this session from now on, in place of what it had for the same way."""
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
    """Call this session no more by that way; raise a 404 where it was not called."""
    async with scope.database.transaction() as connection:
        if not await delete_subscription(connection, scope.party_id, session_id, way):
            raise not_found()


async def subscription_of(scope: PartyScope, session_id: str, way: str) -> Subscription:
    """Return how this session is called by that way; raise a 404 where it is not."""
    async with scope.database.reading() as connection:
        found = await select_subscription(connection, scope.party_id, session_id, way)
    if found is None:
        raise not_found()
    return found


@carried_through
async def subscribe_guest(scope: PartyScope, guest_id: str, language: str, form: GuestNoticeForm) -> None:
    """Call a guest on this phone from now on; what has been on a screen by now is no news."""
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
    """Call a guest on this phone no more; raise a 404 where nobody was called."""
    async with scope.database.transaction() as connection:
        if not await delete_guest_call(connection, scope.party_id, guest_id, address):
            raise not_found()
