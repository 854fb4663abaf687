"""A party: one occasion with title, look, state, a switch for videos, and the head of its change log."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.db import Connection, Row


class PartyState(StrEnum):
    """Photos come in, come in again later, or the party is over."""

    OPEN = "open"
    BREAK = "break"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Look:
    """Names of an accent and a ground; static/css/looks.css has their colours."""

    accent: str = "clay"
    ground: str = "paper"


ACCENTS = ("clay", "rose", "plum", "blue", "teal", "green", "gold")
GROUNDS = ("paper", "white", "mist", "blush", "night")


@dataclass(frozen=True, slots=True)
class Party:
    """`head` is the number of the newest change; `host_password` an argon2 hash.

    Guests read `closed_message` during a break and `ended_message` after the party.
    """

    id: str
    slug: str
    title: str
    uploads_open: bool
    closed_message: str
    videos_allowed: bool
    host_password: str | None
    head: int
    ended: bool = False
    ended_message: str = ""
    look: Look = Look()
    title_by_host: bool = False

    @property
    def state(self) -> PartyState:
        if self.ended:
            return PartyState.ENDED
        return PartyState.OPEN if self.uploads_open else PartyState.BREAK

    @property
    def message(self) -> str:
        """The host's words for the state that the party is in."""
        return self.ended_message if self.ended else self.closed_message


HEADS_AT_ONCE = 500
COLUMNS = (
    "id, slug, title, uploads_open, closed_message, videos_allowed, host_password, head, "
    "ended, ended_message, accent, ground, title_by_host"
)


async def select_party(connection: Connection, party_id: str) -> Party | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from parties where id = :id and deleted_at = ''", {"id": party_id}
    )
    return party_of(row) if row else None


async def select_party_by_slug(connection: Connection, slug: str) -> Party | None:
    row = await connection.fetch_one(f"select {COLUMNS} from parties where slug = :slug", {"slug": slug})
    return party_of(row) if row else None


async def select_head(connection: Connection, party_id: str) -> int:
    """Return the number of the party's newest change."""
    row = await connection.fetch_one("select head from parties where id = :id", {"id": party_id})
    return int(row["head"]) if row else 0


@dataclass(frozen=True, slots=True)
class PartiesMark:
    """Differs after any change to any party: heads only rise, and a party is made at a time of its own."""

    count: int
    heads: int
    newest: str


async def select_parties_mark(connection: Connection) -> PartiesMark:
    row = await connection.fetch_one(
        """
        select count(*) as number, cast(coalesce(sum(head), 0) as bigint) as heads,
            coalesce(max(created_at), '') as newest
        from parties
        """
    )
    assert row is not None
    return PartiesMark(row["number"], row["heads"], row["newest"])


async def select_heads(connection: Connection, party_ids: Sequence[str]) -> dict[str, int]:
    """Return the heads of those of the parties that are not deleted."""
    heads: dict[str, int] = {}
    for start in range(0, len(party_ids), HEADS_AT_ONCE):
        asked = {f"id{no}": party_id for no, party_id in enumerate(party_ids[start : start + HEADS_AT_ONCE])}
        places = ", ".join(f":{name}" for name in asked)
        rows = await connection.fetch_all(
            f"select id, head from parties where deleted_at = '' and id in ({places})", asked
        )
        heads |= {row["id"]: row["head"] for row in rows}
    return heads


async def insert_party(connection: Connection, party_id: str, slug: str, title: str, created_at: str) -> None:
    await connection.execute(
        "insert into parties (id, slug, title, created_at) values (:id, :slug, :title, :created_at)",
        {"id": party_id, "slug": slug, "title": title, "created_at": created_at},
    )


async def update_party_title(connection: Connection, party_id: str, title: str) -> None:
    await connection.execute(
        "update parties set title = :title where id = :id", {"id": party_id, "title": title}
    )


async def update_party_state(connection: Connection, party_id: str, state: PartyState, message: str) -> None:
    """Write the state and its words; the words of the other state stay for later."""
    column = "ended_message" if state is PartyState.ENDED else "closed_message"
    await connection.execute(
        f"update parties set uploads_open = :open, ended = :ended, {column} = :message where id = :id",
        {
            "id": party_id,
            "open": int(state is PartyState.OPEN),
            "ended": int(state is PartyState.ENDED),
            "message": message,
        },
    )


async def update_party_identity(connection: Connection, party_id: str, title: str, look: Look) -> None:
    """Write the host's own title and look."""
    await connection.execute(
        """
        update parties set title = :title, title_by_host = 1, accent = :accent, ground = :ground
        where id = :id
        """,
        {"id": party_id, "title": title, "accent": look.accent, "ground": look.ground},
    )


async def update_party_videos(connection: Connection, party_id: str, is_allowed: bool) -> None:
    await connection.execute(
        "update parties set videos_allowed = :allowed where id = :id",
        {"id": party_id, "allowed": int(is_allowed)},
    )


async def update_party_password(connection: Connection, party_id: str, password_hash: str) -> None:
    await connection.execute(
        "update parties set host_password = :hash where id = :id", {"id": party_id, "hash": password_hash}
    )


async def update_party_password_if_none(connection: Connection, party_id: str, password_hash: str) -> bool:
    """Set the first password; False when there is one already."""
    count = await connection.execute(
        "update parties set host_password = :hash where id = :id and host_password is null",
        {"id": party_id, "hash": password_hash},
    )
    return count > 0


def party_of(row: Row) -> Party:
    return Party(
        id=row["id"],
        slug=row["slug"],
        title=row["title"],
        uploads_open=bool(row["uploads_open"]),
        closed_message=row["closed_message"],
        videos_allowed=bool(row["videos_allowed"]),
        host_password=row["host_password"],
        head=row["head"],
        ended=bool(row["ended"]),
        ended_message=row["ended_message"],
        look=Look(row["accent"], row["ground"]),
        title_by_host=bool(row["title_by_host"]),
    )
