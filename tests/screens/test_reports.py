"""What screens last said: bounded, shared by several servers through Redis, and kept while Redis is away."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from app.base import quick_redis
from app.base.clock import now
from app.screens.redis_reports import MAX_FIELDS, RedisReports
from app.screens.reports import (
    AWAY_S,
    EVERY_S,
    MAX_SCREENS,
    MAX_STRANGERS,
    PROMPT_SCREENS,
    Report,
    Reports,
)
from app.screens.room import Room
from tests.patience import PATIENCE_S
from tests.redis_server import RedisServer

PARTY = "b" * 32


def report(number: int, *, age_s: float = 0, by_host: bool = False) -> Report:
    return Report(f"{number:032x}", now().timestamp() - age_s, by_host, shows="")


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def two(redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Reports, Reports]]:
    # A machine that is busy with other things is no slow Redis.
    monkeypatch.setattr(quick_redis, "SLOW_S", PATIENCE_S)
    servers = Reports(RedisReports(redis.address)), Reports(RedisReports(redis.address))
    yield servers
    for each in servers:
        await each.close()


async def ids(reports: Reports) -> list[str]:
    return [one.screen_id for one in await reports.of_party(PARTY)]


async def test_a_screen_that_was_away_is_new_again() -> None:
    reports = Reports()
    assert await reports.note(PARTY, report(1, age_s=AWAY_S + 1)) is None
    assert await ids(reports) == []
    assert await reports.note(PARTY, report(1)) is None, "it was away"
    assert await reports.note(PARTY, report(1)) is not None
    assert len(await ids(reports)) == 1


async def test_strangers_screens_are_bounded_and_give_way_to_the_members_own() -> None:
    reports = Reports()
    for number in range(MAX_STRANGERS + 10):
        await reports.note(PARTY, report(number))
    assert len(await ids(reports)) == MAX_STRANGERS
    for number in range(1000, 1000 + MAX_SCREENS + 10):
        await reports.note(PARTY, report(number, by_host=True))
    assert len(await ids(reports)) == MAX_SCREENS
    assert all(one.by_host for one in await reports.of_party(PARTY))


async def test_where_very_many_report_all_but_the_first_do_so_less_often() -> None:
    reports = Reports()
    for number in range(1, PROMPT_SCREENS + 1):
        await reports.note(PARTY, report(number, by_host=True))
    assert reports.every_s(PARTY, PROMPT_SCREENS + 5) == EVERY_S
    for number in range(PROMPT_SCREENS + 1, MAX_SCREENS + 1):
        await reports.note(PARTY, report(number, by_host=True))
    assert reports.every_s(PARTY, 1) == EVERY_S
    seldom = reports.every_s(PARTY, MAX_SCREENS)
    assert MAX_SCREENS / seldom < 5, "reports a second of all of them"
    assert reports.every_s("c" * 32, 1) == EVERY_S
    quiet = replace(report(1, age_s=seldom), every_s=seldom)
    assert not quiet.is_late()
    assert not quiet.is_away()
    assert replace(quiet, every_s=EVERY_S).is_late()


async def test_servers_know_each_others_screens(two: tuple[Reports, Reports]) -> None:
    one, other = two
    await one.note(PARTY, report(1))
    await other.note(PARTY, report(2))
    assert sorted(await ids(one)) == sorted(await ids(other)) == [f"{number:032x}" for number in (1, 2)]
    assert await other.of_party("c" * 32) == []


async def test_a_report_of_another_release_is_read_as_far_as_it_is_known(
    redis: RedisServer, two: tuple[Reports, Reports]
) -> None:
    newer = asdict(report(3)) | {"mood": "good", "room": {"turn": 90, "scent": "cake"}}
    older = {name: value for name, value in asdict(report(4)).items() if name != "room"}
    shared = RedisReports(redis.address)
    for one in (newer, older):
        await shared.put(PARTY, one["screen_id"], json.dumps(one).encode())
    await shared.put(PARTY, "nonsense", b"{")
    await shared.close()
    found = {one.screen_id: one for one in await two[0].of_party(PARTY)}
    assert found.keys() == {newer["screen_id"], older["screen_id"]}
    assert found[newer["screen_id"]].room == Room(turn=90)
    assert found[older["screen_id"]].room == Room()


async def test_while_redis_is_away_each_server_knows_its_own_and_says_so_once(
    redis: RedisServer, two: tuple[Reports, Reports], caplog: pytest.LogCaptureFixture
) -> None:
    one, other = two
    await other.note(PARTY, report(2))
    redis.stop()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            await one.note(PARTY, report(1))
            assert await ids(one) == [f"{1:032x}"]
    assert len([record for record in caplog.records if "while Redis is away" in record.message]) == 1
    redis.start()
    await one.note(PARTY, report(1))
    await other.note(PARTY, report(2))
    assert len(await ids(one)) == 2


async def test_what_lies_in_redis_is_bounded(redis: RedisServer) -> None:
    shared = RedisReports(redis.address)
    for number in range(MAX_FIELDS + 5):
        await shared.put(PARTY, f"{number:032x}", b"{}")
    assert 0 < len(await shared.all(PARTY)) < MAX_FIELDS
    await shared.close()
