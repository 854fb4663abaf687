"""A guest: a browser with a signed cookie. Its row is made when it first sends or names itself.

A guest with only a name is forgotten after a day.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Guest:
    id: str
    name: str


async def select_guest(connection: Connection, party_id: str, guest_id: str) -> Guest | None:
    row = await connection.fetch_one(
        "select id, name from guests where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": guest_id},
    )
    return Guest(id=row["id"], name=row["name"]) if row else None


class Standing(StrEnum):
    USUAL = ""
    TRUSTED = "trusted"
    """Their photos need no approval."""
    QUIET = "quiet"
    """Their photos wait."""
    BANNED = "banned"


@dataclass(frozen=True, slots=True)
class GuestEntry:
    """`consent` is what the guest agreed to last. `door_id` is the door that they came in by.

    `standing` is a host's decision about them (`Standing`). Until `paused_until` their photos wait.
    """

    consent: str = ""
    door_id: str = ""
    standing: str = ""
    paused_until: str = ""


async def select_guest_entry(connection: Connection, party_id: str, guest_id: str) -> GuestEntry:
    row = await connection.fetch_one(
        "select consent, door_id, standing, paused_until from guests where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": guest_id},
    )
    return GuestEntry(**dict(row)) if row else GuestEntry()


async def update_guest_consent(
    connection: Connection, party_id: str, guest_id: str, consent: str, at: str
) -> None:
    await connection.execute(
        "update guests set consent = :consent, consent_at = :at where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": guest_id, "consent": consent, "at": at},
    )


async def update_guest_door(connection: Connection, party_id: str, guest_id: str, door_id: str) -> None:
    await connection.execute(
        "update guests set door_id = :door_id where party_id = :party_id and id = :id",
        {"party_id": party_id, "id": guest_id, "door_id": door_id},
    )


async def upsert_guest(
    connection: Connection, party_id: str, guest_id: str, name: str, created_at: str
) -> None:
    """Make the guest's row, or store the newest name. An empty name changes nothing."""
    await connection.execute(
        """
        insert into guests (id, party_id, name, created_at) values (:id, :party_id, :name, :created_at)
        on conflict (party_id, id) do update set name = excluded.name where excluded.name <> ''
        """,
        {"id": guest_id, "party_id": party_id, "name": name, "created_at": created_at},
    )


async def delete_guests_without_photos(connection: Connection, created_before: str, most: int) -> int:
    """Forget guests of any party who have sent nothing; return how many there were."""
    return await connection.execute(
        """
        delete from guests where (party_id, id) in (
            select party_id, id from guests where created_at < :before and not exists (
                select 1 from photos where photos.party_id = guests.party_id and photos.guest_id = guests.id
            ) and not exists (
                select 1 from comments
                where comments.party_id = guests.party_id and comments.guest_id = guests.id
            )
            limit :most
        )
        """,
        {"before": created_before, "most": most},
    )
