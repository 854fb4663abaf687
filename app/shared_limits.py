"""Rate limits that hold across servers: counted in Redis, and by each server alone while Redis is away.

What protects one process from too much work (Limit.is_shared is false) is counted in that process always.
Redis being slow or away never refuses anybody: after SLOW_S this server counts by itself, and asks Redis
again AGAIN_S later. While it does, several servers together let through as many times as much.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import cast

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError

from app.limits import ROUNDING_S, Limit, Rate, RateLimiter, buckets, too_often

logger = logging.getLogger(__name__)

PREFIX = "partywall:limit:"
SLOW_S = 0.5
AGAIN_S = 2.0
CONNECTIONS = 8

# GCRA as in limits.py, all buckets at once, by Redis's own clock. Answers how long to wait, "0" for none.
CHECK = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local most, after = 0, {}
for i, key in ipairs(KEYS) do
  local step, burst = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local empty_at = math.max(tonumber(redis.call('GET', key) or 0), now)
  after[i] = empty_at + step
  most = math.max(most, after[i] - burst - now)
end
if most > tonumber(ARGV[1]) then return string.format('%.6f', most) end
for i, key in ipairs(KEYS) do
  local life_ms = math.max(1, math.ceil((after[i] - now) * 1000))
  redis.call('SET', key, string.format('%.6f', after[i]), 'PX', life_ms)
end
return '0'
"""
FORGIVE = """
for i, key in ipairs(KEYS) do
  local empty_at = redis.call('GET', key)
  if empty_at then
    redis.call('SET', key, string.format('%.6f', tonumber(empty_at) - tonumber(ARGV[i])), 'KEEPTTL')
  end
end
"""


class SharedRateLimiter:
    """The limiter that views ask. Without Redis it counts in this process alone."""

    def __init__(self, redis_url: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._alone = RateLimiter()
        self._redis = _connect(redis_url) if redis_url else None
        self._away_until = 0.0
        if self._redis is not None:
            self._check = self._redis.register_script(CHECK)
            self._forgive = self._redis.register_script(FORGIVE)

    async def check(self, limit: Limit, guest_key: str | None, address: str) -> None:
        """Count one request; raise a 429 that says when to come back. A refused request costs nothing."""
        if self._is_shared(limit):
            counted = buckets(limit, guest_key, address)
            try:
                waited = await self._check(keys=_keys(counted), args=[ROUNDING_S, *_numbers(counted)])
            except (RedisError, OSError) as error:
                self._note_away(error)
            else:
                self._note_back()
                wait_s = float(cast(bytes, waited))
                if wait_s > 0:
                    raise too_often(wait_s)
                return
        self._alone.check(limit, guest_key, address)

    def check_alone(self, limit: Limit, guest_key: str | None, address: str) -> None:
        """Count one request against a limit that is not shared, as `check` does."""
        assert not limit.is_shared, "every server is to know of these"
        self._alone.check(limit, guest_key, address)

    async def forgive(self, limit: Limit, guest_key: str | None, address: str) -> None:
        """Take back what `check` counted: only failures are to count."""
        if self._is_shared(limit):
            counted = buckets(limit, guest_key, address)
            try:
                await self._forgive(keys=_keys(counted), args=[rate.step_s for _, rate in counted])
            except (RedisError, OSError) as error:
                self._note_away(error)
            else:
                self._note_back()
                return
        self._alone.forgive(limit, guest_key, address)

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    def _is_shared(self, limit: Limit) -> bool:
        return limit.is_shared and self._redis is not None and self._clock() >= self._away_until

    def _note_away(self, error: Exception) -> None:
        if not self._away_until:
            logger.warning("Redis does not count (%s); this server counts requests by itself", error)
        self._away_until = self._clock() + AGAIN_S

    def _note_back(self) -> None:
        if self._away_until:
            logger.warning("Redis counts requests again")
        self._away_until = 0.0


def _connect(redis_url: str) -> Redis:
    pool = BlockingConnectionPool.from_url(
        redis_url,
        max_connections=CONNECTIONS,
        timeout=SLOW_S,
        socket_timeout=SLOW_S,
        socket_connect_timeout=SLOW_S,
        # A connection that was closed meanwhile is made again; a slow answer is not waited for twice.
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
        health_check_interval=0,
    )
    return Redis.from_pool(pool)


def _keys(counted: Sequence[tuple[str, Rate]]) -> list[str]:
    return [PREFIX + key for key, _ in counted]


def _numbers(counted: Sequence[tuple[str, Rate]]) -> list[float]:
    return [number for _, rate in counted for number in (rate.step_s, rate.per_s)]
