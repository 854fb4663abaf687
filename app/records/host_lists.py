"""The host's lists: photos by sender, hour and state, and which senders, hours and doors there are."""

from dataclasses import dataclass
from typing import Any

from app.db import Connection
from app.records.photo import Photo, photos_where

HOUR_LETTERS = len("2026-11-27T20")
HOST_STATES = ("waiting", "shown", "hidden")
"""The states that the host decides about; a deleted photo is only a tombstone."""
HOST_STATES_SQL = "('waiting', 'shown', 'hidden')"


@dataclass(frozen=True, slots=True)
class HostFilter:
    """`hour` is the beginning of an ISO time in UTC ("2026-11-27T20"). None lets everything through."""

    state: str | None = None
    guest_id: str | None = None
    hour: str | None = None
    door_id: str | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """A guest with photos; `author` is the name on the newest one."""

    guest_id: str
    author: str
    count: int


@dataclass(frozen=True, slots=True)
class Hour:
    hour: str
    count: int


@dataclass(frozen=True, slots=True)
class DoorUsed:
    door_id: str
    label: str
    count: int


async def select_photos_for_host(
    connection: Connection, party_id: str, before: int | None, limit: int, wanted: HostFilter
) -> list[Photo]:
    """Return the photos that the host decides about, newest first, from below `before`."""
    where = f"party_id = :party_id and state in {HOST_STATES_SQL} and position < :before"
    params: dict[str, Any] = {"party_id": party_id, "before": before if before is not None else 2**62}
    if wanted.state is not None:
        where += " and state = :state"
        params["state"] = wanted.state
    if wanted.guest_id is not None:
        where += " and guest_id = :guest_id"
        params["guest_id"] = wanted.guest_id
    if wanted.hour is not None:
        where += f" and substr(created_at, 1, {HOUR_LETTERS}) = :hour"
        params["hour"] = wanted.hour
    if wanted.door_id is not None:
        where += " and door_id = :door_id"
        params["door_id"] = wanted.door_id
    return await photos_where(connection, f"{where} order by position desc", params, limit)


async def select_senders(connection: Connection, party_id: str, limit: int) -> list[Sender]:
    """Return the guests with the most photos, each with their number."""
    rows = await connection.fetch_all(
        f"""
        select counted.guest_id, counted.number, photos.author
        from (
            select guest_id, count(*) as number, max(position) as newest from photos
            where party_id = :party_id and state in {HOST_STATES_SQL} group by guest_id
        ) as counted
        join photos on photos.guest_id = counted.guest_id and photos.position = counted.newest
            and photos.party_id = :party_id
        order by counted.number desc, counted.newest desc limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [Sender(row["guest_id"], row["author"], row["number"]) for row in rows]


async def select_doors_used(connection: Connection, party_id: str) -> list[DoorUsed]:
    """Return the doors that photos came by, each with their number, in the order they were made."""
    rows = await connection.fetch_all(
        f"""
        select doors.id, doors.label, count(*) as number from doors
        join photos on photos.party_id = doors.party_id and photos.door_id = doors.id
        where doors.party_id = :party_id and photos.state in {HOST_STATES_SQL}
        group by doors.id, doors.label, doors.created_at order by doors.created_at, doors.id
        """,
        {"party_id": party_id},
    )
    return [DoorUsed(row["id"], row["label"], row["number"]) for row in rows]


async def select_hours(connection: Connection, party_id: str, limit: int) -> list[Hour]:
    """Return the hours in which photos came, latest first, each with their number."""
    rows = await connection.fetch_all(
        f"""
        select substr(created_at, 1, {HOUR_LETTERS}) as hour, count(*) as number from photos
        where party_id = :party_id and state in {HOST_STATES_SQL}
        group by substr(created_at, 1, {HOUR_LETTERS}) order by 1 desc limit :limit
        """,
        {"party_id": party_id, "limit": limit},
    )
    return [Hour(row["hour"], row["number"]) for row in rows]
