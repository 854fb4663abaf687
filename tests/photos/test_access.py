"""Lists of photos for guests, members and share links are what a plain filter says, on both databases."""

import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from app.base.clock import now_iso, to_iso
from app.db import Database, migrate
from app.parties.state import ensure_default_party
from app.people.may import may_see, may_see_by_link
from app.people.roles import Actor, Role
from app.records.access import Access, Seen, is_kept_from_guests, stricter
from app.records.album import Spot, select_outline, select_stretch
from app.records.collection import Collection, insert_collection
from app.records.collection_photos import insert_collection_photos
from app.records.guest import upsert_guest
from app.records.photo import Photo, PhotoState, insert_photo, photos_where
from app.records.photo_lists import select_photos_shown
from app.records.share_link import LinkKind, ShareLink
from app.records.shared_photos import select_count_by_link, select_placed_by_link
from tests.photo_rows import a_photo
from tests.records import KINDS, place

BEGIN = datetime(2026, 6, 13, 19, 0, tzinfo=UTC)
STRANGER = Actor("c" * 32)
PAGE = 7
REASONS = ("approval", "banned", "reported", "members", "hosts", "private")


@dataclass
class Rows:
    database: Database
    party_id: str
    photos: list[Photo]


def of_any_kind(party_id: str, number: int, chance: random.Random) -> Photo:
    """Return a photo in any state that the table takes, for any people and any reason."""
    own, host = chance.choice(tuple(Access)), chance.choice(tuple(Access))
    access, state = stricter(own, host), chance.choice((PhotoState.SHOWN, *PhotoState))
    if is_kept_from_guests(access) and state is PhotoState.SHOWN:
        state = PhotoState.WAITING
    reason = chance.choice(REASONS) if state is PhotoState.WAITING else ""
    if reason == "members" and access is not Access.MEMBERS:
        reason = "private"
    return replace(
        a_photo(party_id, change_no=number, position=number, sha256=f"{number:064}"),
        state=state,
        reason=reason,
        access=access,
        access_own=own,
        access_host=host,
        is_private=is_kept_from_guests(access),
        is_favourite=chance.random() < 0.5,
        happened_at=to_iso(BEGIN + timedelta(minutes=chance.randrange(60))),
    )


@pytest.fixture(params=KINDS)
async def rows(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rows]:
    path = tmp_path / "db.sqlite3"
    records = path if request.param == "sqlite" else place.migrated_for(path)
    migrate(records)
    database = await Database.open(records)
    party = await ensure_default_party(database, None)
    chance = random.Random(19)
    async with database.transaction() as connection:
        await upsert_guest(connection, party.id, "b" * 32, "Ben", now_iso())
        for number in range(1, 300):
            await insert_photo(connection, of_any_kind(party.id, number, chance))
    async with database.reading() as connection:
        photos = await photos_where(connection, "1 = 1", {}, 1000)
    yield Rows(database, party.id, photos)
    await database.close()


VIEWS: dict[Seen, Callable[[Photo], bool]] = {
    Seen.BY_GUESTS: lambda photo: may_see(STRANGER, photo),
    # What a viewer sees is what every role sees; those who decide have lists of their own for the rest.
    Seen.BY_MEMBERS: lambda photo: may_see(Actor("d" * 32, Role.VIEWER), photo),
    Seen.BY_LINK: may_see_by_link,
}


async def test_a_condition_in_sql_says_the_same_as_the_rule_in_code(rows: Rows) -> None:
    for seen, rule in VIEWS.items():
        async with rows.database.reading() as connection:
            found = await photos_where(connection, seen.value, {}, 1000)
        assert {one.id for one in found} == {one.id for one in rows.photos if rule(one)}, seen
        assert 0 < len(found) < len(rows.photos), seen


async def test_the_gallery_and_the_album_have_every_photo_once_and_in_order(rows: Rows) -> None:
    for seen in (Seen.BY_GUESTS, Seen.BY_MEMBERS):
        wanted = [one for one in rows.photos if VIEWS[seen](one)]
        gallery: list[Photo] = []
        outline, stretches = [Spot("", -1)], [Spot("", -1)]
        async with rows.database.reading() as connection:
            while True:
                before = gallery[-1].position if gallery else None
                page = await select_photos_shown(connection, rows.party_id, before, PAGE, seen)
                gallery += page
                if not page:
                    break
            while part := await select_outline(connection, rows.party_id, None, outline[-1], PAGE, seen):
                outline += [one.spot for one in part]
            while True:
                begin = Spot(stretches[-1].at, stretches[-1].no + 1)
                photos = await select_stretch(connection, rows.party_id, None, begin, None, PAGE, seen)
                stretches += [Spot(one.happened_at, one.position) for one in photos]
                if not photos:
                    break
        assert [one.position for one in gallery] == sorted((one.position for one in wanted), reverse=True)
        spots = sorted(Spot(one.happened_at, one.position) for one in wanted)
        assert outline[1:] == spots, seen
        assert stretches[1:] == spots, seen


async def test_a_link_lists_and_counts_what_everyone_may_see(rows: Rows) -> None:
    collection = Collection(id="f" * 32, party_id=rows.party_id, title="Cake", query="", no=0, created_at="")
    async with rows.database.transaction() as connection:
        await insert_collection(connection, collection)
        places = {one.id: one.position for one in rows.photos}
        await insert_collection_photos(connection, rows.party_id, collection.id, places)
    kinds: dict[LinkKind, Callable[[Photo], bool]] = {
        LinkKind.PARTY: lambda photo: True,
        LinkKind.FAVOURITES: lambda photo: photo.is_favourite,
        LinkKind.COLLECTION: lambda photo: True,
        LinkKind.CHAPTER: lambda photo: photo.happened_at >= to_iso(BEGIN + timedelta(minutes=30)),
    }
    for (kind, is_in), guest_id in product(kinds.items(), ("", "b" * 32)):
        link = ShareLink(
            **dict.fromkeys(("token_hash", "title", "code_hash", "sites", "opened_at", "made_by"), ""),
            id="e" * 32,
            party_id=rows.party_id,
            kind=kind,
            guest_id=guest_id,
            originals=False,
            opened=0,
            created_at="",
            expires_at="",
            target_id=collection.id,
            span=(to_iso(BEGIN + timedelta(minutes=30)), ""),
            is_by_hand=kind is LinkKind.COLLECTION,
        )
        async with rows.database.reading() as connection:
            found = await select_placed_by_link(connection, link, None, 1000)
            count = await select_count_by_link(connection, link)
        wanted = {one.id for one in rows.photos if may_see_by_link(one) and is_in(one)}
        assert {one.photo.id for one in found} == wanted, kind
        assert count == len(wanted), kind
