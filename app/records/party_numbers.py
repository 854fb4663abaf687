"""Parties as their operator sees them: how much each holds, and no photo of it."""

from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class PartyNumbers:
    """`photos` counts those shown or hidden, `bytes` their originals; times are ISO 8601 UTC."""

    id: str
    slug: str
    title: str
    created_at: str
    photos: int
    bytes: int
    guests: int
    last_photo_at: str | None


NUMBERS = """
    select parties.id, parties.slug, parties.title, parties.created_at,
        coalesce(sent.photos, 0) as photos, coalesce(sent.bytes, 0) as bytes, sent.last_photo_at,
        (select count(*) from guests where guests.party_id = parties.id) as guests
    from parties left join (
        select party_id, count(*) as photos, cast(sum(bytes) as bigint) as bytes,
            max(created_at) as last_photo_at
        from photos where state in ('shown', 'hidden') {of_one} group by party_id
    ) as sent on sent.party_id = parties.id
    where parties.deleted_at = ''
"""


async def select_parties_with_numbers(connection: Connection) -> list[PartyNumbers]:
    """Return every living party, oldest first."""
    rows = await connection.fetch_all(NUMBERS.format(of_one="") + "order by parties.created_at, parties.id")
    return [PartyNumbers(**row) for row in rows]


async def select_party_numbers(connection: Connection, party_id: str) -> PartyNumbers | None:
    row = await connection.fetch_one(
        NUMBERS.format(of_one="and party_id = :id") + "and parties.id = :id", {"id": party_id}
    )
    return PartyNumbers(**row) if row else None
