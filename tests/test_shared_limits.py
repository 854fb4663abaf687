"""Rate limits of several servers: together no more than one alone, and no refusal because Redis is away."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from unittest import mock

import pytest
from redis.asyncio import Redis

from app.base import quick_redis
from app.base.errors import AppError
from app.web import redis_counts, shared_limits
from app.web.limits import PASSWORD, READ, STREAM, UPLOAD, WRITE, Asker, Limit, Rate
from app.web.redis_counts import RedisCounts
from app.web.shared_limits import SharedRateLimiter
from tests.patience import PATIENCE_S
from tests.redis_server import RedisServer

FREE = Rate(10**9, 1)
FOUR = Limit("four", guest=Rate(4, 600), address=FREE)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def servers(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[list[SharedRateLimiter]]:
    # A machine that is busy with other things is no slow Redis.
    monkeypatch.setattr(quick_redis, "SLOW_S", PATIENCE_S)
    limiters = [SharedRateLimiter(redis.address) for _ in range(3)]
    yield limiters
    for limiter in limiters:
        await limiter.close()


async def is_let_in(
    limiter: SharedRateLimiter,
    limit: Limit,
    guest: str | None = "ben",
    address: str = "lan",
    party: str = "ours",
) -> bool:
    try:
        await limiter.check(limit, Asker(party, guest, address))
    except AppError as error:
        if error.code == "TOO_OFTEN":
            return False
        raise
    return True


async def let_in(
    servers: list[SharedRateLimiter], limit: Limit, tries: int, guest: str | None = "ben", party: str = "ours"
) -> int:
    """Ask the servers in turn, all at once; count those who were let in."""
    asked = [is_let_in(servers[n % len(servers)], limit, guest, party=party) for n in range(tries)]
    return sum(await asyncio.gather(*asked))


async def test_servers_together_let_in_as_many_as_one(servers: list[SharedRateLimiter]) -> None:
    assert await let_in(servers, FOUR, 12) == 4
    assert await let_in(servers, FOUR, 12, guest="ann") == 4, "each guest for themselves"


async def test_an_address_is_counted_across_servers_whoever_comes_from_it(
    servers: list[SharedRateLimiter],
) -> None:
    limit = Limit("x", guest=FREE, address=Rate(5, 600))
    entered = [await is_let_in(servers[n % 3], limit, f"guest {n}") for n in range(9)]
    assert entered == [True] * 5 + [False] * 4
    assert await is_let_in(servers[0], limit, "guest 0", "elsewhere")


async def test_guesses_at_the_password_are_counted_together(servers: list[SharedRateLimiter]) -> None:
    assert await let_in(servers, PASSWORD, 20) == PASSWORD.guest.count


async def test_servers_count_each_party_by_itself(servers: list[SharedRateLimiter]) -> None:
    assert await let_in(servers, PASSWORD, 20) == PASSWORD.guest.count
    assert await let_in(servers, PASSWORD, 20, party="theirs") == PASSWORD.guest.count


async def test_a_redis_that_forgets_keys_washes_no_guesses_out(
    servers: list[SharedRateLimiter], redis: RedisServer
) -> None:
    for server in servers:
        assert await let_in([server], PASSWORD, 20) == (PASSWORD.guest.count if server is servers[0] else 0)
    async with Redis.from_url(redis.address) as client:
        await client.flushdb()
    assert await let_in([servers[0]], PASSWORD, 20) == 0


async def test_a_refused_guess_costs_nothing_and_a_right_one_is_forgiven_in_both_places(
    servers: list[SharedRateLimiter],
) -> None:
    limit = Limit("x", guest=Rate(2, 600), address=FREE, is_scarce=True)
    assert await let_in([servers[0]], limit, 2) == 2
    for _ in range(3):
        assert not await is_let_in(servers[1], limit)
    await servers[0].forgive(limit, Asker("ours", "ben", "lan"))
    assert await is_let_in(servers[1], limit), "its own count was not raised by what Redis refused"
    assert not await is_let_in(servers[0], limit)


async def test_one_who_is_refused_may_come_back_when_told_to(
    servers: list[SharedRateLimiter], redis: RedisServer
) -> None:
    limit = Limit("x", guest=Rate(5, 5000), address=FREE)
    assert await let_in(servers, limit, 30) == 5
    with pytest.raises(AppError) as refused:
        await servers[0].check(limit, Asker("ours", "ben", "lan"))
    wait_s = int(refused.value.headers["Retry-After"])
    assert 1000 - PATIENCE_S < wait_s <= 1000
    await have_passed(redis, "x:ours:guest:ben", wait_s)
    # Having been refused often has not made it longer.
    assert await let_in(servers, limit, 30) == 1


async def have_passed(redis: RedisServer, key: str, seconds: float) -> None:
    """Do to a count what so many seconds would: nothing in it but a time moves on."""
    async with Redis.from_url(redis.address) as client:
        empty_at = await client.get(redis_counts.PREFIX + key)
        assert empty_at is not None
        await client.set(redis_counts.PREFIX + key, float(empty_at) - seconds, keepttl=True)


async def test_what_is_forgiven_was_not_counted(servers: list[SharedRateLimiter]) -> None:
    for number in range(20):
        await servers[number % 3].check(FOUR, Asker("ours", "ben", "lan"))
        await servers[(number + 1) % 3].forgive(FOUR, Asker("ours", "ben", "lan"))
    assert await let_in(servers, FOUR, 12) == 4


async def test_what_is_remembered_in_redis_is_forgotten_in_time(
    servers: list[SharedRateLimiter], redis: RedisServer
) -> None:
    await servers[0].check(FOUR, Asker("ours", "ben", "lan"))
    await servers[0].check(FOUR, Asker("ours", "ben", "lan"))
    async with Redis.from_url(redis.address) as client:
        (key,) = await client.keys("*:guest:ben")
        assert 0 < await client.pttl(key) <= 2 * FOUR.guest.step_s * 1000


async def test_without_redis_each_server_counts_by_itself(
    servers: list[SharedRateLimiter], redis: RedisServer
) -> None:
    redis.stop()
    assert [await let_in([server], FOUR, 6) for server in servers] == [4, 4, 4]


async def test_when_redis_is_back_it_counts_again(
    servers: list[SharedRateLimiter], redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_limits, "AGAIN_S", 0.0)
    assert await let_in(servers, FOUR, 6) == 4
    redis.stop()
    assert await is_let_in(servers[0], FOUR)
    redis.start()
    # It has forgotten all, its scripts, too.
    assert await let_in(servers, FOUR, 12) == 4


async def test_a_redis_that_stands_still_is_given_up_soon_and_not_asked_again_at_once(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shared_limits, "AGAIN_S", 10 * PATIENCE_S)
    server = SharedRateLimiter(redis.address)
    await server.check(FOUR, Asker("ours", "ann", "lan"))
    redis.freeze()
    async with asyncio.timeout(PATIENCE_S):
        assert await let_in([server], FOUR, 6) == 4
    with mock.patch.object(RedisCounts, "check") as asked:
        assert await let_in([server], FOUR, 6, guest="eve") == 4
    asked.assert_not_called()
    await server.close()


@pytest.mark.parametrize(("limit", "is_counted"), [(READ, 0), (STREAM, 0), (WRITE, 2), (UPLOAD, 2)])
async def test_only_what_must_hold_across_servers_costs_a_way_to_redis(
    limit: Limit, is_counted: int, servers: list[SharedRateLimiter], redis: RedisServer
) -> None:
    await servers[0].check(limit, Asker("ours", "ben", "lan"))
    async with Redis.from_url(redis.address) as client:
        assert await client.dbsize() == is_counted


async def test_one_server_needs_no_redis() -> None:
    limiter = SharedRateLimiter(None)
    assert await let_in([limiter], FOUR, 6) == 4
    await limiter.forgive(FOUR, Asker("ours", "ben", "lan"))
    assert await let_in([limiter], FOUR, 6) == 1
    await limiter.close()
