"""The event stream of a party, held open beside a test."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.contract import contract
from tests.patience import PATIENCE_S
from tests.running import Person


@dataclass(slots=True)
class Event:
    name: str
    id: int | None
    data: Any


@dataclass(slots=True)
class Stream:
    """An open event stream; pings are counted and left out of `events`."""

    events: list[Event] = field(default_factory=list)
    pings: int = 0
    is_over: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def until(
        self, name: str, having: Callable[[Any], bool] = lambda _: True, **wanted: object
    ) -> Event:
        """Wait for an event `name` whose data has the `wanted` values, among those come and to come."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for event in self.events:
                    if event.name != name or not having(event.data):
                        continue
                    if all(event.data.get(key) == value for key, value in wanted.items()):
                        return event
                assert not self.is_over, f"the stream ended without {name} {wanted}: {self.events}"
                self._changed.clear()
                await self._changed.wait()

    async def until_over(self) -> None:
        """Wait until the server has ended the stream."""
        async with asyncio.timeout(PATIENCE_S):
            while not self.is_over:
                self._changed.clear()
                await self._changed.wait()

    def names(self) -> list[str]:
        return [event.name for event in self.events]

    def _take(self, event: Event) -> None:
        contract().check_event(event.name, event.data)
        if event.name == "ping":
            self.pings += 1
        else:
            self.events.append(event)
        self._changed.set()

    def _end(self) -> None:
        self.is_over = True
        self._changed.set()


@asynccontextmanager
async def event_stream(
    someone: Person, since: int | None = None, last_event_id: str | None = None, **also: object
) -> AsyncIterator[Stream]:
    """Hold an event stream open; it has begun (the party event is there) when this is entered."""
    stream = Stream()
    task = asyncio.create_task(_follow(someone, stream, since, last_event_id, also))
    try:
        await stream.until("party")
        yield stream
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
            await task


async def _follow(
    someone: Person, stream: Stream, since: int | None, last_event_id: str | None, also: Mapping[str, object]
) -> None:
    headers = {} if last_event_id is None else {"Last-Event-ID": last_event_id}
    asked = dict(also) if since is None else {"since": since, **also}
    params = {name: str(value) for name, value in asked.items()}
    try:
        async with someone.http.stream("GET", "/api/events", params=params, headers=headers) as answer:
            assert answer.status_code == 200
            async for event in parse_events(answer.aiter_lines()):
                stream._take(event)
    except httpx.HTTPError:
        pass
    finally:
        stream._end()


async def parse_events(lines: AsyncIterator[str]) -> AsyncIterator[Event]:
    """Parse an event stream (WHATWG HTML 9.2.6) whose data is JSON."""
    name, event_id, data = "message", None, ""
    async for line in lines:
        if not line:
            if data:
                yield Event(name, event_id, json.loads(data))
            name, event_id, data = "message", None, ""
            continue
        kind, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if kind == "event":
            name = value
        elif kind == "id":
            event_id = int(value)
        elif kind == "data":
            data += value
