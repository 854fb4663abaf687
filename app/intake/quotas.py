"""Limits on the stored bytes of one guest, and of all guests from one network."""

from dataclasses import dataclass

from app.base.errors import N_, AppError
from app.intake.uploads import Sender
from app.parties.scope import PartyScope
from app.records.kept import (
    select_guest_network,
    select_kept_bytes,
    select_kept_bytes_of_network,
    update_guest_network,
)

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Quotas:
    guest_bytes: int
    network_bytes: int


async def refuse_over_quota(scope: PartyScope, quotas: Quotas, sender: Sender, more: int) -> None:
    """Raise if `more` bytes would exceed the quota of the guest or of the network.

    Bytes that are still arriving are not counted. Other limits bound them.
    """
    if not sender.is_limited:
        return
    async with scope.database.reading() as connection:
        of_guest = await select_kept_bytes(connection, scope.party_id, sender.guest_id)
        of_network = await select_kept_bytes_of_network(connection, scope.party_id, sender.network)
    if of_guest + more > quotas.guest_bytes:
        raise AppError(
            403,
            "GUEST_FULL",
            N_("You have sent as much as one guest may here (%(mb)s MB). Delete a photo to send another."),
            {"mb": quotas.guest_bytes // MB},
        )
    if of_network + more > quotas.network_bytes:
        raise AppError(
            403,
            "ADDRESS_FULL",
            N_("So much has come from this network that no more fits. Please tell the host."),
        )


async def remember_network(scope: PartyScope, sender: Sender) -> None:
    """Count what the guest has sent towards the network that it came from."""
    async with scope.database.reading() as connection:
        known = await select_guest_network(connection, scope.party_id, sender.guest_id)
    if known is None or known == sender.network:
        return
    async with scope.database.transaction() as connection:
        await update_guest_network(connection, scope.party_id, sender.guest_id, sender.network)
