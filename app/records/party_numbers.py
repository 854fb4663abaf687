"""Parties as their operator sees them: how much each holds, but no photos."""

from dataclasses import dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class PartyNumbers:
    """`photos` counts the shown and hidden ones, `bytes` their originals. Times are ISO 8601 UTC.

    `active_at` is when anything was last sent, changed or decided. For a new party it is when it was made.
    """

    id: str
    slug: str
    title: str
    created_at: str
    photos: int
    bytes: int
    guests: int
    last_photo_at: str | None
    uploads_open: bool
    ended: bool
    archived: bool
    quota_photos: int
    quota_mb: int
    active_at: str


NUMBERS = """
    select parties.id, parties.slug, parties.title, parties.created_at,
        parties.uploads_open, parties.ended, parties.archived, parties.quota_photos, parties.quota_mb,
        coalesce((
            select at from changes where changes.party_id = parties.id order by no desc limit 1
        ), parties.created_at) as active_at,
        coalesce(sent.photos, 0) as photos, coalesce(sent.bytes, 0) as bytes, sent.last_photo_at,
        (select count(*) from guests where guests.party_id = parties.id) as guests
    from parties left join (
        select party_id, count(*) as photos, cast(sum(bytes) as bigint) as bytes,
            max(created_at) as last_photo_at
        from photos where state in ('shown', 'hidden') {of_these} group by party_id
    ) as sent on sent.party_id = parties.id
    where parties.deleted_at = ''
"""


async def select_parties_with_numbers(connection: Connection) -> list[PartyNumbers]:
    """Return every party that is not deleted, oldest first."""
    rows = await connection.fetch_all(NUMBERS.format(of_these="") + "order by parties.created_at, parties.id")
    return [_numbers_of(row) for row in rows]


async def select_page_of_parties(connection: Connection, limit: int, offset: int) -> list[PartyNumbers]:
    """Return a page of the parties that are not deleted, newest first."""
    these = """
        select id from parties where deleted_at = ''
        order by created_at desc, id limit :limit offset :offset
    """
    rows = await connection.fetch_all(
        NUMBERS.format(of_these=f"and party_id in ({these})")
        + f"and parties.id in ({these}) order by parties.created_at desc, parties.id",
        {"limit": limit, "offset": offset},
    )
    return [_numbers_of(row) for row in rows]


async def select_party_numbers(connection: Connection, party_id: str) -> PartyNumbers | None:
    row = await connection.fetch_one(
        NUMBERS.format(of_these="and party_id = :id") + "and parties.id = :id", {"id": party_id}
    )
    return _numbers_of(row) if row else None


def _numbers_of(row: Row) -> PartyNumbers:
    values = dict(row)
    return PartyNumbers(
        **values | {name: bool(values[name]) for name in ("uploads_open", "ended", "archived")}
    )
