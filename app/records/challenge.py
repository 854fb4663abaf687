"""What a browser must sign or bring back: valid once, for some minutes, from that browser."""

from dataclasses import asdict, dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Challenge:
    """`place` is a party's id, or the server. `account_id` is the account that asked, if any."""

    token_hash: str
    purpose: str
    place: str
    account_id: str
    value: str
    expires_at: str


async def insert_challenge(connection: Connection, challenge: Challenge) -> None:
    await connection.execute(
        """
        insert into challenges (token_hash, purpose, place, account_id, value, expires_at)
        values (:token_hash, :purpose, :place, :account_id, :value, :expires_at)
        """,
        asdict(challenge),
    )


async def take_challenge(connection: Connection, token_hash: str, now: str) -> Challenge | None:
    """Delete a challenge, and return it if it existed and was still valid."""
    row = await connection.fetch_one(
        """
        select token_hash, purpose, place, account_id, value, expires_at from challenges
        where token_hash = :token_hash and expires_at > :now
        """,
        {"token_hash": token_hash, "now": now},
    )
    # Of two requests with one challenge, the one that deletes it gets it.
    is_taken = await connection.execute(
        "delete from challenges where token_hash = :token_hash", {"token_hash": token_hash}
    )
    return Challenge(**dict(row)) if row and is_taken else None


async def delete_expired_challenges(connection: Connection, now: str) -> None:
    await connection.execute("delete from challenges where expires_at <= :now", {"now": now})
