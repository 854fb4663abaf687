"""The terms of a party's shown photos with their numbers: what suggestions and typing errors look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import Connection

_BEHIND_ALL = "~"
"""Sorts behind every letter of a term."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A term, how people read it, and how many shown photos have it."""

    term: str
    label: str
    shown: int


async def add_terms(
    connection: Connection, party_id: str, labels: Mapping[str, str], grams: Mapping[str, Sequence[str]]
) -> None:
    """Count one more photo for each term; `grams` are those of terms that are looked for by likeness."""
    for term, label in labels.items():
        await connection.execute(
            """
            insert into search_terms (party_id, term, label, shown) values (:party_id, :term, :label, 1)
            on conflict (party_id, term) do update set shown = search_terms.shown + 1
            """,
            {"party_id": party_id, "term": term, "label": label},
        )
    for term, of_it in grams.items():
        for gram in of_it:
            await connection.execute(
                """
                insert into search_grams (party_id, gram, term) values (:party_id, :gram, :term)
                on conflict do nothing
                """,
                {"party_id": party_id, "gram": gram, "term": term},
            )


async def remove_terms(connection: Connection, party_id: str, terms: Sequence[str]) -> None:
    """Count one photo less for each term, and forget those that no photo has any more."""
    for term in terms:
        both = {"party_id": party_id, "term": term}
        await connection.execute(
            "update search_terms set shown = shown - 1 where party_id = :party_id and term = :term", both
        )
        gone = await connection.execute(
            "delete from search_terms where party_id = :party_id and term = :term and shown <= 0", both
        )
        if gone:
            await connection.execute(
                "delete from search_grams where party_id = :party_id and term = :term", both
            )


async def select_terms_beginning(
    connection: Connection, party_id: str, beginning: str, limit: int
) -> list[Counted]:
    """Return terms that begin like that, those of the most photos first."""
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
    """Return terms that share letters in a row with these, those that share the most first."""
    asked = {f"gram{no}": gram for no, gram in enumerate(grams)}
    places = ", ".join(f":{name}" for name in asked)
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
