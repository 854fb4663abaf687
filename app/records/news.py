"""What has happened to a party since a change: its own row and the changed photos, at one moment."""

from app.db import Connection
from app.records import party as parties
from app.records import photo as photos
from app.records.party import Party
from app.records.photo import Photo

PARTY_COLUMNS = [column.strip() for column in parties.COLUMNS.split(",")]
PHOTO_COLUMNS = [column.strip() for column in photos.COLUMNS.split(",")]
PARTY_PREFIX = "party_row_"


async def select_news(
    connection: Connection, party_id: str, since: int, limit: int
) -> tuple[Party, list[Photo]] | None:
    """Return the party and the photos whose last change is after `since`, oldest change first.

    It is one statement, so both are from one moment. If there are fewer than `limit` photos, they and
    `party.head` are everything that was committed by then.
    """
    of_party = ", ".join(f"parties.{column} as {PARTY_PREFIX}{column}" for column in PARTY_COLUMNS)
    of_photo = ", ".join(f"photos.{column}" for column in PHOTO_COLUMNS)
    rows = await connection.fetch_all(
        f"""
        select {of_party}, {of_photo}
        from parties left join photos on photos.party_id = parties.id and photos.change_no > :since
        where parties.id = :party_id order by photos.change_no limit :limit
        """,
        {"party_id": party_id, "since": since, "limit": limit},
    )
    if not rows:
        return None
    party = parties.party_of({column: rows[0][PARTY_PREFIX + column] for column in PARTY_COLUMNS})
    changed = [row for row in rows if row["id"] is not None]
    return party, [photos.photo_of({column: row[column] for column in PHOTO_COLUMNS}) for row in changed]
