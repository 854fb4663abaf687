"""The photos that a search finds, in order, and their number. The index is asked first (photo_words.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.db import Connection
from app.records.access import Seen
from app.records.photo import COLUMNS, Photo, PhotoState, photo_of
from app.records.photo_words import Choice, condition_of, match_of, range_of, select_party_no

ORDERS: Mapping[str, str] = {
    "taken": "w.no",
    "sent": "p.position",
    # One number, with the hearts as its upper half.
    "liked": "(p.hearts * 4294967296 + p.position)",
}
"""The sort order of a search, newest first. Its pages continue from the last value."""


@dataclass(frozen=True, slots=True)
class Visible:
    """Whose photos are searched, in which states: a guest's `own` ones, and those of `others`."""

    guest_id: str
    own: frozenset[PhotoState]
    others: frozenset[PhotoState]
    sees_kept: bool = False
    """Photos for members are searched, too."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The photos that a search wants.

    A photo matches each choice in `every`, and none of those in `none`. `rules` are SQL over `photo_words as
    w` and `photos as p`, made of numbers and the places in `params`.
    """

    visible: Visible
    every: tuple[Choice, ...] = ()
    none: tuple[Choice, ...] = ()
    rules: tuple[str, ...] = ()
    params: Mapping[str, object] = field(default_factory=dict)
    numbers: tuple[int, int] | None = None
    """The first and the last number of the index to search in; None for the whole party."""


@dataclass(frozen=True, slots=True)
class Found:
    """A photo, and where the next page begins if this photo is the last on its page."""

    photo: Photo
    place: int


async def select_found(
    connection: Connection, party_id: str, wanted: Wanted, order: str, before: int | None, limit: int
) -> list[Found]:
    """Return photos newest first, from below the place `before`."""
    asked = await _asked(connection, party_id, wanted)
    if asked is None:
        return []
    source, where, params = asked
    by = ORDERS[order]
    if order == "taken":
        by = condition_of(connection)[1] if wanted.every else by
    if before is not None:
        where, params = f"{where} and {by} < :before", params | {"before": before}
    columns = ", ".join(f"p.{column.strip()}" for column in COLUMNS.split(","))
    rows = await connection.fetch_all(
        f"""
        select {columns}, {by} as place from {source} join photos p on p.id = w.photo_id
        where {where} order by {by} desc limit :limit
        """,
        params | {"limit": limit},
    )
    return [Found(photo_of({k: row[k] for k in row if k != "place"}), int(row["place"])) for row in rows]


async def select_found_count(connection: Connection, party_id: str, wanted: Wanted, most: int) -> int:
    """Return the number of photos found, counted only up to `most`."""
    asked = await _asked(connection, party_id, wanted)
    if asked is None:
        return 0
    source, where, params = asked
    row = await connection.fetch_one(
        f"""
        select count(*) as number from (
            select 1 from {source} join photos p on p.id = w.photo_id where {where} limit :limit
        ) as found
        """,
        params | {"limit": most},
    )
    return int(row["number"]) if row else 0


async def select_places_found(
    connection: Connection, party_id: str, wanted: Wanted, numbers: Sequence[int]
) -> dict[str, int]:
    """Return the wanted ones of the photos with these index numbers, with their numbers."""
    asked = await _asked(connection, party_id, wanted)
    if asked is None or not numbers:
        return {}
    source, where, params = asked
    number = condition_of(connection)[1] if wanted.every else "w.no"
    among = {f"number{no}": each for no, each in enumerate(numbers)}
    rows = await connection.fetch_all(
        f"""
        select w.photo_id, {number} as place from {source} join photos p on p.id = w.photo_id
        where {where} and {number} in ({", ".join(f":{name}" for name in among)})
        """,
        params | among,
    )
    return {row["photo_id"]: int(row["place"]) for row in rows}


async def rule_found(
    connection: Connection, party_id: str, wanted: Wanted
) -> tuple[str, dict[str, object]] | None:
    """Return the condition that a search finds the photo `id`, and its values; None if it finds nothing."""
    asked = await _asked(connection, party_id, wanted)
    if asked is None:
        return None
    source, where, params = asked
    found = f"select w.photo_id from {source} join photos p on p.id = w.photo_id where {where}"
    return f"id in ({found})", params


async def insert_found(connection: Connection, party_id: str, wanted: Wanted, collection_id: str) -> None:
    """Put everything that is wanted into an empty collection, in the order of the album."""
    asked = await _asked(connection, party_id, wanted)
    if asked is None:
        return
    source, where, params = asked
    number = condition_of(connection)[1] if wanted.every else "w.no"
    await connection.execute(
        f"""
        insert into collection_photos (id, collection_id, party_id, photo_id, place)
        select :collection_id || w.photo_id, :collection_id, w.party_id, w.photo_id, {number}
        from {source} join photos p on p.id = w.photo_id where {where}
        """,
        params | {"collection_id": collection_id},
    )


async def _asked(
    connection: Connection, party_id: str, wanted: Wanted
) -> tuple[str, str, dict[str, object]] | None:
    """Return what to read from, the condition and its values; None if nothing can be found."""
    party_no = await select_party_no(connection, party_id)
    seen, params = _visible(wanted.visible)
    if party_no is None or not seen:
        return None
    first, last = range_of(party_no)
    if wanted.numbers is not None:
        first, last = max(first, wanted.numbers[0]), min(last, wanted.numbers[1])
    source, number, asked = "photo_words w", "w.no", []
    if wanted.every:
        source, match = match_of(connection, wanted.every, wanted.none)
        condition, number = condition_of(connection)
        asked, params = [condition], params | {"match": match}
    rules = [*asked, f"{number} between :first and :last", seen, *wanted.rules]
    params |= {"first": first, "last": last, **wanted.params}
    return source, " and ".join(f"({rule})" for rule in rules), params


def _visible(visible: Visible) -> tuple[str, dict[str, object]]:
    parts: list[str] = []
    params: dict[str, object] = {}
    if visible.others:
        parts.append(f"p.state in ({_states(visible.others)})")
    if visible.sees_kept:
        parts.append(Seen.BY_MEMBERS.of("p"))
    if visible.own and visible.guest_id:
        parts.append(f"(p.guest_id = :seer and p.state in ({_states(visible.own)}))")
        params["seer"] = visible.guest_id
    return " or ".join(parts), params


def _states(states: frozenset[PhotoState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states))
