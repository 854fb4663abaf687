"""A secret that the servers of one party share. It is made once: the first writer wins."""

from app.db import Connection

COOKIE_KEY = "cookie key"


async def select_secret(connection: Connection, name: str) -> str | None:
    row = await connection.fetch_one("select value from secrets where name = :name", {"name": name})
    return str(row["value"]) if row else None


async def insert_secret(connection: Connection, name: str, value: str) -> None:
    await connection.execute(
        "insert into secrets (name, value) values (:name, :value)", {"name": name, "value": value}
    )
