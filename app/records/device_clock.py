"""The clocks of guests' cameras, and by how much hosts have corrected them."""

from dataclasses import dataclass, replace

from app.base.ids import new_id
from app.base.plain_text import clean_line
from app.db import Connection
from app.records.moment import later_by, moment_of
from app.records.party import OF_A_LIVING_PARTY
from app.records.photo import COLUMNS, Photo, photo_of
from app.records.photo_facts import MAX_WORDS


@dataclass(frozen=True, slots=True)
class Device:
    """A guest's camera, by the name that it gives itself. One guest may have several."""

    guest_id: str
    camera: str


@dataclass(frozen=True, slots=True)
class Reading:
    """When a photo was taken, by its device's clock corrected by `clock_s`, and when it was sent."""

    device: Device
    author: str
    taken_at: str
    clock_s: int
    sent_at: str


async def select_shift(connection: Connection, party_id: str, device: Device) -> int | None:
    """Return a device's clock correction in seconds; None if nobody has decided on one."""
    row = await connection.fetch_one(
        """
        select shift_s from device_clocks
        where party_id = :party_id and guest_id = :guest_id and camera = :camera
        """,
        {"party_id": party_id, "guest_id": device.guest_id, "camera": device.camera},
    )
    return int(row["shift_s"]) if row else None


async def select_shifts(connection: Connection, party_id: str) -> dict[Device, int]:
    rows = await connection.fetch_all(
        "select guest_id, camera, shift_s from device_clocks where party_id = :party_id",
        {"party_id": party_id},
    )
    return {Device(row["guest_id"], row["camera"]): int(row["shift_s"]) for row in rows}


async def upsert_shift(connection: Connection, party_id: str, device: Device, shift_s: int) -> None:
    await connection.execute(
        """
        insert into device_clocks (id, party_id, guest_id, camera, shift_s)
        values (:id, :party_id, :guest_id, :camera, :shift_s)
        on conflict (party_id, guest_id, camera) do update set shift_s = excluded.shift_s
        """,
        {
            "id": new_id(),
            "party_id": party_id,
            "guest_id": device.guest_id,
            "camera": device.camera,
            "shift_s": shift_s,
        },
    )


async def on_its_clock(connection: Connection, photo: Photo, camera: str) -> Photo:
    """Return the photo with its time corrected. It comes in with the time that its camera said."""
    device = Device(photo.guest_id, clean_line(camera, MAX_WORDS))
    shift_s = await select_shift(connection, photo.party_id, device) or 0
    if photo.taken_at is None or not shift_s:
        return replace(photo, clock_s=0)
    return replace(photo, taken_at=later_by(photo.taken_at, shift_s), clock_s=shift_s)


async def select_readings(connection: Connection, party_id: str, limit: int) -> list[Reading]:
    """Return the clock readings of existing photos, last sent first."""
    rows = await connection.fetch_all(
        """
        select photos.guest_id, photos.author, photos.taken_at, photos.clock_s, photos.created_at,
            coalesce(photo_facts.camera, '') as camera
        from photos left join photo_facts on photo_facts.photo_id = photos.id
        where photos.party_id = :party_id and photos.state in ('waiting', 'shown', 'hidden')
            and photos.taken_at is not null
        order by photos.position desc limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [
        Reading(
            Device(row["guest_id"], row["camera"]),
            row["author"],
            row["taken_at"],
            int(row["clock_s"]),
            row["created_at"],
        )
        for row in rows
    ]


_TO_SHIFT = f"""photos join device_clocks
        on device_clocks.party_id = photos.party_id and device_clocks.guest_id = photos.guest_id
    left join photo_facts on photo_facts.photo_id = photos.id
    where photos.taken_at is not null and photos.clock_s <> device_clocks.shift_s
        and coalesce(photo_facts.camera, '') = device_clocks.camera
        and photos.state in ('waiting', 'shown', 'hidden') and photos.{OF_A_LIVING_PARTY}"""


async def select_parties_to_shift(connection: Connection) -> list[str]:
    """Return the parties with photos whose times do not match the corrected clocks yet."""
    rows = await connection.fetch_all(f"select distinct photos.party_id from {_TO_SHIFT}")
    return [row["party_id"] for row in rows]


async def select_photos_to_shift(
    connection: Connection, party_id: str, limit: int
) -> list[tuple[Photo, int]]:
    """Return photos whose times do not match their device's clock yet, each with that clock's correction."""
    columns = [column.strip() for column in COLUMNS.split(",")]
    rows = await connection.fetch_all(
        f"""
        select {", ".join(f"photos.{column}" for column in columns)}, device_clocks.shift_s from {_TO_SHIFT}
            and photos.party_id = :party_id
        order by photos.position limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [(photo_of({column: row[column] for column in columns}), int(row["shift_s"])) for row in rows]


async def update_photo_clock(
    connection: Connection, photo: Photo, shift_s: int, change_no: int | None
) -> None:
    """Correct a photo's time. `change_no` is None for a hidden photo, which no page is told about."""
    assert photo.taken_at is not None
    taken_at = later_by(photo.taken_at, shift_s - photo.clock_s)
    await connection.execute(
        """
        update photos set taken_at = :taken_at, happened_at = :happened_at, clock_s = :shift_s,
            change_no = coalesce(:no, change_no), version = version + 1
        where id = :id
        """,
        {
            "id": photo.id,
            "taken_at": taken_at,
            "happened_at": moment_of(taken_at, photo.created_at),
            "shift_s": shift_s,
            "no": change_no,
        },
    )
