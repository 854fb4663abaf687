"""The hub's bounds: replays from memory, readers that are too slow, streams that live long enough."""

import asyncio
import re
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from app.feed import fan_out, recent, ring, sse, subscribers
from app.feed import feed as feed_module
from app.feed import hub as hub_module
from app.feed.broker import MemoryBroker
from app.feed.feed import Feed
from app.feed.hub import Hub
from app.parties.state import set_party_state
from app.records.news import select_news
from app.records.party import PartyState
from app.records.photo import Photo
from app.records.photo_lists import select_photos_changed_last
from tests.feed.scene import Scene, a_scene
from tests.feed.wires import KeptConnection, until
from tests.patience import PATIENCE_S


async def test_a_cursor_too_far_back_is_reset_and_goes_on_from_there(tmp_path: Path) -> None:
    with mock.patch.object(ring, "RING_FRAMES", 5):
        async with a_scene(tmp_path) as scene:
            for _ in range(8):
                await scene.send()
            await scene.until_head(8)
            stream = sse.stream(scene.scope.hub, None, 2)
            assert b'event: reset\ndata: {"cursor":8}' in await anext(stream)
            await scene.send()
            async with asyncio.timeout(PATIENCE_S):
                assert b"id: 9\nevent: photo" in await anext(stream)
            await stream.aclose()


async def test_a_cursor_just_inside_the_ring_is_replayed(tmp_path: Path) -> None:
    with mock.patch.object(ring, "RING_FRAMES", 5):
        async with a_scene(tmp_path) as scene:
            for _ in range(8):
                await scene.send()
            await scene.until_head(8)
            stream = sse.stream(scene.scope.hub, None, 3)
            opening = await anext(stream)
            assert [no for no in range(9) if b"id: %d\n" % no in opening] == [4, 5, 6, 7, 8]
            await stream.aclose()


async def test_after_a_restart_all_who_come_back_share_one_query_for_what_they_missed(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        for _ in range(4):
            await scene.send()
        await scene.change("delete", scene.known[0], "")
        await scene.until_head(5)
        restarted = Hub(Feed(scene.scope.database, MemoryBroker()), scene.scope.party_id)
        await restarted.start()
        assert not sse.is_short(restarted, 2), "it is not known yet"
        with mock.patch.object(
            recent, "select_photos_changed_last", wraps=select_photos_changed_last
        ) as queries:
            await asyncio.gather(*(restarted.reach(2) for _ in range(100)))
        assert queries.call_count == 1
        await _is_told(restarted, 2, [3, 4, 5])
        await restarted.close()


async def test_a_party_at_rest_remembers_nothing_and_tells_all_when_asked(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        for _ in range(3):
            await scene.send()
        await scene.until_head(3)
        hub = scene.scope.hub
        hub.rest()
        assert not hub.recent.is_at_hand(1)
        assert hub.recent.is_at_hand(3)
        await hub.reach(1)
        await _is_told(hub, 1, [2, 3])


async def test_what_is_told_while_older_changes_are_read_is_replayed_once_and_last(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        for _ in range(3):
            await scene.send()
        await scene.until_head(3)
        hub = scene.scope.hub
        hub.rest()

        async def slow(*asked: Any) -> list[Photo]:
            photos = await select_photos_changed_last(*asked)
            await scene.change("edit", scene.known[0], "New words")
            await scene.until_head(4)
            return photos

        with mock.patch.object(recent, "select_photos_changed_last", slow):
            await hub.reach(0)
        await _is_told(hub, 0, [2, 3, 4])


async def _is_told(hub: Hub, cursor: int, numbers: list[int]) -> None:
    """See that a stream with this cursor is told these changes first, without a query."""
    with mock.patch.object(hub._feed.database, "reading", side_effect=AssertionError("no query")):
        stream = sse.stream(hub, None, cursor)
        opening = await anext(stream)
    assert [int(no) for no in re.findall(rb"^id: (\d+)$", opening, re.MULTILINE)] == numbers
    await stream.aclose()


async def test_many_that_come_from_another_process_wait_for_one_look_together(tmp_path: Path) -> None:
    with mock.patch.object(feed_module, "LOOK_EVERY_S", 10 * PATIENCE_S):
        async with a_scene(tmp_path) as scene:
            await _all_reach(scene)


async def _all_reach(scene: Scene) -> None:
    hub = scene.hubs[1]
    for _ in range(3):
        await scene.send()
    await scene.until_head(3)
    with mock.patch.object(hub_module, "select_news", wraps=select_news) as queries:
        await asyncio.gather(*(hub.reach(3) for _ in range(500)))
    assert hub.head == 3
    assert queries.call_count == 1


async def test_a_cursor_that_never_was_is_reset_after_a_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Not after giving up, which would be after a very long time.
    monkeypatch.setattr(hub_module, "REACH_TIMEOUT_S", 10 * PATIENCE_S)
    async with a_scene(tmp_path) as scene:
        await scene.send()
        async with asyncio.timeout(PATIENCE_S):
            await scene.scope.hub.reach(99)
        stream = sse.stream(scene.scope.hub, None, 99)
        assert b'event: reset\ndata: {"cursor":1}' in await anext(stream)
        await stream.aclose()


async def test_a_queue_that_is_not_read_is_closed_at_its_bound(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        with mock.patch.object(subscribers, "QUEUE_FRAMES", 4):
            slow = scene.scope.hub.subscribe(None)
            for _ in range(6):
                await scene.send()
            await until(lambda: slow.is_closed)
            assert slow.take() == []
            assert scene.scope.hub.counts.closed_for_slowness == 1


async def test_a_buffer_that_is_not_read_is_cut_at_its_bound(tmp_path: Path) -> None:
    async with a_scene(tmp_path) as scene:
        connection = KeptConnection()
        stream = sse.stream(scene.scope.hub, None, None, connection)
        await anext(stream)
        assert await anext(stream, None) is None, "it goes on without the generator"
        with mock.patch.object(fan_out, "MAX_BUFFER_BYTES", 2000):
            for _ in range(9):
                await scene.send()
            await until(lambda: connection.is_over)
        assert scene.scope.hub.counts.closed_for_slowness == 1
        await connection.leave()
        assert len(scene.scope.hub) == 0


async def test_closed_uploads_and_photos_of_the_same_look_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_module, "LOOK_EVERY_S", 10 * PATIENCE_S)
    async with a_scene(tmp_path) as scene:
        hub = scene.hubs[1]
        subscriber = hub.subscribe(None)
        await scene.send()
        await set_party_state(scene.scope, PartyState.BREAK, "Later")
        await scene.change("edit", scene.known[0], "edited")
        await hub.reach(3)
        await until(lambda: hub.head == 3)
        told = [frame.for_all for frame in subscriber.take()]
        assert b"Later" in told[-1]
        assert b"edited" in told[-2]
        assert hub.party.uploads_open is False


async def test_more_news_than_one_read_holds_are_told_once_each(tmp_path: Path) -> None:
    with (
        mock.patch.object(hub_module, "READ_PHOTOS", 3),
        mock.patch.object(feed_module, "LOOK_EVERY_S", 10 * PATIENCE_S),
    ):
        async with a_scene(tmp_path) as scene:
            hub = scene.hubs[1]
            subscriber = hub.subscribe(None)
            for _ in range(7):
                await scene.send()
            await set_party_state(scene.scope, PartyState.BREAK, "Later")
            await hub.reach(8)
            assert [frame.no for frame in subscriber.take()] == [1, 2, 3, 4, 5, 6, 7, None]


async def test_a_look_that_fails_is_repeated_and_loses_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with a_scene(tmp_path) as scene:
        hub = scene.scope.hub
        subscriber = hub.subscribe(None)
        with mock.patch("app.feed.hub.select_news", side_effect=RuntimeError("the database is away")):
            await scene.send()
            await until(lambda: "the database is away" in caplog.text)
        await scene.until_head(1)
        assert [frame.no for frame in subscriber.take()] == [1]


async def test_a_photo_that_was_changed_here_is_told_without_being_read_again(tmp_path: Path) -> None:
    with mock.patch.object(feed_module, "LOOK_EVERY_S", 10 * PATIENCE_S):
        async with a_scene(tmp_path) as scene:
            hub = scene.scope.hub
            await scene.send()
            await until(lambda: hub.party_in_table is not None and hub.head == 1)
            subscriber = hub.subscribe(None)
            with mock.patch("app.feed.hub.select_news", side_effect=AssertionError("no query")):
                for number in range(3):
                    await scene.change("edit", scene.known[0], f"caption {number}")
                await scene.until_head(4)
            assert [frame.no for frame in subscriber.take()] == [2, 3, 4]
            assert hub.party_in_table is not None
            assert hub.party_in_table.head == 4


async def test_what_could_not_be_told_from_hand_is_read_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with mock.patch.object(feed_module, "LOOK_EVERY_S", 0.2):
        async with a_scene(tmp_path) as scene:
            hub = scene.scope.hub
            await scene.send()
            await until(lambda: hub.party_in_table is not None and hub.head == 1)
            subscriber = hub.subscribe(None)
            with mock.patch.object(hub_module, "change_frame", side_effect=RuntimeError("no frame")):
                await scene.change("edit", scene.known[0], "edited")
                await until(lambda: "no frame" in caplog.text)
            await scene.until_head(2)
            assert [frame.no for frame in subscriber.take()] == [2]


async def test_a_change_that_was_not_heard_of_is_told_before_the_next_one(tmp_path: Path) -> None:
    with mock.patch.object(feed_module, "LOOK_EVERY_S", 10 * PATIENCE_S):
        async with a_scene(tmp_path) as scene:
            hub = scene.scope.hub
            await scene.send()
            await scene.until_head(1)
            subscriber = hub.subscribe(None)
            await scene.send_unheard()
            await scene.change("edit", scene.known[0], "edited")
            await scene.until_head(3)
            assert [frame.no for frame in subscriber.take()] == [2, 3]


async def test_what_happens_while_a_replay_is_sent_is_told_before_the_stream_goes_direct(
    tmp_path: Path,
) -> None:
    async with a_scene(tmp_path) as scene:
        connection = KeptConnection()
        stream = sse.stream(scene.scope.hub, None, None, connection)
        await anext(stream)
        for no in (1, 2, 3):
            # Each comes while the piece before is still on its way to a slow phone.
            await scene.send()
            await scene.until_head(no)
            assert b"id: %d\n" % no in await anext(stream)
            assert connection.stream is None
        assert await anext(stream, None) is None
        assert connection.stream is not None
        await scene.send()
        await until(lambda: b"id: 4\n" in connection.transport.buffer)
        await connection.leave()


async def test_a_ping_never_overtakes_an_event_on_its_way_to_many(tmp_path: Path) -> None:
    # One stream at a time, and pings so often that some fall between two of them.
    with (
        mock.patch.object(fan_out, "SLICE_STREAMS", 1),
        mock.patch.object(feed_module, "PING_EVERY_S", 0.003),
    ):
        async with a_scene(tmp_path) as scene:
            connections = [KeptConnection() for _ in range(300)]
            for connection in connections:
                stream = sse.stream(scene.scope.hub, None, None, connection)
                await anext(stream)
                await anext(stream, None)
            for _ in range(3):
                await scene.send()
            await until(lambda: all(b"id: 3\n" in c.transport.buffer for c in connections))
            for connection in connections:
                told = connection.transport.read()
                for no in (1, 2, 3):
                    before, _, _ = told.partition(b"id: %d\n" % no)
                    assert b'"cursor":%d}' % no not in before
                await connection.leave()
