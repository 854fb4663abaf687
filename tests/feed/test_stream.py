"""GET /api/events: replay, live, reset, and who sees which photo as theirs."""

import asyncio

from app.feed import sse
from tests.running import Person, Server, person
from tests.streams import event_stream


async def test_a_stream_begins_with_the_party_and_tells_what_happens(guest: Person, stranger: Person) -> None:
    async with event_stream(stranger) as stream:
        assert stream.events[0].data == {
            "uploads_open": True,
            "state": "open",
            "message": "",
            "title": "Our party",
            "accent": "clay",
            "ground": "paper",
            "videos": True,
            "names_asked": "optional",
            "photos_per_guest": 0,
            "downloads_for": "everyone",
            "privacy_note": "",
            "consent": "",
            "settings_version": 0,
            "entry_no": 0,
            "show_no": 0,
            "album_no": 0,
            "logo": "",
            "hearts_allowed": True,
            "comments_allowed": False,
            "sharing_allowed": False,
            "task_game": False,
            "panic": False,
            "tags_on_wall": True,
            "tag_codes": False,
            "deletes_at": "",
            "gallery_for": "everyone",
            "greetings_allowed": False,
        }
        sent = await guest.send_photo(caption="a\nb")
        shown = await stream.until("photo", id=sent["id"])
        assert shown.data == sent | {"mine": False}
        assert shown.id == sent["change"]
        await guest.http.put(f"/api/photo/{sent['id']}", json={"caption": "c"})
        await stream.until("photo", id=sent["id"], caption="c")
        gone = await guest.http.delete(f"/api/photo/{sent['id']}")
        event = await stream.until("gone", id=sent["id"])
        assert (event.data, event.id) == (gone.json(), gone.json()["change"])


async def test_a_photo_is_mine_on_the_streams_of_its_sender_only(guest: Person, stranger: Person) -> None:
    await guest.http.get("/api/uid")
    async with event_stream(guest) as own, event_stream(stranger) as other:
        sent = await guest.send_photo()
        assert (await own.until("photo", id=sent["id"])).data["mine"] is True
        assert (await other.until("photo", id=sent["id"])).data["mine"] is False
        async with event_stream(guest, since=sent["change"] - 1) as replayed:
            assert (await replayed.until("photo", id=sent["id"])).data["mine"] is True


async def test_a_reader_that_comes_back_gets_what_it_missed_and_no_more(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        first = await guest.send_photo()
        missed = await guest.send_photo()
        dropped = await guest.send_photo()
        async with event_stream(guest, since=0) as earlier:
            await guest.http.delete(f"/api/photo/{dropped['id']}")
            # Before it is handed out, who comes back sees the photo first and then that it is gone.
            await earlier.until("gone", id=dropped["id"])
        async with event_stream(guest, since=0, last_event_id=str(first["change"])) as stream:
            live = await guest.send_photo()
            await stream.until("photo", id=live["id"])
            assert [(event.name, event.data["id"]) for event in stream.events[1:]] == [
                ("photo", missed["id"]),
                ("gone", dropped["id"]),
                ("photo", live["id"]),
            ]
            assert [event.id for event in stream.events[1:]] == [2, 4, 5]


async def test_without_a_cursor_only_news_come(guest: Person) -> None:
    async with event_stream(guest, since=0) as earlier:
        old = await guest.send_photo()
        # The answer to a photo does not wait for the streams: until it is handed out, it is still news.
        await earlier.until("photo", id=old["id"])
    async with event_stream(guest) as stream:
        new = await guest.send_photo()
        await stream.until("photo", id=new["id"])
        assert old["id"] not in [event.data.get("id") for event in stream.events]


async def test_a_cursor_from_the_future_is_reset(guest: Person) -> None:
    sent = await guest.send_photo()
    async with event_stream(guest, since=10_000) as stream:
        event = await stream.until("reset")
        assert event.data["cursor"] >= sent["change"]


async def test_a_broken_last_event_id_does_not_end_the_stream(guest: Person) -> None:
    async with event_stream(guest, last_event_id="nonsense") as stream:
        sent = await guest.send_photo()
        await stream.until("photo", id=sent["id"])


async def test_closed_uploads_are_told_to_streams_that_open_later(guest: Person, host: Person) -> None:
    await host.http.put("/api/admin/uploads", json={"open": False, "message": "Line one"})
    try:
        async with event_stream(guest) as stream:
            # The first event, unless the hub is just about to look: then it is the next.
            await stream.until("party", uploads_open=False, message="Line one")
    finally:
        await host.http.put("/api/admin/uploads", json={"open": True})


async def test_many_streams_all_get_every_event_in_order(fresh_server: Server) -> None:
    async with person(fresh_server.url) as guest:
        readers = [Person(fresh_server.url) for _ in range(30)]
        stack = [event_stream(reader) for reader in readers]
        streams = [await context.__aenter__() for context in stack]
        try:
            sent = [await guest.send_photo(caption=str(number)) for number in range(10)]
            for stream in streams:
                await stream.until("photo", id=sent[-1]["id"])
                assert [event.data["id"] for event in stream.events[1:]] == [photo["id"] for photo in sent]
        finally:
            await asyncio.gather(*(context.__aexit__(None, None, None) for context in stack))
            for reader in readers:
                await reader.close()


async def test_a_stream_is_not_buffered_or_cached(guest: Person) -> None:
    async with guest.http.stream("GET", "/api/events") as answer:
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Accel-Buffering"] == "no"
        lines = answer.aiter_lines()
        first = await anext(lines)
        low, high = sse.RETRY_MS
        assert low <= int(first.removeprefix("retry: ")) <= high
        # Within the first event's block: a block of its own is an empty message to a lenient parser.
        assert await anext(lines) == "event: party"
