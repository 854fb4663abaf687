"""A client for Redis that never waits long: every fault becomes an OSError, soon."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError, RedisError

SLOW_S = 0.5
"""How long Redis may take. After that the caller goes on without its answer."""


def quick_redis(redis_url: str, connections: int) -> Redis:
    """Open a client with a pool of `connections`. Its exceptions are for `os_errors`."""
    pool = BlockingConnectionPool.from_url(
        redis_url,
        max_connections=connections,
        timeout=SLOW_S,
        socket_timeout=SLOW_S,
        socket_connect_timeout=SLOW_S,
        # A closed connection is opened again. A slow answer is not waited for twice.
        retry=Retry(NoBackoff(), 1, supported_errors=(ConnectionError,)),
        health_check_interval=0,
    )
    return Redis.from_pool(pool)


@contextmanager
def os_errors() -> Iterator[None]:
    try:
        yield
    except RedisError as error:
        raise OSError(str(error)) from error
