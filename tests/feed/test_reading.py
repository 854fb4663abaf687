"""Reading is cheap: nothing new needs no query, and nothing that is read grows with the number of photos."""

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, cast
from unittest import mock

import httpx
import pytest

from app.db import Connection, Database, migrate
from app.feed.broker import MemoryBroker
from app.feed.redis_broker import RedisBroker
from app.feed.shared_pages import MAX_PAGES, SharedPages
from app.records import host_lists, photo_lists
from app.records.host_lists import HostFilter
from app.records.news import select_news
from tests.feed.scene import Scene, a_scene
from tests.feed.served import Served, served
from tests.feed.wires import until
from tests.patience import PATIENCE_S


async def _settled(party: Served) -> None:
    """Wait until the hub has looked at the table since the last ring."""
    await until(lambda: party.scope.party_in_memory is not None)


async def test_nothing_new_is_answered_without_a_query(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # No look falls into the middle of it.
    monkeypatch.setattr("app.feed.feed.LOOK_EVERY_S", 10 * PATIENCE_S)
    async with (
        served(tmp_path) as party,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{party.port}", timeout=PATIENCE_S) as browser,
    ):
        scene = Scene(party.scope, party.scope.hub)
        await scene.send()
        await scene.until_head(1)
        first = await browser.get("/api/photos?since=1")
        gallery = await browser.get("/api/photos?before=")
        await _settled(party)
        with mock.patch.object(Database, "reading", side_effect=AssertionError("no query")):
            tag = {"If-None-Match": first.headers["ETag"]}
            assert (await browser.get("/api/photos?since=1", headers=tag)).status_code == 304
            assert (await browser.get("/api/photos?since=1&at=7")).json() == first.json()
            assert (await browser.get("/api/photos?before=")).json() == gallery.json()
        await scene.send()
        after = await browser.get("/api/photos?since=1", headers=tag)
        assert [photo["change"] for photo in after.json()["photos"]] == [2]


async def test_memory_is_not_trusted_while_a_ring_has_not_been_answered(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        hub = scene.scope.hub
        await until(lambda: hub.party_in_table is not None)
        hub.ring()
        assert hub.party_in_table is None
        await until(lambda: hub.party_in_table is not None)


async def test_memory_is_not_trusted_where_other_processes_write(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        hub = scene.scope.hub
        await until(lambda: hub.party_in_table is not None)
        with mock.patch.object(MemoryBroker, "is_alone", RedisBroker.is_alone):
            assert hub.party_in_table is None


async def test_memory_is_not_trusted_while_the_database_is_away(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        hub = scene.scope.hub
        await until(lambda: hub.party_in_table is not None)
        with mock.patch("app.feed.hub.select_news", side_effect=OSError("away")):
            hub.ring()
            await until(lambda: not hub._bell.is_set())
            assert hub.party_in_table is None


def test_a_page_is_shared_in_its_state_and_never_with_a_sender() -> None:
    pages = SharedPages()
    pages.keep("7", "first page", "ann", b"[...]", {"ben"})
    assert pages.get("7", "first page", None) == b"[...]"
    assert pages.get("7", "first page", "ben") is None
    assert pages.get("8", "first page", "ann") is None
    assert pages.get("7", "second page", "ann") is None
    pages.keep("7", "second page", "ben", b"[mine]", {"ben"})
    assert pages.get("7", "second page", "ann") is None, "it says that a photo is the reader's"


def test_shared_pages_are_bounded() -> None:
    pages = SharedPages()
    for number in range(MAX_PAGES * 3):
        pages.keep("7", number, None, b"", set())
    assert len(pages) <= MAX_PAGES


class _Asked:
    """A connection that notes what it is asked and finds nothing."""

    def __init__(self) -> None:
        self.sql = ""
        self.params: Mapping[str, object] = {}

    async def fetch_all(self, sql: str, params: Mapping[str, object]) -> list[Any]:
        self.sql, self.params = sql, params
        return []


@pytest.mark.parametrize(
    "ask",
    [
        lambda it: select_news(it, "p", 5, 50),
        lambda it: photo_lists.select_photos_changed(it, "p", 5, 50),
        lambda it: photo_lists.select_photos_changed_last(it, "p", 5, 50),
        lambda it: photo_lists.select_photos_shown(it, "p", None, 50),
        lambda it: photo_lists.select_photos_of_guest(it, "p", "g", None, 50),
        lambda it: host_lists.select_photos_for_host(it, "p", None, 50, HostFilter()),
    ],
    ids=["news", "changed", "changed last", "gallery", "mine", "host"],
)
async def test_each_list_is_read_along_an_index_in_its_order(
    ask: Callable[[Connection], Awaitable[Any]], tmp_path: Path
) -> None:
    migrate(tmp_path / "db.sqlite3")
    asked = _Asked()
    await ask(cast(Connection, asked))
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        plan = [row[3] for row in database.execute(f"explain query plan {asked.sql}", asked.params)]
    assert [step for step in plan if step.startswith("SEARCH photos USING INDEX")], plan
    assert not [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step], plan


async def test_a_party_that_nobody_uses_lets_go_of_its_pages_and_changes(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        await scene.send()
        await scene.until_head(1)
        scope, parties = scene.scope, scene.parties
        assert parties is not None
        scope.shared_pages.keep("state", "page", None, b"page", set())
        stream = scope.hub.subscribe(None)
        parties.rest_idle(0)
        assert len(scope.shared_pages) == 1, "somebody looks at it"
        scope.hub.unsubscribe(stream)
        parties.rest_idle()
        assert len(scope.shared_pages) == 1, "somebody did a moment ago"
        parties.rest_idle(0)
        assert len(scope.shared_pages) == 0
        assert not scope.hub.recent.is_at_hand(0)
