"""What a search field suggests while somebody types: people, tags, cameras, colours and kinds, then words."""

from dataclasses import dataclass

from app.albums.query import Clause, read_query
from app.albums.searching import Seer, count
from app.albums.terms import HOSTS_FIELDS, Field, term, words_of
from app.db import Connection
from app.records.collection import select_collections
from app.records.door import select_doors
from app.records.search_terms import Counted, select_terms_beginning

MOST = 8
MOST_COUNTED = 200
"""For each suggestion. People type on before a larger number would matter."""
LOOKED_AT = 24
MOST_PLACES = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`query` is the search that finds it. `kind` is its kind, as in wire/search_shapes.py."""

    kind: str
    label: str
    query: str
    photos: int


_FIELDS = (
    (Field.NAME, "person"),
    (Field.WHOLE_TAG, "tag"),
    (Field.DOOR, "table"),
    (Field.WHOLE_PLACE, "place"),
    (Field.COLOUR, "colour"),
    (Field.KIND, "is"),
    (Field.WHOLE_CAMERA, "camera"),
    (Field.WORD, "word"),
)


_KEYS = {"person": "from"}
"""The prefix of a kind in a query, if it differs from the kind's name."""


async def suggest(connection: Connection, party_id: str, typed: str, seer: Seer) -> list[Suggestion]:
    """Return completions of the last word typed, one kind after the other. The seer can find each of them.

    The numbers count only photos that the seer sees now. So a photo hidden a moment ago is not counted.
    """
    if not seer.sees_all:
        return []
    words = words_of(typed, is_typed=True)
    found = await _collections(connection, party_id, words, seer)
    for field, kind in _FIELDS:
        if (field is Field.WORD and not words) or (field in HOSTS_FIELDS and not seer.is_host):
            continue
        for label in await _labels(connection, party_id, field, words):
            query = label if kind == "word" else f"{_KEYS.get(kind, kind)}:{_quoted(label)}"
            photos = await count(connection, party_id, read_query(query), seer, MOST_COUNTED)
            if photos and all(query.lower() != other.query.lower() for other in found):
                found.append(Suggestion(kind, label, query, photos))
            if len(found) >= MOST:
                return found
    return found


async def _collections(
    connection: Connection, party_id: str, words: list[str], seer: Seer
) -> list[Suggestion]:
    """Return collections with a title word that begins like that."""
    found: list[Suggestion] = []
    for one in await select_collections(connection, party_id) if words else []:
        if not any(word.startswith(words[-1]) for word in words_of(one.title)):
            continue
        query = f"in:{_quoted(one.title)}"
        photos = await count(connection, party_id, read_query(query), seer, MOST_COUNTED)
        if photos:
            found.append(Suggestion("collection", one.title, query, photos))
    return found[: MOST // 4]


async def tags_beginning(connection: Connection, party_id: str, typed: str, seer: Seer) -> list[Suggestion]:
    """Return tags with that beginning, from photos that the seer sees."""
    if not seer.sees_all:
        return []
    words = words_of(typed, is_typed=True)
    found = []
    for one in await _beginning(connection, party_id, Field.WHOLE_TAG, words):
        query = f"tag:{_quoted(one.label)}"
        clauses: list[Clause] = read_query(query)
        photos = await count(connection, party_id, clauses, seer, MOST_COUNTED)
        if photos:
            found.append(Suggestion("tag", one.label, query, photos))
    return found[:MOST]


async def places_of(connection: Connection, party_id: str, seer: Seer) -> list[Suggestion]:
    """Return the places where photos were taken, those of the most photos first; for hosts alone."""
    if not seer.is_host:
        return []
    found = await select_terms_beginning(connection, party_id, Field.WHOLE_PLACE, MOST_PLACES)
    return [Suggestion("place", one.label, f"place:{_quoted(one.label)}", one.shown) for one in found]


async def _labels(connection: Connection, party_id: str, field: Field, words: list[str]) -> list[str]:
    """Return the labels with that beginning. The label of a table is the name of its door, not a term."""
    if field is Field.DOOR:
        labels = [door.label for door in await select_doors(connection, party_id)]
        typed = " ".join(words)
        return [one for one in labels if " ".join(words_of(one)).startswith(typed)][: MOST // 2]
    return [one.label for one in await _beginning(connection, party_id, field, words)]


async def _beginning(connection: Connection, party_id: str, field: Field, words: list[str]) -> list[Counted]:
    limit = LOOKED_AT if field in (Field.NAME, Field.WHOLE_TAG) else MOST // 2
    return await select_terms_beginning(connection, party_id, term(field, " ".join(words)), limit)


def _quoted(label: str) -> str:
    plain = label.replace('"', " ")
    return f'"{plain}"'
