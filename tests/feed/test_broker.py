"""The bell: heard at home at once and by the others through Redis, never waited for, and free to get lost."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.feed import redis_broker
from app.feed.broker import MemoryBroker, make_broker
from app.feed.redis_broker import RedisBroker
from tests.patience import PATIENCE_S
from tests.ports import held_port
from tests.redis_server import RedisServer


class Bell:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, party_id: str | None) -> None:
        self.count += 1


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(0.005)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    server = RedisServer(tmp_path)
    server.start()
    yield server.address
    server.stop()


def test_redis_is_used_when_its_address_is_set() -> None:
    assert isinstance(make_broker(None), MemoryBroker)
    assert isinstance(make_broker(""), MemoryBroker)
    assert isinstance(make_broker("redis://127.0.0.1:1/0"), RedisBroker)


async def test_a_ring_is_heard_by_every_process_through_redis(address: str) -> None:
    brokers, bells = [RedisBroker(address) for _ in range(3)], [Bell() for _ in range(3)]
    for broker, bell in zip(brokers, bells, strict=True):
        await broker.start(bell)
    # Each rings its own once it listens: what was rung before that may have been missed.
    await until(lambda: all(bell.count >= 1 for bell in bells))
    before = [bell.count for bell in bells]
    brokers[0].ring("party")
    await until(lambda: all(bell.count > count for bell, count in zip(bells, before, strict=True)))
    for broker in brokers:
        await broker.close()


async def test_rings_that_come_in_a_crowd_are_sent_as_few(address: str) -> None:
    here, there, bell = RedisBroker(address), RedisBroker(address), Bell()
    await there.start(bell)
    await until(lambda: bell.count >= 1)
    own = Bell()
    await here.start(own)
    await until(lambda: own.count >= 1)
    before = bell.count
    for _ in range(1000):
        here.ring("party")
    await until(lambda: bell.count > before)
    await here.close()
    await there.close()
    assert bell.count - before < 20


async def test_without_redis_ringing_neither_waits_nor_fails(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_broker, "RETRY_FIRST_S", 0.005)
    monkeypatch.setattr(redis_broker, "RETRY_MOST_S", 0.01)
    with held_port() as nobody, caplog.at_level(logging.WARNING):
        broker, bell = RedisBroker(f"redis://127.0.0.1:{nobody}/0"), Bell()
        await broker.start(bell)
        for _ in range(20):
            broker.ring("party")
            await asyncio.sleep(0.005)
        await until(lambda: bool(caplog.records))
        await broker.close()
    assert len(caplog.records) == 1, "said once, not at every try"


async def test_closing_ends_every_task_and_may_be_repeated(address: str) -> None:
    before = asyncio.all_tasks()
    broker, bell = RedisBroker(address), Bell()
    await broker.start(bell)
    await until(lambda: bell.count >= 1)
    await broker.close()
    await broker.close()
    heard = bell.count
    broker.ring("party")
    assert bell.count == heard
    assert asyncio.all_tasks() == before


async def test_closing_ends_every_task_whatever_it_is_at(address: str) -> None:
    before = asyncio.all_tasks()
    for steps in range(80):
        broker = RedisBroker(address)
        await broker.start(Bell())
        broker.ring("party")
        for _ in range(steps):
            await asyncio.sleep(0)
        async with asyncio.timeout(PATIENCE_S):
            await broker.close()
    assert asyncio.all_tasks() == before


async def test_one_that_was_never_started_can_be_closed() -> None:
    await RedisBroker("redis://127.0.0.1:1/0").close()
