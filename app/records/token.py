"""A program's token: what it may do in one party, and until when. Only its hash is stored."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Token:
    """`scopes` are separated by spaces; `guest_id` is the guest that the program sends as."""

    id: str
    party_id: str
    secret_hash: str
    name: str
    scopes: str
    guest_id: str
    created_at: str
    expires_at: str
    last_used_at: str = ""


COLUMNS = "id, party_id, secret_hash, name, scopes, guest_id, created_at, expires_at, last_used_at"


async def insert_token(connection: Connection, token: Token) -> None:
    places = ", ".join(f":{column.strip()}" for column in COLUMNS.split(","))
    await connection.execute(f"insert into tokens ({COLUMNS}) values ({places})", asdict(token))


async def select_token(connection: Connection, party_id: str, secret_hash: str, now: str) -> Token | None:
    """Return a token that has not expired."""
    row = await connection.fetch_one(
        f"""
        select {COLUMNS} from tokens
        where secret_hash = :secret_hash and party_id = :party_id and expires_at > :now
        """,
        {"party_id": party_id, "secret_hash": secret_hash, "now": now},
    )
    return _token(row) if row else None


async def select_tokens(connection: Connection, party_id: str) -> list[Token]:
    rows = await connection.fetch_all(
        f"select {COLUMNS} from tokens where party_id = :party_id order by created_at desc",
        {"party_id": party_id},
    )
    return [_token(row) for row in rows]


async def select_token_ids(connection: Connection, party_id: str, now: str) -> set[str]:
    """Return the ids of a party's tokens that have not expired."""
    rows = await connection.fetch_all(
        "select id from tokens where party_id = :party_id and expires_at > :now",
        {"party_id": party_id, "now": now},
    )
    return {str(row["id"]) for row in rows}


async def update_token_used(connection: Connection, party_id: str, token_id: str, at: str) -> None:
    await connection.execute(
        "update tokens set last_used_at = :at where id = :id and party_id = :party_id",
        {"id": token_id, "party_id": party_id, "at": at},
    )


async def delete_token(connection: Connection, party_id: str, token_id: str) -> bool:
    count = await connection.execute(
        "delete from tokens where id = :id and party_id = :party_id", {"id": token_id, "party_id": party_id}
    )
    return count > 0


async def delete_expired_tokens(connection: Connection, party_id: str, now: str) -> None:
    await connection.execute(
        "delete from tokens where party_id = :party_id and expires_at <= :now",
        {"party_id": party_id, "now": now},
    )


def _token(row: Row) -> Token:
    return Token(**dict(row))
