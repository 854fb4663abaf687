"""The watch over the event loop: it measures delays and names what holds the loop."""

import asyncio
import logging
import time
from collections.abc import Callable

import pytest

from app.telemetry import watchdog
from app.telemetry.watchdog import HELD_S, LoopWatch
from tests.patience import PATIENCE_S


def hold_the_loop(until: Callable[[], bool]) -> None:
    began = time.monotonic()
    while not until() and time.monotonic() - began < PATIENCE_S:
        time.sleep(0.01)


def has_passed(seconds: float) -> Callable[[], bool]:
    until = time.monotonic() + seconds
    return lambda: time.monotonic() > until


async def test_a_held_loop_is_measured_and_what_holds_it_is_named(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A machine that stands still itself may be warned of before.
    monkeypatch.setattr(watchdog, "QUIET_S", 0.0)
    delays: list[float] = []
    watch = LoopWatch(delays.append)
    with caplog.at_level(logging.WARNING, "app.telemetry.watchdog"):
        await watch.start()
        await asyncio.sleep(0)
        hold_the_loop(until=lambda: "hold_the_loop" in caplog.text)
        async with asyncio.timeout(PATIENCE_S):
            while max(delays, default=0) < HELD_S:
                await asyncio.sleep(0.01)
        await watch.close()
    assert watch.max_delay_s() == max(delays)
    assert "hold_the_loop (tests/test_watchdog.py:" in caplog.text


async def test_a_free_loop_is_never_warned_about(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A machine that is busy holds it, too, but not for as long as that.
    monkeypatch.setattr(watchdog, "HELD_S", PATIENCE_S)
    delays: list[float] = []
    watch = LoopWatch(delays.append)
    with caplog.at_level(logging.WARNING, "app.telemetry.watchdog"):
        await watch.start()
        async with asyncio.timeout(PATIENCE_S):
            while len(delays) < 5:
                await asyncio.sleep(0.01)
        await watch.close()
    assert caplog.messages == []


async def test_a_loop_that_is_held_for_long_fills_no_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "QUIET_S", 10 * PATIENCE_S)
    watch = LoopWatch(lambda delay_s: None)
    with caplog.at_level(logging.WARNING, "app.telemetry.watchdog"):
        await watch.start()
        await asyncio.sleep(0)
        hold_the_loop(until=lambda: caplog.messages != [])
        # And on: the watch looks several times in this while.
        hold_the_loop(until=has_passed(3 * HELD_S))
        await asyncio.sleep(0.11)
        hold_the_loop(until=has_passed(3 * HELD_S))
        await watch.close()
    assert len(caplog.messages) == 1


async def test_it_ends_its_thread_and_may_be_closed_twice() -> None:
    watch = LoopWatch(lambda delay_s: None)
    await watch.start()
    thread = watch._thread
    assert thread is not None
    await watch.close()
    await watch.close()
    assert not thread.is_alive()
