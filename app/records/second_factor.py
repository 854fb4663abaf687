"""An account's second factor: the secret for its codes by time, and the codes for a lost phone."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """`secret` is base32; `last_step` is the step of the last accepted code."""

    account_id: str
    secret: str
    confirmed_at: str
    last_step: int


async def select_second_factor(connection: Connection, account_id: str) -> SecondFactor | None:
    row = await connection.fetch_one(
        "select account_id, secret, confirmed_at, last_step from second_factors where account_id = :id",
        {"id": account_id},
    )
    return SecondFactor(**dict(row)) if row else None


async def insert_second_factor(connection: Connection, account_id: str, secret: str) -> None:
    await connection.execute(
        "insert into second_factors (account_id, secret) values (:id, :secret)",
        {"id": account_id, "secret": secret},
    )


async def update_second_factor_confirmed(connection: Connection, account_id: str, at: str) -> None:
    await connection.execute(
        "update second_factors set confirmed_at = :at where account_id = :id", {"id": account_id, "at": at}
    )


async def update_second_factor_step(connection: Connection, account_id: str, step: int) -> bool:
    """Write the step of a code; False if it, or a later one, was accepted already."""
    count = await connection.execute(
        "update second_factors set last_step = :step where account_id = :id and last_step < :step",
        {"id": account_id, "step": step},
    )
    return count > 0


async def delete_second_factor(connection: Connection, account_id: str) -> None:
    for table in ("recovery_codes", "second_factors"):
        await connection.execute(f"delete from {table} where account_id = :id", {"id": account_id})


async def insert_recovery_codes(connection: Connection, account_id: str, hashes: Iterable[str]) -> None:
    for code_hash in hashes:
        await connection.execute(
            "insert into recovery_codes (account_id, code_hash) values (:id, :hash)",
            {"id": account_id, "hash": code_hash},
        )


async def delete_recovery_code(connection: Connection, account_id: str, code_hash: str) -> bool:
    """Use a code up; tell whether it existed."""
    count = await connection.execute(
        "delete from recovery_codes where account_id = :id and code_hash = :hash",
        {"id": account_id, "hash": code_hash},
    )
    return count > 0


async def select_recovery_count(connection: Connection, account_id: str) -> int:
    row = await connection.fetch_one(
        "select count(*) as number from recovery_codes where account_id = :id", {"id": account_id}
    )
    return int(row["number"]) if row else 0
