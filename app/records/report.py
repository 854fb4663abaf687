"""Guests' reports about photos, until somebody has decided."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Connection
from app.records.photo import Photo, photos_where

MOST_REPORTED = 500
"""How many photos with open reports are looked up at once; the first reported come first."""


@dataclass(frozen=True, slots=True)
class Report:
    """`network` is a pseudonym of the address that it came from."""

    party_id: str
    photo_id: str
    guest_id: str
    network: str
    reason: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Said:
    """How many guests, from how many networks, report a photo, and for what, as reason: count."""

    guests: int
    networks: int
    reasons: dict[str, int]


async def insert_report(connection: Connection, report: Report) -> bool:
    """Write a guest's report about a photo; False if that guest has reported it before."""
    count = await connection.execute(
        """
        insert into reports (party_id, photo_id, guest_id, network, reason, created_at)
        values (:party_id, :photo_id, :guest_id, :network, :reason, :created_at)
        on conflict (party_id, photo_id, guest_id) do nothing
        """,
        {
            "party_id": report.party_id,
            "photo_id": report.photo_id,
            "guest_id": report.guest_id,
            "network": report.network,
            "reason": report.reason,
            "created_at": report.created_at,
        },
    )
    return count > 0


async def select_said(connection: Connection, party_id: str, photo_ids: Sequence[str]) -> dict[str, Said]:
    """Return the open reports about each of these photos."""
    asked = {f"id{no}": photo_id for no, photo_id in enumerate(photo_ids)}
    if not asked:
        return {}
    places = ", ".join(f":{name}" for name in asked)
    rows = await connection.fetch_all(
        f"""
        select photo_id, guest_id, network, reason from reports
        where party_id = :party_id and settled_at = '' and photo_id in ({places})
        """,
        {"party_id": party_id, **asked},
    )
    said: dict[str, Said] = {}
    for photo_id in {row["photo_id"] for row in rows}:
        of_photo = [row for row in rows if row["photo_id"] == photo_id]
        reasons = [row["reason"] for row in of_photo]
        said[photo_id] = Said(
            guests=len(of_photo),
            networks=len({row["network"] for row in of_photo}),
            reasons={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        )
    return said


async def select_photos_reported(connection: Connection, party_id: str, limit: int) -> list[Photo]:
    """Return the shown photos whose reports wait for a decision."""
    rows = await connection.fetch_all(
        """
        select photo_id, min(created_at) as first_at from reports
        where party_id = :party_id and settled_at = '' group by photo_id order by 2 limit :limit
        """,
        {"party_id": party_id, "limit": MOST_REPORTED},
    )
    # By their ids, not by a subquery: that would run for every shown photo.
    asked = {f"id{no}": row["photo_id"] for no, row in enumerate(rows)}
    if not asked:
        return []
    places = ", ".join(f":{name}" for name in asked)
    return await photos_where(
        connection,
        f"party_id = :party_id and state = 'shown' and id in ({places}) order by position",
        {"party_id": party_id, **asked},
        limit,
    )


async def update_reports_settled(connection: Connection, party_id: str, photo_id: str, at: str) -> int:
    """Note that the reports about a photo are decided; return how many there were."""
    return await connection.execute(
        """
        update reports set settled_at = :at
        where party_id = :party_id and photo_id = :photo_id and settled_at = ''
        """,
        {"party_id": party_id, "photo_id": photo_id, "at": at},
    )


async def delete_reports(connection: Connection, photo_id: str) -> None:
    """Delete the reports about a deleted photo."""
    await connection.execute("delete from reports where photo_id = :photo_id", {"photo_id": photo_id})
