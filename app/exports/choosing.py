"""Which photos an export has: all, a guest's, chosen ones, or a chapter, a collection, a search."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.albums.chapters import chapters_of
from app.albums.outline import read_outline
from app.albums.query import read_query
from app.albums.searching import Seer, meant_instead, wanted_of
from app.base.errors import not_found
from app.db import Connection
from app.parties.scope import PartyScope
from app.people.may import SeenStates
from app.records.chapter import Chapter, select_decided_chapters
from app.records.collection import select_collection
from app.records.collection_photos import rule_in_collections
from app.records.export_choice import NOTHING, Choice
from app.records.party import select_party
from app.records.photo import PhotoState
from app.records.search import rule_found

_HOSTS = frozenset((PhotoState.SHOWN, PhotoState.WAITING, PhotoState.HIDDEN))


@dataclass(frozen=True, slots=True)
class Part:
    """What somebody asked for. It is kept with a job, so it is plain values.

    `states` is a key of STATES (export_choice.py). The rest narrows it where it is not empty: `span` is where
    a chapter begins and where the next one does. `seer` is the host whose search it is, as a guest.
    """

    states: str
    guest_id: str = ""
    photo_ids: tuple[str, ...] = ()
    span: tuple[str, str] = ("", "")
    collection_id: str = ""
    query: str = ""
    seer: str = ""


async def chapters_now(scope: PartyScope) -> list[Chapter]:
    """Return the album's chapters as they are now."""
    async with scope.database.reading() as connection:
        decided = await select_decided_chapters(connection, scope.party_id)
    moments = [one.spot.at for one in await read_outline(scope)]
    return chapters_of(scope.party_id, moments, decided)


async def in_chapter(scope: PartyScope, part: Part, chapter_id: str) -> Part:
    """Return the part of a chapter, as the album has it now. A 404 if there is no such chapter."""
    chapters = await chapters_now(scope)
    for chapter, following in zip(chapters, [*chapters[1:], None], strict=True):
        if chapter.id == chapter_id:
            return replace(part, span=(chapter.begins_at, following.begins_at if following else ""))
    raise not_found()


async def choice_of(connection: Connection, party_id: str, part: Part) -> Choice:
    """Return the question to the records. A 404 for a collection that is gone."""
    choice = Choice(part.states, part.guest_id, part.photo_ids, part.span)
    if part.collection_id:
        if await select_collection(connection, party_id, part.collection_id) is None:
            raise not_found()
        rule, params = rule_in_collections([part.collection_id], "id")
        choice = replace(choice, rule=rule, params=params)
    if part.query:
        rule, asked = await _found(connection, party_id, part)
        both = f"{choice.rule} and {rule}" if choice.rule else rule
        choice = replace(choice, rule=both, params={**choice.params, **asked})
    return choice


async def _found(connection: Connection, party_id: str, part: Part) -> tuple[str, Mapping[str, object]]:
    """Return the condition that a host's search finds a photo, by the words that the page has shown."""
    party = await select_party(connection, party_id)
    comments = party is not None and party.comments_allowed
    seer = Seer(
        part.seer,
        SeenStates(_HOSTS, _HOSTS, sees_kept=True),
        sees_all=True,
        is_host=True,
        reads_comments=comments,
    )
    clauses, _ = await meant_instead(connection, party_id, read_query(part.query), seer)
    wanted = await wanted_of(connection, party_id, clauses, seer)
    return (await rule_found(connection, party_id, wanted) if wanted else None) or (NOTHING, {})
