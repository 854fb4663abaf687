"""The photos that somebody takes home: how many there are, and the pages of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.db import Connection
from app.records.checksum import UNREADABLE
from app.records.photo import Photo, photos_where

STATES = {"shown": "('shown')", "kept": "('waiting', 'shown', 'hidden')"}
MOST_CHOSEN = 500
NOTHING = "1 = 0"
"""The rule that no photo keeps."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`states` is a key of STATES. The rest narrows it where it is not empty.

    `span` is a stretch of the night, with or without an end. `rule` is SQL over `photos`, made of numbers and
    the places in `params`.
    """

    states: str
    guest_id: str = ""
    photo_ids: Sequence[str] = ()
    span: tuple[str, str] = ("", "")
    rule: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """`missing` originals are not there as they were sent. `unchecked` ones are not known yet."""

    photos: int
    bytes: int
    missing: int
    unchecked: int


async def select_chosen(connection: Connection, party_id: str, choice: Choice) -> Chosen:
    """Count the photos to be taken, and those that cannot be."""
    where, params = _where(party_id, choice)
    row = await connection.fetch_one(
        f"""
        select count(*) as photos, coalesce(sum(bytes), 0) as bytes,
            coalesce(sum(case when crc32 = {UNREADABLE} then 1 else 0 end), 0) as missing,
            coalesce(sum(case when crc32 = {UNREADABLE} then bytes else 0 end), 0) as missing_bytes,
            coalesce(sum(case when crc32 is null then 1 else 0 end), 0) as unchecked
        from photos where {where}
        """,
        params,
    )
    assert row is not None
    missing = int(row["missing"])
    return Chosen(
        int(row["photos"]) - missing,
        int(row["bytes"]) - int(row["missing_bytes"]),
        missing,
        int(row["unchecked"]),
    )


async def select_chosen_as_happened(
    connection: Connection, party_id: str, choice: Choice, after: tuple[str, str], limit: int
) -> list[Photo]:
    """Return photos in the album's order, after `after`: a moment and an id."""
    where, params = _where(party_id, choice)
    happened_at, photo_id = after
    return await photos_where(
        connection,
        f"{where} and (happened_at > :at or (happened_at = :at and id > :id)) order by happened_at, id",
        params | {"at": happened_at, "id": photo_id},
        limit,
    )


async def select_chosen_photos(
    connection: Connection, party_id: str, choice: Choice, after: tuple[int, str], limit: int
) -> list[Photo]:
    """Return photos whose originals exist, in the order in which they were shown, after `after`."""
    where, params = _where(party_id, choice)
    position, photo_id = after
    return await photos_where(
        connection,
        f"{where} and crc32 >= 0 and (position > :position or (position = :position and id > :id)) "
        "order by position, id",
        params | {"position": position, "id": photo_id},
        limit,
    )


def _where(party_id: str, choice: Choice) -> tuple[str, dict[str, Any]]:
    where = f"party_id = :party_id and state in {STATES[choice.states]}"
    params: dict[str, Any] = {"party_id": party_id}
    if choice.guest_id:
        where += " and guest_id = :guest_id"
        params["guest_id"] = choice.guest_id
    if choice.photo_ids:
        params |= {f"photo_{number}": photo_id for number, photo_id in enumerate(choice.photo_ids)}
        places = ", ".join(f":photo_{number}" for number in range(len(choice.photo_ids)))
        where += f" and id in ({places})"
    begins_at, ends_at = choice.span
    if begins_at:
        where += " and happened_at >= :begins_at"
        params["begins_at"] = begins_at
    if ends_at:
        where += " and happened_at < :ends_at"
        params["ends_at"] = ends_at
    if choice.rule:
        where += f" and ({choice.rule})"
    return where, params | dict(choice.params)
