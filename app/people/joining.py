"""A guest brings a second phone: the first phone makes a code, and the second one uses it once."""

import secrets
from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.signing import LETTERS_ALONE
from app.parties.scope import PartyScope
from app.records.guest_link import (
    delete_guest_links_ended,
    delete_unused_guest_links,
    insert_guest_link,
    select_linked_guest,
    update_guest_link_used,
)

CODE_LETTERS = 8
"""About 36 random bits. At the pace of limits.JOIN, guessing one of 100 valid codes takes 15 years."""
LINK_LIFE = timedelta(minutes=10)
REMEMBERED = timedelta(days=1)
"""How much longer the records keep an ended code, and whether it was used."""


async def make_link(scope: PartyScope, guest_id: str) -> str:
    """Return a new code for the guest. An earlier unused code becomes void."""
    code = "".join(secrets.choice(LETTERS_ALONE) for _ in range(CODE_LETTERS))
    async with scope.database.transaction() as connection:
        await delete_guest_links_ended(connection, scope.party_id, to_iso(now() - REMEMBERED))
        await delete_unused_guest_links(connection, scope.party_id, guest_id)
        await insert_guest_link(
            connection, scope.party_id, _hash(scope, code), guest_id, now_iso(), to_iso(now() + LINK_LIFE)
        )
    return code


async def guest_of_link(scope: PartyScope, code: str) -> str | None:
    """Return the guest of a code; None if it is wrong, used or ended."""
    async with scope.database.reading() as connection:
        return await select_linked_guest(connection, scope.party_id, _hash(scope, code), now_iso())


async def use_link(scope: PartyScope, code: str) -> str | None:
    """Use a code up and return its guest. Of two browsers that do so at once, one gets None."""
    code_hash = _hash(scope, code)
    async with scope.database.transaction() as connection:
        guest_id = await select_linked_guest(connection, scope.party_id, code_hash, now_iso())
        is_first = await update_guest_link_used(connection, scope.party_id, code_hash, now_iso())
    return guest_id if is_first else None


def _hash(scope: PartyScope, code: str) -> str:
    # Keyed: so few letters could be guessed from a plain hash in a copy of the records.
    return scope.cookies.links.pseudonym(code)
