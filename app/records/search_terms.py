"""The terms of a party's shown photos and their counts, for suggestions and typing errors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import Connection

_BEHIND_ALL = "~"
"""Sorts after every letter of a term."""


ROWS_AT_ONCE = 100
"""The driver keeps one SQL text for each number of rows."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A term, its spelling for people, and how many shown photos have it."""

    term: str
    label: str
    shown: int


async def add_terms(
    connection: Connection, party_id: str, labels: Mapping[str, str], grams: Mapping[str, Sequence[str]]
) -> None:
    """Count one more photo for each term. `grams` are for the terms that can be found by likeness.

    A few statements serve all of them, because each one is a hop to another thread.
    """
    if not labels:
        return
    asked, places = _places("term", list(labels))
    rows = await connection.fetch_all(
        f"""
        update search_terms set shown = shown + 1 where party_id = :party_id and term in ({places})
        returning term
        """,
        {"party_id": party_id, **asked},
    )
    known = {row["term"] for row in rows}
    new = {term: label for term, label in labels.items() if term not in known}
    await _insert(
        connection, "search_terms", "term, label, shown", party_id, [(*one, 1) for one in new.items()]
    )
    pairs = [(gram, term) for term in new for gram in grams.get(term, ())]
    await _insert(connection, "search_grams", "gram, term", party_id, pairs)


async def _insert(
    connection: Connection, table: str, columns: str, party_id: str, rows: Sequence[tuple[object, ...]]
) -> None:
    for first in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[first : first + ROWS_AT_ONCE]
        values = {f"v{no}_{at}": value for no, row in enumerate(part) for at, value in enumerate(row)}
        width = range(len(part[0]))
        places = ", ".join(
            f"(:party_id, {', '.join(f':v{no}_{at}' for at in width)})" for no in range(len(part))
        )
        await connection.execute(
            f"insert into {table} (party_id, {columns}) values {places} on conflict do nothing",
            {"party_id": party_id, **values},
        )


async def remove_terms(connection: Connection, party_id: str, terms: Sequence[str]) -> None:
    """Count one photo less for each term, and delete the terms that no photo has any more."""
    if not terms:
        return
    asked, places = _places("term", terms)
    both = {"party_id": party_id, **asked}
    await connection.execute(
        f"update search_terms set shown = shown - 1 where party_id = :party_id and term in ({places})", both
    )
    rows = await connection.fetch_all(
        f"""
        delete from search_terms where party_id = :party_id and term in ({places}) and shown <= 0
        returning term
        """,
        both,
    )
    if rows:
        asked, places = _places("term", [row["term"] for row in rows])
        await connection.execute(
            f"delete from search_grams where party_id = :party_id and term in ({places})",
            {"party_id": party_id, **asked},
        )


def _places(name: str, values: Sequence[str]) -> tuple[dict[str, str], str]:
    """Return the values by the names of their places, and the places."""
    asked = {f"{name}{no}": value for no, value in enumerate(values)}
    return asked, ", ".join(f":{each}" for each in asked)


async def select_terms_beginning(
    connection: Connection, party_id: str, beginning: str, limit: int
) -> list[Counted]:
    """Return terms with this beginning, those of the most photos first."""
    rows = await connection.fetch_all(
        """
        select term, label, shown from search_terms
        where party_id = :party_id and term >= :beginning and term < :end
        order by shown desc, term limit :limit
        """,
        {"party_id": party_id, "beginning": beginning, "end": beginning + _BEHIND_ALL, "limit": limit},
    )
    return [Counted(row["term"], row["label"], int(row["shown"])) for row in rows]


async def select_terms_alike(
    connection: Connection, party_id: str, grams: Sequence[str], limit: int
) -> list[Counted]:
    """Return terms that share runs of letters with these, the most alike first."""
    asked, places = _places("gram", grams)
    rows = await connection.fetch_all(
        f"""
        select alike.term, search_terms.label, search_terms.shown from (
            select term, count(*) as shared from search_grams
            where party_id = :party_id and gram in ({places})
            group by term order by count(*) desc, term limit :limit
        ) as alike join search_terms on search_terms.party_id = :party_id and search_terms.term = alike.term
        order by alike.shared desc, search_terms.shown desc, alike.term
        """,
        {"party_id": party_id, "limit": limit, **asked},
    )
    return [Counted(row["term"], row["label"], int(row["shown"])) for row in rows]
