"""The index for finding photos: rows of terms, numbered in the order of the album.

SQLite looks terms up with FTS5, PostgreSQL with a GIN index over a tsvector; `match_of` is the seam between
both. A party's numbers are one range, and a photo's number begins with the second in which it happened. So
the index itself returns the newest photos with a term first, and nothing is sorted or scanned.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.db import Connection
from app.db.errors import DatabaseError

_COUNT_BITS = 11
_SECOND_BITS = 32
_FIRST_SECOND = 631_152_000
"""The year 1990: no photo happened before."""
_MOST_SECONDS_ON = 50
"""How many seconds ahead a free number is looked for, when each second has 2,048 photos already."""
MOST_PARTIES = 2**20


@dataclass(frozen=True, slots=True)
class Looked:
    """A term, or several in a row; the last one may be the beginning of a longer one."""

    terms: tuple[str, ...]
    is_prefix: bool


Choice = tuple[Looked, ...]
"""Any of these."""


@dataclass(frozen=True, slots=True)
class IndexedPhoto:
    no: int
    words: str
    is_counted: bool


async def ensure_party_no(connection: Connection, party_id: str) -> int | None:
    """Return the party's number in the index; None if another server has just taken the same one."""
    known = await select_party_no(connection, party_id)
    if known is not None:
        return known
    await connection.execute(
        """
        insert into search_parties (party_id, no)
        select id, (select coalesce(max(no), 0) + 1 from search_parties) from parties where id = :id
        on conflict do nothing
        """,
        {"id": party_id},
    )
    made = await select_party_no(connection, party_id)
    if made is not None and made >= MOST_PARTIES:
        raise DatabaseError("there are more parties than the index has numbers for")
    return made


async def select_party_no(connection: Connection, party_id: str) -> int | None:
    row = await connection.fetch_one(
        "select no from search_parties where party_id = :party_id", {"party_id": party_id}
    )
    return int(row["no"]) if row else None


def range_of(party_no: int) -> tuple[int, int]:
    """Return the first and the last number of a party's photos."""
    first = party_no << (_SECOND_BITS + _COUNT_BITS)
    return first, first + (1 << (_SECOND_BITS + _COUNT_BITS)) - 1


def number_at(party_no: int, second: int) -> int:
    """Return the first number of photos that happened in a second since 1970."""
    inside = min(max(second - _FIRST_SECOND, 0), (1 << _SECOND_BITS) - 1)
    return (party_no << (_SECOND_BITS + _COUNT_BITS)) + (inside << _COUNT_BITS)


def is_of_second(no: int, party_no: int, second: int) -> bool:
    """Tell whether a number belongs to a second."""
    first = number_at(party_no, second)
    return first <= no < first + (1 << _COUNT_BITS)


def second_of(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp())


async def select_indexed(connection: Connection, photo_id: str) -> IndexedPhoto | None:
    row = await connection.fetch_one(
        "select no, words, is_counted from photo_words where photo_id = :id", {"id": photo_id}
    )
    return IndexedPhoto(int(row["no"]), str(row["words"]), bool(row["is_counted"])) if row else None


async def select_numbers(connection: Connection, photo_ids: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those photos that are in the index."""
    asked = {f"photo{no}": each for no, each in enumerate(photo_ids)}
    rows = await connection.fetch_all(
        f"select photo_id, no from photo_words where photo_id in ({', '.join(f':{name}' for name in asked)})",
        asked,
    )
    return {row["photo_id"]: int(row["no"]) for row in rows}


async def delete_indexed(connection: Connection, photo_id: str) -> None:
    await connection.execute("delete from photo_words where photo_id = :id", {"id": photo_id})


async def insert_indexed(
    connection: Connection,
    party_id: str,
    photo_id: str,
    *,
    party_no: int,
    second: int,
    local_s: int,
    words: str,
    is_counted: bool,
) -> None:
    await connection.execute(
        """
        insert into photo_words (no, photo_id, party_id, local_s, is_counted, words)
        values (:no, :photo_id, :party_id, :local_s, :is_counted, :words)
        """,
        {
            "no": await _free_number(connection, party_no, second),
            "photo_id": photo_id,
            "party_id": party_id,
            "local_s": local_s,
            "is_counted": int(is_counted),
            "words": words,
        },
    )


async def _free_number(connection: Connection, party_no: int, second: int) -> int:
    for later in range(_MOST_SECONDS_ON):
        first = number_at(party_no, second + later)
        row = await connection.fetch_one(
            "select max(no) as no from photo_words where no >= :first and no < :end",
            {"first": first, "end": first + (1 << _COUNT_BITS)},
        )
        taken = row["no"] if row else None
        if taken is None:
            return first
        if taken + 1 < first + (1 << _COUNT_BITS):
            return int(taken) + 1
    raise DatabaseError("too many photos happened in the same seconds")


async def update_photo_indexed(connection: Connection, photo_id: str, change_no: int) -> None:
    await connection.execute(
        "update photos set indexed_no = :no where id = :id", {"id": photo_id, "no": change_no}
    )


NOT_INDEXED = -1


async def update_photo_not_indexed(connection: Connection, photo_id: str) -> None:
    """Mark a photo to be indexed again: something that searches use has changed, and no page is told."""
    await update_photo_indexed(connection, photo_id, NOT_INDEXED)


def match_of(connection: Connection, every: Sequence[Choice], none: Sequence[Choice]) -> tuple[str, str]:
    """Return the query for the index: SQL over `photo_words as w` with the place `:match`, and its value.

    `every` is not empty. Terms contain only a-z and 0-9, so they have no special meaning in either database.
    """
    if connection.has_fts5:
        wanted = " AND ".join(_either(choice, " OR ", _fts5) for choice in every)
        refused = "".join(f" NOT {_either(choice, ' OR ', _fts5)}" for choice in none)
        return (
            "photo_words_index join photo_words w on w.no = photo_words_index.rowid",
            f"({wanted}){refused}",
        )
    wanted = " & ".join(_either(choice, " | ", _tsquery) for choice in every)
    refused = "".join(f" & !{_either(choice, ' | ', _tsquery)}" for choice in none)
    return "photo_words w", f"{wanted}{refused}"


def condition_of(connection: Connection) -> tuple[str, str]:
    """Return the SQL that asks the index for `:match`, and the name of its number column."""
    if connection.has_fts5:
        return "photo_words_index match :match", "photo_words_index.rowid"
    return "w.vector @@ to_tsquery('simple', :match)", "w.no"


def _either(choice: Choice, between: str, write: Callable[[Looked], str]) -> str:
    return f"({between.join(write(looked) for looked in choice)})"


def _fts5(looked: Looked) -> str:
    phrase = " ".join(looked.terms)
    return f'"{phrase}"{" *" if looked.is_prefix else ""}'


def _tsquery(looked: Looked) -> str:
    return f"({' <-> '.join(looked.terms)}{':*' if looked.is_prefix else ''})"
