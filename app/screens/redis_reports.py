"""Screens' reports in Redis, for all servers of a party (see reports.py)."""

from typing import cast

from app.base.quick_redis import os_errors, quick_redis

PREFIX = "partywall:screens:"
CONNECTIONS = 4
LIFE_S = 300
"""Lifetime of the data of a party without screens."""
MAX_FIELDS = 400
"""A larger hash is deleted. The living screens are back in it within seconds."""


class RedisReports:
    """One hash for each party, with a field for each screen. Raises OSError if Redis is away or slow."""

    def __init__(self, redis_url: str) -> None:
        self._redis = quick_redis(redis_url, CONNECTIONS)

    async def put(self, party_id: str, screen_id: str, report: bytes) -> None:
        key = PREFIX + party_id
        with os_errors():
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.hset(key, screen_id, report)
                pipe.hlen(key)
                pipe.expire(key, LIFE_S)
                _, count, _ = await pipe.execute()
            if count > MAX_FIELDS:
                await self._redis.delete(key)

    async def all(self, party_id: str) -> dict[str, bytes]:
        with os_errors():
            found = cast(dict[bytes, bytes], await self._redis.hgetall(PREFIX + party_id))
        return {screen_id.decode(): report for screen_id, report in found.items()}

    async def close(self) -> None:
        await self._redis.aclose()
