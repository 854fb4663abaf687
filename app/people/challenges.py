"""Challenges: random words that a browser must bring back signed, once, and within minutes."""

from dataclasses import dataclass
from datetime import timedelta

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError
from app.base.signing import new_token, token_hash
from app.db import Database
from app.records.challenge import (
    Challenge,
    delete_expired_challenges,
    insert_challenge,
    take_challenge,
)

CHALLENGE_S = 300


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a challenge is for, where, and for whom if somebody is signed in. It is valid for nothing else."""

    name: str
    place: str
    account_id: str = ""


async def make_challenge(database: Database, purpose: Purpose, value: str) -> str:
    """Store what the browser must bring back; return the token that only this browser gets."""
    token, at = new_token(), now_iso()
    until = to_iso(now() + timedelta(seconds=CHALLENGE_S))
    async with database.transaction() as connection:
        await delete_expired_challenges(connection, at)
        await insert_challenge(
            connection,
            Challenge(token_hash(token), purpose.name, purpose.place, purpose.account_id, value, until),
        )
    return token


async def use_challenge(database: Database, purpose: Purpose, token: str) -> str:
    """Return the stored value, once; raise a 401 if the challenge is over, used, or for something else."""
    async with database.transaction() as connection:
        found = await take_challenge(connection, token_hash(token), now_iso())
    if found is None or Purpose(found.purpose, found.place, found.account_id) != purpose:
        raise AppError(401, "CHALLENGE_OVER", N_("That took a while. Please try again."))
    return found.value
