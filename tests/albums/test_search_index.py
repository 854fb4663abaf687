"""What a search finds is what a plain look through all photos finds, for whoever asks, on both databases."""

import random
import unicodedata
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.albums import searching
from app.albums.indexing import Indexer
from app.albums.query import read_query
from app.albums.searching import Seer, count, find, meant_instead
from app.albums.suggesting import suggest, tags_beginning
from app.base.clock import now_iso, to_iso
from app.db import Database, migrate
from app.media.rendered import Face
from app.parties.scope import Site
from app.parties.state import ensure_default_party
from app.people.may import may_see, states_seen
from app.people.roles import Actor, Role
from app.records import photo_words
from app.records.access import Access, is_kept_from_guests
from app.records.guest import upsert_guest
from app.records.photo import (
    Photo,
    PhotoState,
    insert_photo,
    photos_where,
    update_photo_tags,
    update_photo_words,
)
from app.records.photo_state import update_photo_deleted, update_photo_hidden
from app.records.search import ORDERS
from app.storage import FolderStorage
from tests.photo_rows import a_photo
from tests.records import KINDS, place

ADA, BEN = "a" * 32, "b" * 32
NAMES = {ADA: "Ada Lovelace", BEN: "Bén"}
CAPTIONS = (
    "The first dance",
    "dance first, cake later",
    "Hochzeitstorte",
    "café au lait",
    "写真集をどうぞ",
    "Straße bei Nacht",
    "🎂",
    "",
    "don't stop",
)
TAGS = ("First dance", "Cake", "Garten", "写真")
STATES = (PhotoState.SHOWN,) * 6 + (PhotoState.WAITING, PhotoState.HIDDEN)
SATURDAY = datetime(2026, 6, 13, 19, 0, tzinfo=UTC)

ROLES = {
    "Ada": Actor(ADA),
    "a stranger": Actor("c" * 32),
    "no cookie": Actor(),
    "a host": Actor("d" * 32, Role.HOST),
    "a viewer": Actor("e" * 32, Role.VIEWER),
}
Rule = Callable[[Photo], bool]


def plain(text: str) -> str:
    """Fold as a test would: in another way than the code does."""
    letters = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def has_word(*beginnings: str) -> Rule:
    def rule(photo: Photo) -> bool:
        texts = plain(" ".join((photo.caption, photo.author, *photo.tags)).replace("'", ""))
        words = texts.replace(",", " ").split()
        return all(any(word.startswith(one) for word in words) for one in beginnings)

    return rule


def inside(part: str) -> Rule:
    return lambda photo: any(part in text for text in (photo.caption, photo.author, *photo.tags))


def local(photo: Photo) -> datetime:
    return datetime.fromisoformat(photo.happened_at).astimezone()


QUERIES: dict[str, Rule] = {
    "": lambda photo: True,
    "dance": has_word("dance"),
    "DANCE first": has_word("dance", "first"),
    '"first dance"': lambda photo: any("first dance" in plain(one) for one in (photo.caption, *photo.tags)),
    "cafe": has_word("cafe"),
    "strasse": has_word("strasse"),
    "dont": has_word("dont"),
    "hoch": has_word("hoch"),
    "写真": inside("写真"),
    "写真集": inside("写真集"),
    "真": inside("真"),
    "🎂": inside("🎂"),
    "-dance": lambda photo: not has_word("dance")(photo),
    "dance -first": lambda photo: has_word("dance")(photo) and not has_word("first")(photo),
    "from:ada": lambda photo: photo.guest_id == ADA,
    "from:ben -cake": lambda photo: photo.guest_id == BEN and not has_word("cake")(photo),
    'tag:"first dance"': lambda photo: "First dance" in photo.tags,
    "tag:cake": lambda photo: "Cake" in photo.tags,
    "is:video": lambda photo: photo.is_video,
    "is:portrait dance": lambda photo: photo.height > photo.width and has_word("dance")(photo),
    "is:landscape": lambda photo: photo.width > photo.height,
    "is:evening": lambda photo: 18 <= local(photo).hour < 23,
    "is:night -dance": lambda photo: not 6 <= local(photo).hour < 23 and not has_word("dance")(photo),
    "is:group": lambda photo: len(photo.faces) >= 5,
    "is:few dance": lambda photo: 0 < len(photo.faces) < 5 and has_word("dance")(photo),
    "-is:video": lambda photo: not photo.is_video,
    "nothing has this": lambda photo: False,
}
OF_STATE: dict[str, Rule] = {
    "is:waiting": lambda photo: photo.is_waiting,
    "is:hidden": lambda photo: photo.state is PhotoState.HIDDEN,
    "is:hidden dance": lambda photo: photo.state is PhotoState.HIDDEN and has_word("dance")(photo),
}


@dataclass
class Party:
    database: Database
    id: str
    indexer: Indexer
    chance: random.Random

    async def photos(self) -> list[Photo]:
        async with self.database.reading() as connection:
            return await photos_where(connection, "party_id = :id", {"id": self.id}, 10_000)

    async def add(self, number: int) -> None:
        guest_id = self.chance.choice((ADA, BEN))
        state = self.chance.choice(STATES)
        sides = self.chance.choice(((400, 300), (300, 400), (300, 300)))
        access = self.chance.choice(tuple(Access)) if state is PhotoState.WAITING else Access.EVERYONE
        photo = a_photo(
            self.id,
            guest_id=guest_id,
            author=NAMES[guest_id],
            caption=self.chance.choice(CAPTIONS),
            tags=tuple(self.chance.sample(TAGS, self.chance.randrange(3))),
            state=state,
            access=access,
            access_own=access,
            is_private=is_kept_from_guests(access),
            reason={Access.MEMBERS: "members", Access.HOSTS: "private"}.get(access, "approval"),
            hearts=self.chance.randrange(3),
            change_no=number + 1,
            position=number + 1,
            sha256=f"{number:064}",
            media_type=self.chance.choice(("image/jpeg", "video/mp4")),
            width=sides[0],
            height=sides[1],
            faces=(Face(0.1, 0.1, 0.1, 0.1),) * self.chance.choice((0, 1, 4, 5)),
            # Many in the same second, and not in the order in which they were sent.
            happened_at=to_iso(SATURDAY + timedelta(seconds=self.chance.randrange(0, 7 * 3600, 600))),
        )
        async with self.database.transaction() as connection:
            await insert_photo(connection, photo)

    async def change(self, number: int, photo: Photo) -> None:
        async with self.database.transaction() as connection:
            what = self.chance.randrange(4)
            if what == 0:
                await update_photo_words(
                    connection, photo.id, photo.author, self.chance.choice(CAPTIONS), number
                )
            elif what == 1:
                await update_photo_tags(connection, photo.id, self.chance.choice(((), TAGS[:2])), number)
            elif what == 2:
                await update_photo_hidden(connection, photo.id, number)
            else:
                await update_photo_deleted(connection, photo.id, number)

    def seer(self, actor: Actor, *, sees_all: bool = True) -> Seer:
        is_host = actor.role is Role.HOST
        return Seer(actor.guest_id or "", states_seen(actor), sees_all or is_host, is_host)

    async def found(self, query: str, seer: Seer, order: str = "taken", page: int = 23) -> list[str]:
        """Return the ids of all pages."""
        ids: list[str] = []
        before: int | None = None
        while True:
            async with self.database.reading() as connection:
                found = await find(connection, self.id, read_query(query), seer, order, before, page)
            ids += [one.photo.id for one in found[:page]]
            if len(found) <= page:
                return ids
            before = found[page - 1].place


@pytest.fixture(params=KINDS)
async def party(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Party]:
    path = tmp_path / "db.sqlite3"
    records = path if request.param == "sqlite" else place.migrated_for(path)
    migrate(records)
    database = await Database.open(records)
    made = await ensure_default_party(database, None)
    async with database.transaction() as connection:
        for guest_id, name in NAMES.items():
            await upsert_guest(connection, made.id, guest_id, name, now_iso())
    indexer = Indexer(Site(database, FolderStorage(tmp_path)))
    party = Party(database, made.id, indexer, random.Random(12))
    for number in range(120):
        await party.add(number)
    await indexer.look()
    yield party
    await database.close()


def expected(photos: list[Photo], rule: Rule, actor: Actor, *, sees_all: bool, states: bool) -> set[str]:
    """Look through all photos: what somebody may see, and the gallery shows or they asked for."""
    return {
        photo.id
        for photo in photos
        if may_see(actor, photo)
        and (sees_all or actor.role is Role.HOST or photo.guest_id == actor.guest_id)
        and (
            states
            or photo.is_shown
            or (photo.is_waiting and photo.guest_id == actor.guest_id)
            or (photo.is_for_members and actor.role is not None)
        )
        and rule(photo)
    }


async def assert_all_as_expected(party: Party) -> None:
    photos = await party.photos()
    moments = {photo.id: photo.happened_at for photo in photos}
    hearts = {photo.id: photo.hearts for photo in photos}
    positions = {photo.id: photo.position for photo in photos}
    for sees_all in (True, False):
        for name, actor in ROLES.items():
            seer = party.seer(actor, sees_all=sees_all)
            for query, rule in (QUERIES | OF_STATE).items():
                found = await party.found(query, seer)
                wanted = expected(photos, rule, actor, sees_all=sees_all, states=query in OF_STATE)
                assert len(found) == len(set(found)), (name, query)
                assert set(found) == wanted, (name, query, sees_all)
                assert [moments[one] for one in found] == sorted(
                    (moments[one] for one in found), reverse=True
                )
                sent = await party.found(query, seer, "sent")
                assert sent == sorted(wanted, key=lambda one: -positions[one]), (name, query)
                liked = await party.found(query, seer, "liked")
                assert liked == sorted(wanted, key=lambda one: (-hearts[one], -positions[one])), (name, query)
                async with party.database.reading() as connection:
                    assert await count(connection, party.id, read_query(query), seer) == len(wanted)


async def test_a_search_finds_what_a_plain_filter_finds(party: Party) -> None:
    await assert_all_as_expected(party)


async def test_it_does_so_after_edits_tags_hiding_and_deleting(party: Party) -> None:
    number = 1000
    for photo in await party.photos():
        if party.chance.random() < 0.5:
            number += 1
            await party.change(number, photo)
    await party.indexer.look()

    await assert_all_as_expected(party)
    async with party.database.reading() as connection:
        terms = await connection.fetch_all("select term, shown from search_terms", {})
        rows = await connection.fetch_all("select words from photo_words where is_counted = 1", {})
    held = [set(row["words"].split()) for row in rows]
    assert {row["term"]: row["shown"] for row in terms} == {
        row["term"]: sum(row["term"] in words for words in held) for row in terms
    }
    assert all(row["shown"] > 0 for row in terms), "what no photo has is forgotten"


async def test_what_was_hidden_a_moment_ago_is_not_found_before_the_index_hears_of_it(party: Party) -> None:
    seer = party.seer(ROLES["a stranger"])
    (first, *_) = await party.found("hochzeitstorte", seer)
    async with party.database.transaction() as connection:
        await update_photo_hidden(connection, first, 9999)

    assert first not in await party.found("hochzeitstorte", seer)
    assert first not in await party.found("", seer)


async def test_a_time_is_by_the_clocks_at_the_party(party: Party) -> None:
    seer = party.seer(ROLES["a stranger"])
    async with party.database.reading() as connection:
        rows = await connection.fetch_all("select photo_id, local_s from photo_words", {})
    local = {row["photo_id"]: datetime.fromtimestamp(row["local_s"], UTC) for row in rows}
    shown = set(await party.found("", seer))
    rules: dict[str, Callable[[datetime], bool]] = {
        "taken:saturday": lambda at: at.weekday() == 5,
        "saturday 22:15-23:45": lambda at: at.weekday() == 5 and (22, 15) <= (at.hour, at.minute) < (23, 45),
        "22:00-02:00": lambda at: at.hour >= 22 or at.hour < 2,
        "-22:00-02:00": lambda at: not (at.hour >= 22 or at.hour < 2),
        "taken:2026-06-14": lambda at: at.date().isoformat() == "2026-06-14",
        "taken:..2026-06-13": lambda at: at.date().isoformat() <= "2026-06-13",
        "2020-01-01": lambda at: False,
    }
    for query, rule in rules.items():
        assert set(await party.found(query, seer)) == {one for one in shown if rule(local[one])}, query


@pytest.mark.parametrize(("typed", "meant"), [("dence", "dance"), ("torte", "hochzeitstorte")])
async def test_a_typing_error_finds_what_was_meant(party: Party, typed: str, meant: str) -> None:
    seer = party.seer(ROLES["a stranger"])
    async with party.database.reading() as connection:
        clauses, said = await meant_instead(connection, party.id, read_query(typed), seer)
        found = await find(connection, party.id, clauses, seer, "taken", None, 100)

    assert said[0].meant[0] == meant
    assert {one.photo.id for one in found} == set(await party.found(meant, seer))


async def test_a_word_that_only_hidden_photos_have_is_neither_meant_nor_suggested(party: Party) -> None:
    number = 5000
    for photo in await party.photos():
        if photo.caption == "Hochzeitstorte" and photo.is_shown:
            number += 1
            async with party.database.transaction() as connection:
                await update_photo_hidden(connection, photo.id, number)
    # The index has not heard of it yet.
    seer = party.seer(ROLES["a stranger"])
    async with party.database.reading() as connection:
        _, said = await meant_instead(connection, party.id, read_query("hochzeitstorta"), seer)
        offered = await suggest(connection, party.id, "hoch", seer)
    assert (said, offered) == ([], [])


async def test_suggestions_count_what_their_reader_sees(party: Party) -> None:
    photos = await party.photos()
    for name, actor in ROLES.items():
        seer = party.seer(actor)
        async with party.database.reading() as connection:
            for one in (
                *await suggest(connection, party.id, "", seer),
                *await suggest(connection, party.id, "fir", seer),
                *await tags_beginning(connection, party.id, "", seer),
            ):
                assert one.photos == len(await party.found(one.query, seer)), (name, one)
            tags = await tags_beginning(connection, party.id, "FÍRST", seer)
        tagged = expected(photos, QUERIES['tag:"first dance"'], actor, sees_all=True, states=False)
        assert [(one.label, one.photos) for one in tags] == [("First dance", len(tagged))]
        only_own = replace(seer, sees_all=False)
        async with party.database.reading() as connection:
            assert await suggest(connection, party.id, "", only_own) == []


async def test_more_photos_of_one_second_than_it_has_places_for(
    party: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photo_words, "_COUNT_BITS", 3)
    monkeypatch.setattr(searching, "MOST_COUNTED", 20)
    async with party.database.transaction() as connection:
        for number in range(30):
            photo = a_photo(
                party.id,
                guest_id=ADA,
                author="",
                caption="burst",
                state=PhotoState.SHOWN,
                change_no=20_000 + number,
                position=20_000 + number,
                sha256="x",
                happened_at=to_iso(SATURDAY),
            )
            await insert_photo(connection, photo)
    await party.indexer.look()
    seer = party.seer(ROLES["a stranger"])

    assert len(await party.found("burst", seer, page=7)) == 30
    async with party.database.reading() as connection:
        assert await count(connection, party.id, read_query("burst"), seer) == 21


def test_every_order_is_told() -> None:
    assert set(ORDERS) == {"taken", "sent", "liked"}
