"""New words of shown photos that wait for a decision, while the old ones stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.db import Connection, Row
from app.records.party import OF_A_CALM_PARTY

COLUMNS = "photo_id, party_id, guest_id, author, caption, created_at, release_at, no"


@dataclass(frozen=True, slots=True)
class WordsWaiting:
    """`no` is the change that brought them. They show themselves at `release_at`, if that is not empty."""

    photo_id: str
    party_id: str
    guest_id: str
    author: str
    caption: str
    created_at: str
    release_at: str
    no: int


async def upsert_words_waiting(connection: Connection, words: WordsWaiting) -> None:
    """Let words wait, and replace those that waited before."""
    await connection.execute(
        f"""
        insert into words_waiting ({COLUMNS})
        values (:photo_id, :party_id, :guest_id, :author, :caption, :created_at, :release_at, :no)
        on conflict (photo_id) do update set author = excluded.author, caption = excluded.caption,
            created_at = excluded.created_at, release_at = excluded.release_at, no = excluded.no
        """,
        {
            "photo_id": words.photo_id,
            "party_id": words.party_id,
            "guest_id": words.guest_id,
            "author": words.author,
            "caption": words.caption,
            "created_at": words.created_at,
            "release_at": words.release_at,
            "no": words.no,
        },
    )


async def select_words_waiting(connection: Connection, party_id: str, limit: int) -> list[WordsWaiting]:
    """Return the words that wait in a party, oldest first."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from words_waiting where party_id = :party_id order by no limit :limit",
        {"party_id": party_id, "limit": limit},
    )
    return [_of(row) for row in rows]


async def select_words_waiting_for(
    connection: Connection, party_id: str, photo_ids: Sequence[str]
) -> dict[str, WordsWaiting]:
    """Return the words that wait for these photos, by photo."""
    asked = {f"id{no}": photo_id for no, photo_id in enumerate(photo_ids)}
    if not asked:
        return {}
    places = ", ".join(f":{name}" for name in asked)
    rows = await connection.fetch_all(
        f"select {COLUMNS} from words_waiting where party_id = :party_id and photo_id in ({places})",
        {"party_id": party_id, **asked},
    )
    return {row["photo_id"]: _of(row) for row in rows}


async def select_words_to_release(connection: Connection, at: str, limit: int) -> list[WordsWaiting]:
    """Return the words of all parties that were to show themselves by then."""
    rows = await connection.fetch_all(
        f"select {COLUMNS} from words_waiting where release_at <> '' and release_at <= :at "
        f"and {OF_A_CALM_PARTY} order by release_at limit :limit",
        {"at": at, "limit": limit},
    )
    return [_of(row) for row in rows]


async def delete_words_waiting(connection: Connection, photo_id: str, no: int | None = None) -> bool:
    """Delete a photo's waiting words, or only those of one change; False if there were none."""
    of_change = " and no = :no" if no is not None else ""
    count = await connection.execute(
        f"delete from words_waiting where photo_id = :photo_id{of_change}",
        {"photo_id": photo_id} | ({"no": no} if no is not None else {}),
    )
    return count > 0


def _of(row: Row) -> WordsWaiting:
    return WordsWaiting(**dict(row))
