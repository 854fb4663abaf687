"""What a change of a collection has replaced, stored with that change, so that the last one can be undone."""

import json
from dataclasses import asdict, dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class CollectionBefore:
    """The part of a collection that has changed.

    `photos` are those that left their places, each with its place; a removed one's all of them. `added` were
    not in it. `shifted` says from which place on the others moved, and by how many.
    """

    title: str = ""
    query: str = ""
    created_at: str = ""
    photos: tuple[tuple[str, int], ...] = ()
    added: tuple[str, ...] = ()
    shifted: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class ChangeOfCollection:
    """`is_last` is false if the collection has changed again since."""

    collection_id: str
    detail: str
    before: CollectionBefore
    is_last: bool


async def update_collection_before(
    connection: Connection, party_id: str, no: int, collection_id: str, before: CollectionBefore | None
) -> None:
    """Note which collection a change is about; without `before` the change cannot be undone."""
    await connection.execute(
        """
        update changes set collection_id = :collection_id, collection_before = :before
        where party_id = :party_id and no = :no
        """,
        {
            "party_id": party_id,
            "no": no,
            "collection_id": collection_id,
            "before": json.dumps(asdict(before)) if before is not None else "",
        },
    )


async def select_change_of_collection(
    connection: Connection, party_id: str, no: int
) -> ChangeOfCollection | None:
    """Return what change number `no` has replaced; None if it is of no collection or cannot be undone."""
    row = await connection.fetch_one(
        """
        select collection_id, detail, collection_before from changes
        where party_id = :party_id and no = :no and collection_before <> ''
        """,
        {"party_id": party_id, "no": no},
    )
    if row is None:
        return None
    later = await connection.fetch_one(
        """
        select no from changes
        where party_id = :party_id and collection_id = :id and collection_id <> '' and no > :no limit 1
        """,
        {"party_id": party_id, "id": row["collection_id"], "no": no},
    )
    values = json.loads(row["collection_before"])
    values["photos"] = tuple((photo_id, place) for photo_id, place in values["photos"])
    before = CollectionBefore(**values | {name: tuple(values[name]) for name in ("added", "shifted")})
    return ChangeOfCollection(row["collection_id"], row["detail"], before, later is None)
