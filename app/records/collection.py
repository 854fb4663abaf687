"""A collection: photos that hosts gather by hand, or a saved search that keeps itself up to date."""

from dataclasses import asdict, dataclass

from app.db import Connection, Row


@dataclass(frozen=True, slots=True)
class Collection:
    """`query` is empty for a collection that is filled by hand. `no` is its last change by a host.

    `filled_no` rises whenever photos come in or go out, even by themselves.
    """

    id: str
    party_id: str
    title: str
    query: str
    no: int
    created_at: str
    filled_no: int = 0

    @property
    def is_search(self) -> bool:
        return self.query != ""


COLUMNS = "id, party_id, title, query, no, created_at, filled_no"


async def select_collections(connection: Connection, party_id: str) -> list[Collection]:
    """Return a party's collections, the oldest first."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from collections where party_id = :party_id order by created_at, id",
        {"party_id": party_id},
    )
    return [_collection_of(row) for row in rows]


async def select_saved_searches(connection: Connection, party_id: str) -> list[Collection]:
    rows = await connection.fetch_all(
        f"select {COLUMNS} from collections where party_id = :party_id and query <> ''",
        {"party_id": party_id},
    )
    return [_collection_of(row) for row in rows]


async def select_collection(connection: Connection, party_id: str, collection_id: str) -> Collection | None:
    row = await connection.fetch_one(
        f"select {COLUMNS} from collections where id = :id and party_id = :party_id",
        {"id": collection_id, "party_id": party_id},
    )
    return _collection_of(row) if row else None


async def insert_collection(connection: Connection, collection: Collection) -> None:
    await connection.execute(
        """
        insert into collections (id, party_id, title, query, no, created_at, filled_no)
        values (:id, :party_id, :title, :query, :no, :created_at, :filled_no)
        """,
        asdict(collection),
    )


async def update_collection(connection: Connection, collection: Collection) -> None:
    """Write its title and its search under its new `no`."""
    await connection.execute(
        "update collections set title = :title, query = :query, no = :no where id = :id",
        {
            "id": collection.id,
            "title": collection.title,
            "query": collection.query,
            "no": collection.no,
        },
    )


async def update_collection_filled(connection: Connection, collection_id: str, no: int | None = None) -> None:
    """Note that photos have come in or gone out; `no` is the change if it was done by hand."""
    by_hand = ", no = :no" if no is not None else ""
    await connection.execute(
        f"update collections set filled_no = filled_no + 1{by_hand} where id = :id",
        {"id": collection_id} | ({"no": no} if no is not None else {}),
    )


async def delete_collection(connection: Connection, collection_id: str) -> None:
    where = {"id": collection_id}
    await connection.execute("delete from collection_photos where collection_id = :id", where)
    await connection.execute("delete from collections where id = :id", where)


async def update_party_album(connection: Connection, party_id: str, no: int) -> None:
    """Tell every page of the album that a chapter or a collection has changed."""
    await connection.execute("update parties set album_no = :no where id = :id", {"id": party_id, "no": no})


def _collection_of(row: Row) -> Collection:
    return Collection(**dict(row))
