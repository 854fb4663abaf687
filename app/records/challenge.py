"""What a browser was asked to sign or to bring back: good once, for some minutes, from that browser."""

from dataclasses import asdict, dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Challenge:
    """`place` is a party's id, or the server; `account_id` is who asked, if somebody was signed in."""

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
    """Delete a challenge and return it, if it was there and still good."""
    row = await connection.fetch_one(
        """
        select token_hash, purpose, place, account_id, value, expires_at from challenges
        where token_hash = :token_hash and expires_at > :now
        """,
        {"token_hash": token_hash, "now": now},
    )
    # Of two requests with one challenge, the one that deletes it has it.
    is_taken = await connection.execute(
        "delete from challenges where token_hash = :token_hash", {"token_hash": token_hash}
    )
    return Challenge(**dict(row)) if row and is_taken else None


async def delete_expired_challenges(connection: Connection, now: str) -> None:
    await connection.execute("delete from challenges where expires_at <= :now", {"now": now})
