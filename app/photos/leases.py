"""A lease on unfinished work: its holder renews it. If it stops renewing, others take the work up."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from app.base.clock import now, to_iso
from app.parties.scope import Site
from app.records.lease import update_lease_if_over, update_leases

LEASE_S = 10.0
RENEW_EVERY_S = 3.0
"""Three tries in a lease: nobody loses a lease to a restarting database."""
NEVER = "9999"
"""Later than any lease ends."""


def lease_end() -> str:
    """Return when a lease that begins now ends."""
    return to_iso(now() + timedelta(seconds=LEASE_S))


async def renew_leases(site: Site, photo_ids: Collection[str]) -> None:
    async with site.database.transaction() as connection:
        await update_leases(connection, photo_ids, lease_end())


async def take_up(site: Site, photo_ids: Iterable[str], leased_before: str) -> set[str]:
    """Take the leases that have ended. If several servers try, only one gets each."""
    waiting = list(photo_ids)
    if not waiting:
        return set()
    async with site.database.transaction() as connection:
        return {
            photo_id
            for photo_id in waiting
            if await update_lease_if_over(connection, photo_id, leased_before, lease_end())
        }
