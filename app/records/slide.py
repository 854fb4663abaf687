"""A slide: what the host adds to the show between guests' photos."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.db import Connection


class SlideKind(StrEnum):
    TEXT = "text"
    CODE = "code"
    COUNTDOWN = "countdown"
    NUMBER = "number"
    PICTURE = "picture"
    TASK = "task"
    """Asks guests for an open photo task (task.py)."""


@dataclass(frozen=True, slots=True)
class Slide:
    """Moments are ISO 8601 UTC, empty for none; `at` is the time that a countdown counts to.

    `words` has lines. The slide comes after every `every` photos and stays for `seconds`.
    """

    id: str
    position: int
    version: int
    kind: SlideKind
    title: str
    words: str
    at: str
    from_at: str
    until_at: str
    every: int
    seconds: int
    is_on: bool
    photo_id: str = ""
    """The private photo of a slide with a picture."""


@dataclass(frozen=True, slots=True)
class ShownNumbers:
    """The number of shown photos and of their guests, and the photo task that is asked for now, if any."""

    photos: int
    guests: int
    task: str = ""


COLUMNS = "id, position, version, kind, title, words, at, from_at, until_at, every, seconds, is_on, photo_id"


async def select_slides(connection: Connection, party_id: str) -> list[Slide]:
    """Return the party's slides, in order."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from slides where party_id = :party_id order by position, id",
        {"party_id": party_id},
    )
    return [
        Slide(
            id=row["id"],
            position=row["position"],
            version=row["version"],
            kind=SlideKind(row["kind"]),
            title=row["title"],
            words=row["words"],
            at=row["at"],
            from_at=row["from_at"],
            until_at=row["until_at"],
            every=row["every"],
            seconds=row["seconds"],
            is_on=bool(row["is_on"]),
            photo_id=row["photo_id"],
        )
        for row in rows
    ]


async def insert_slide(connection: Connection, party_id: str, slide: Slide) -> None:
    await connection.execute(
        f"""
        insert into slides (party_id, {COLUMNS})
        values (:party_id, :id, :position, :version, :kind, :title, :words, :at, :from_at, :until_at, :every,
            :seconds, :is_on, :photo_id)
        """,
        {"party_id": party_id, **_values(slide)},
    )


async def update_slide(connection: Connection, party_id: str, slide: Slide) -> None:
    await connection.execute(
        """
        update slides set position = :position, version = :version, kind = :kind, title = :title,
            words = :words, at = :at, from_at = :from_at, until_at = :until_at, every = :every,
            seconds = :seconds, is_on = :is_on, photo_id = :photo_id
        where party_id = :party_id and id = :id
        """,
        {"party_id": party_id, **_values(slide)},
    )


async def delete_slide(connection: Connection, party_id: str, slide_id: str) -> None:
    await connection.execute(
        "delete from slides where party_id = :party_id and id = :id", {"party_id": party_id, "id": slide_id}
    )


async def update_slides_changed(connection: Connection, party_id: str, no: int) -> None:
    """Write the change that changed the slides. Screens are told as with any steering."""
    await connection.execute(
        "update parties set slides_no = :no, show_no = :no where id = :id", {"id": party_id, "no": no}
    )


async def select_shown_numbers(connection: Connection, party_id: str) -> ShownNumbers:
    row = await connection.fetch_one(
        """
        select count(*) as photos, count(distinct guest_id) as guests from photos
        where party_id = :party_id and state = 'shown'
        """,
        {"party_id": party_id},
    )
    assert row is not None
    return ShownNumbers(row["photos"], row["guests"])


def _values(slide: Slide) -> dict[str, Any]:
    return {
        "id": slide.id,
        "position": slide.position,
        "version": slide.version,
        "kind": slide.kind,
        "title": slide.title,
        "words": slide.words,
        "at": slide.at,
        "from_at": slide.from_at,
        "until_at": slide.until_at,
        "every": slide.every,
        "seconds": slide.seconds,
        "is_on": int(slide.is_on),
        "photo_id": slide.photo_id,
    }
