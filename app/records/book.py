"""The book: what hosts have chosen for it, and which photos are in a PDF that was made."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Connection
from app.records.export import Kind, insert_all
from app.records.photo import Photo


@dataclass(frozen=True, slots=True)
class KeptChoice:
    """`choice` is JSON (exports/book/choice.py), empty until it is made. `version` counts its changes."""

    choice: str
    version: int


async def select_book_choice(connection: Connection, party_id: str) -> KeptChoice:
    row = await connection.fetch_one(
        "select choice, version from books where party_id = :party_id", {"party_id": party_id}
    )
    return KeptChoice(row["choice"], int(row["version"])) if row else KeptChoice("", 0)


async def update_book_choice(connection: Connection, party_id: str, choice: str, version: int) -> bool:
    """Keep a choice that was made from `version`; False if somebody has made another one since."""
    values = {"party_id": party_id, "choice": choice, "version": version}
    if version == 0:
        return bool(
            await connection.execute(
                """
                insert into books (party_id, choice, version) values (:party_id, :choice, 1)
                on conflict (party_id) do nothing
                """,
                {"party_id": party_id, "choice": choice},
            )
        )
    return bool(
        await connection.execute(
            """
            update books set choice = :choice, version = version + 1
            where party_id = :party_id and version = :version
            """,
            values,
        )
    )


async def insert_book_photos(connection: Connection, export_id: str, photos: Sequence[Photo]) -> None:
    rows = [
        {
            "export_id": export_id,
            "party_id": photo.party_id,
            "photo_id": photo.id,
            "sha256": photo.sha256,
            "edit_no": photo.edit_no,
        }
        for photo in photos
    ]
    await insert_all(connection, "book_photos", rows)


async def select_is_book_whole(connection: Connection, export_id: str) -> bool:
    """Tell whether every photo of a PDF is still visible, in the same version as in the PDF.

    A photo that waits since a panic does not count against it: the hosts still see it.
    """
    row = await connection.fetch_one(
        """
        select count(*) as gone from book_photos as b
        left join photos as p on p.id = b.photo_id and p.sha256 = b.sha256 and p.edit_no = b.edit_no
            and p.state in ('shown', 'waiting') and p.is_private = 0
        where b.export_id = :id and p.id is null
        """,
        {"id": export_id},
    )
    return row is not None and int(row["gone"]) == 0


async def update_books_without_guest(connection: Connection, party_id: str, guest_id: str) -> None:
    """Withdraw the PDFs with a guest's photos in them. Call it while the photos are still the guest's."""
    await connection.execute(
        """
        update book_photos set sha256 = '' where party_id = :party_id and photo_id in
            (select id from photos where party_id = :party_id and guest_id = :guest_id)
        """,
        {"party_id": party_id, "guest_id": guest_id},
    )


async def select_books_made(connection: Connection, party_id: str) -> list[str]:
    """Return a party's exports that may have a PDF among the kept files."""
    rows = await connection.fetch_all(
        "select id from exports where party_id = :party_id and kind = :kind",
        {"party_id": party_id, "kind": Kind.BOOK},
    )
    return [row["id"] for row in rows]
