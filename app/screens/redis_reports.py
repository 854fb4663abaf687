"""Keeps screens' reports in Redis, for all servers of a party (see reports.py)."""

from typing import cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError

PREFIX = "partywall:screens:"
SLOW_S = 0.5
CONNECTIONS = 4
LIFE_S = 120
"""A party whose screens have all gone leaves nothing behind."""
MAX_SCREENS = 400
"""A hash that has grown beyond this is begun anew: the living screens are back in it within seconds."""


class RedisReports:
    """One hash a party, a field a screen. Raises OSError when Redis is away or slow."""

    def __init__(self, redis_url: str) -> None:
        pool = BlockingConnectionPool.from_url(
            redis_url,
            max_connections=CONNECTIONS,
            timeout=SLOW_S,
            socket_timeout=SLOW_S,
            socket_connect_timeout=SLOW_S,
            retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
            health_check_interval=0,
        )
        self._redis = Redis.from_pool(pool)

    async def put(self, party_id: str, screen_id: str, report: bytes) -> None:
        key = PREFIX + party_id
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.hset(key, screen_id, report)
                pipe.hlen(key)
                pipe.expire(key, LIFE_S)
                _, count, _ = await pipe.execute()
            if count > MAX_SCREENS:
                await self._redis.delete(key)
        except RedisError as error:
            raise OSError(str(error)) from error

    async def all(self, party_id: str) -> dict[str, bytes]:
        try:
            found = cast(dict[bytes, bytes], await self._redis.hgetall(PREFIX + party_id))
        except RedisError as error:
            raise OSError(str(error)) from error
        return {screen_id.decode(): report for screen_id, report in found.items()}

    async def close(self) -> None:
        await self._redis.aclose()
