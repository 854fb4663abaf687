"""Counts requests in Redis, by Redis's own clock, for all servers that share it (see shared_limits.py)."""

from collections.abc import Sequence
from typing import cast

from app.base.quick_redis import os_errors, quick_redis
from app.web.limits import ROUNDING_S, Rate

PREFIX = "partywall:limit:"
CONNECTIONS = 8

# GCRA as in limits.py, all buckets at once, by Redis's own clock. Returns how long to wait, "0" for none.
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


class RedisCounts:
    """If Redis cannot answer, an OSError is raised, after SLOW_S at the latest."""

    def __init__(self, redis_url: str) -> None:
        self._redis = quick_redis(redis_url, CONNECTIONS)
        self._check = self._redis.register_script(CHECK)
        self._forgive = self._redis.register_script(FORGIVE)

    async def check(self, counted: Sequence[tuple[str, Rate]]) -> float:
        numbers = [number for _, rate in counted for number in (rate.step_s, rate.per_s)]
        with os_errors():
            waited = await self._check(keys=_keys(counted), args=[ROUNDING_S, *numbers])
        return float(cast(bytes, waited))

    async def forgive(self, counted: Sequence[tuple[str, Rate]]) -> None:
        with os_errors():
            await self._forgive(keys=_keys(counted), args=[rate.step_s for _, rate in counted])

    async def close(self) -> None:
        await self._redis.aclose()


def _keys(counted: Sequence[tuple[str, Rate]]) -> list[str]:
    return [PREFIX + key for key, _ in counted]
