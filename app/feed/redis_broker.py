"""Rings the bell of several processes through Redis (see broker.py)."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

CHANNEL = "partywall:changes"
REDIS_TIMEOUT_S = 2.0
RETRY_FIRST_S = 0.2
RETRY_MOST_S = 3.0
LISTEN_TIMEOUT_S = 5.0
CANCEL_AGAIN_S = 0.05


class RedisBroker:
    """For several processes: rings the others' hubs through Redis pub/sub, and hears its own rings as well.

    `ring()` never waits. One task sends, and several rings for one party while it is busy become one. The
    message is the party's id. An empty message stands for any party; earlier releases send it.
    """

    is_alone = False

    def __init__(self, url: str) -> None:
        # The redis client itself would retry with pauses. This one loop retries instead, and logs it once.
        self._redis = Redis.from_url(
            url,
            socket_timeout=REDIS_TIMEOUT_S,
            socket_connect_timeout=REDIS_TIMEOUT_S,
            retry=None,
            health_check_interval=0,
        )
        self._on_ring: Callable[[str | None], None] | None = None
        self._unsent: set[str] = set()
        self._is_unsent = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_down = False
        self._retry_s = RETRY_FIRST_S

    @property
    def state(self) -> str:
        return "away" if self._is_down else "ok"

    async def start(self, on_ring: Callable[[str | None], None]) -> None:
        self._on_ring = on_ring
        self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._listen())]

    def ring(self, party_id: str) -> None:
        self._unsent.add(party_id)
        self._is_unsent.set()

    async def close(self) -> None:
        self._on_ring = None
        tasks, self._tasks = set(self._tasks), []
        # More than once: the redis client loses a cancellation that meets an answer.
        while tasks:
            for task in tasks:
                task.cancel()
            _, tasks = await asyncio.wait(tasks, timeout=CANCEL_AGAIN_S)
        with contextlib.suppress(RedisError, OSError):
            await self._redis.aclose()

    async def _send(self) -> None:
        while True:
            await self._is_unsent.wait()
            self._is_unsent.clear()
            try:
                while self._unsent:
                    await self._redis.publish(CHANNEL, self._unsent.pop().encode())
            except (RedisError, OSError) as error:
                # Not sent again: the other processes find the change when they look.
                self._note_down(error)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as listener:
                    await listener.subscribe(CHANNEL)
                    await self._hear(listener)
            except (RedisError, OSError) as error:
                self._note_down(error)
            await asyncio.sleep(self._retry_s * random.uniform(0.5, 1.5))  # noqa: S311 (jitter, not a secret)
            self._retry_s = min(self._retry_s * 2, RETRY_MOST_S)

    async def _hear(self, listener: PubSub) -> None:
        while True:
            message = await listener.get_message(timeout=LISTEN_TIMEOUT_S)
            if message is None:
                # Silence may mean a dead connection.
                await listener.ping()
                continue
            if message["type"] == "subscribe":
                # From here on no ring is missed. Earlier ones are made up for by ringing for all parties now.
                self._retry_s = RETRY_FIRST_S
                self._note_up()
                self._ring_own(None)
            else:
                self._ring_own(message["data"].decode("ascii", "replace") or None)

    def _ring_own(self, party_id: str | None) -> None:
        if self._on_ring is not None:
            self._on_ring(party_id)

    def _note_down(self, error: Exception) -> None:
        if not self._is_down:
            logger.warning("Redis is away (%s); other processes' photos come within seconds instead", error)
        self._is_down = True

    def _note_up(self) -> None:
        if self._is_down:
            logger.warning("Redis is back")
        self._is_down = False
