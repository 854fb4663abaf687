"""A night for the tests of the album: photos whose moments are in the records, not in their files."""

from datetime import UTC, datetime, timedelta

from app.base.clock import to_iso
from tests.running import Person, Server, jpeg

EVENING = datetime(2026, 6, 13, 18, 0, tzinfo=UTC)
MOMENTS = [to_iso(EVENING + timedelta(minutes=number + (110 if number >= 10 else 0))) for number in range(20)]
"""Ten photos a minute apart, two hours without any, and ten more."""


async def a_night(server: Server, guest: Person) -> list[str]:
    """Send a photo for each of MOMENTS; return their ids in that order."""
    # The first that is sent happened last: the album has an order of its own.
    ids = [(await guest.send_photo(jpeg(60, 40)))["id"] for _ in MOMENTS][::-1]
    with server.books() as books:
        for photo_id, moment in zip(ids, MOMENTS, strict=True):
            books.execute("update photos set happened_at = ? where id = ?", (moment, photo_id))
        books.commit()
    return ids
