"""People with a role in the tests' party, by a session that is written into the records from outside."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.base.signing import new_token, token_hash
from tests.running import Person, Server, person
from tests.stage import stage

LONG_AGO, FAR_AHEAD = "2020-01-01T00:00:00.000Z", "2999-01-01T00:00:00.000Z"


@asynccontextmanager
async def member(server: Server, role: str, name: str = "Ada") -> AsyncIterator[Person]:
    """Yield somebody who is signed in with a role."""
    token = new_token()
    with server.books() as books:
        slug = stage.slug or "party"
        (party_id,) = books.execute("select id from parties where slug = ?", (slug,)).fetchone()
        books.execute(
            """
            insert into sessions (id_hash, party_id, role, name, created_at, expires_at)
            values (?, ?, ?, ?, ?, ?)
            """,
            (token_hash(token), party_id, role, name, LONG_AGO, FAR_AHEAD),
        )
        books.commit()
    async with person(server.url) as someone:
        someone.http.cookies.set(stage.host_cookie, token)
        yield someone
