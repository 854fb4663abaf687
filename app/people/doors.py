"""Doors: ways in with a label and a code of their own. Also asks everybody for the code again."""

import hmac
import re
import secrets

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import new_id
from app.base.signing import LETTERS_ALONE
from app.parties.scope import PartyScope, carried_through
from app.records.change import ChangeKind, insert_change
from app.records.door import (
    Door,
    insert_door,
    select_door_by_code,
    select_doors,
    update_door_label,
    update_door_revoked,
)
from app.records.party import Party, update_party_entry_round

CODE_LETTERS = 8
CODE = re.compile(f"[{LETTERS_ALONE}]{{{CODE_LETTERS}}}")
MAX_DOORS = 200
"""For one party, with the revoked ones: one for each table of a large hall."""
MAX_LABEL = 60


def opens(party: Party, code: str) -> bool:
    """Tell whether `code` is the party's own. Case and outer blanks do not count."""
    own = party.entry_code.strip().casefold()
    return bool(own) and hmac.compare_digest(own.encode(), code.strip().casefold().encode())


async def door_of(scope: PartyScope, code: str) -> Door | None:
    """Return the door that the code opens; None for a wrong code or a revoked door."""
    written = code.strip().lower()
    if not CODE.fullmatch(written):
        return None
    async with scope.database.reading() as connection:
        return await select_door_by_code(connection, scope.party_id, written)


async def make_door(scope: PartyScope, label: str) -> Door:
    code = "".join(secrets.choice(LETTERS_ALONE) for _ in range(CODE_LETTERS))
    made = Door(new_id(), scope.party_id, label, code, now_iso())
    async with scope.database.transaction() as connection:
        if len(await select_doors(connection, scope.party_id)) >= MAX_DOORS:
            raise AppError(409, "TOO_MANY_DOORS", N_("There are many ways in already: no more fit."))
        await insert_door(connection, made)
    return made


async def rename_door(scope: PartyScope, door_id: str, label: str) -> None:
    async with scope.database.transaction() as connection:
        if not await update_door_label(connection, scope.party_id, door_id, label):
            raise not_found()


async def revoke_door(scope: PartyScope, door_id: str) -> None:
    """Close a door. Guests who came in by it stay, and their photos keep its label."""
    async with scope.database.transaction() as connection:
        if not await update_door_revoked(connection, scope.party_id, door_id, now_iso()):
            raise not_found()


@carried_through
async def ask_everybody_again(scope: PartyScope, actor: str) -> None:
    """Make every guest enter the code once more."""
    async with scope.database.transaction() as connection:
        await update_party_entry_round(connection, scope.party_id)
        await insert_change(
            connection, scope.party_id, ChangeKind.SETTING, actor, now_iso(), detail="entry_code"
        )
    scope.hub.ring()
