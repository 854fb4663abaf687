"""Rate limits that hold across servers: counted in Redis, or by each server alone while Redis is away.

A limit that protects one process from too much work (Limit.is_shared is false) is always counted in that
process. Guesses at secrets (Limit.is_scarce) are counted in both: a Redis that runs out of memory may forget
any key. A slow or absent Redis never refuses anybody: after SLOW_S this server counts by itself, and asks
Redis again AGAIN_S later. Meanwhile several servers together let through that many times as much.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from app.web.limits import Asker, Limit, Rate, RateLimiter, buckets, too_often

logger = logging.getLogger(__name__)

AGAIN_S = 2.0

Counted = Sequence[tuple[str, Rate]]


class SharedCounts(Protocol):
    """Counts for several servers, all buckets of a request at once; raises OSError if it cannot."""

    async def check(self, counted: Counted) -> float:
        """Count a request, or return how many seconds it must wait."""

    async def forgive(self, counted: Counted) -> None: ...
    async def close(self) -> None: ...


class SharedRateLimiter:
    """The limiter for views. Without Redis it counts in this process alone."""

    def __init__(self, redis_url: str | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._alone = RateLimiter()
        self._shared = _counts_in(redis_url) if redis_url else None
        self._away_until = 0.0

    async def check(self, limit: Limit, asker: Asker) -> None:
        """Count one request; raise a 429 that says when to come back. A refused request costs nothing."""
        shared = self._counts_for(limit)
        if shared is None or limit.is_scarce:
            self._alone.check(limit, asker)
        if shared is None:
            return
        try:
            wait_s = await shared.check(buckets(limit, asker))
        except OSError as error:
            self._note_away(error)
            if not limit.is_scarce:
                self._alone.check(limit, asker)
            return
        self._note_back()
        if wait_s > 0:
            if limit.is_scarce:
                self._alone.forgive(limit, asker)
            raise too_often(wait_s)

    def check_alone(self, limit: Limit, asker: Asker) -> None:
        """Count one request against a limit that is not shared, as `check` does."""
        assert not limit.is_shared, "every server is to know of these"
        self._alone.check(limit, asker)

    async def forgive(self, limit: Limit, asker: Asker) -> None:
        """Take back what `check` counted, because only failures should count."""
        shared = self._counts_for(limit)
        if shared is None or limit.is_scarce:
            self._alone.forgive(limit, asker)
        if shared is None:
            return
        try:
            await shared.forgive(buckets(limit, asker))
        except OSError as error:
            self._note_away(error)
            if not limit.is_scarce:
                self._alone.forgive(limit, asker)
        else:
            self._note_back()

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.close()

    def _counts_for(self, limit: Limit) -> SharedCounts | None:
        return self._shared if limit.is_shared and self._clock() >= self._away_until else None

    def _note_away(self, error: Exception) -> None:
        if not self._away_until:
            logger.warning("Redis does not count (%s); this server counts requests by itself", error)
        self._away_until = self._clock() + AGAIN_S

    def _note_back(self) -> None:
        if self._away_until:
            logger.warning("Redis counts requests again")
        self._away_until = 0.0


def _counts_in(redis_url: str) -> SharedCounts:
    from app.web.redis_counts import RedisCounts  # its client takes its time to load

    return RedisCounts(redis_url)
