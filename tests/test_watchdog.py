"""The watch over the event loop: it measures delays and names what holds the loop."""

import asyncio
import logging
import time

import pytest

from app.telemetry.watchdog import HELD_S, LoopWatch

pytestmark = pytest.mark.alone

LONG_S = 3 * HELD_S
PATIENCE_S = 20.0


def hold_the_loop(seconds: float) -> None:
    time.sleep(seconds)


async def test_a_held_loop_is_measured_and_what_holds_it_is_named(caplog: pytest.LogCaptureFixture) -> None:
    delays: list[float] = []
    watch = LoopWatch(delays.append)
    with caplog.at_level(logging.WARNING, "app.telemetry.watchdog"):
        await watch.start()
        await asyncio.sleep(0)
        hold_the_loop(LONG_S)
        async with asyncio.timeout(PATIENCE_S):
            while max(delays, default=0) < LONG_S / 2:
                await asyncio.sleep(0.01)
        await watch.close()
    assert watch.max_delay_s() == max(delays)
    (warning,) = caplog.messages
    assert "hold_the_loop" in warning
    assert "test_watchdog.py" in warning


async def test_a_free_loop_is_never_warned_about(caplog: pytest.LogCaptureFixture) -> None:
    delays: list[float] = []
    watch = LoopWatch(delays.append)
    with caplog.at_level(logging.WARNING, "app.telemetry.watchdog"):
        await watch.start()
        async with asyncio.timeout(PATIENCE_S):
            while len(delays) < 5:
                await asyncio.sleep(0.01)
        await watch.close()
    if max(delays) < HELD_S:  # or this machine stood still itself
        assert caplog.messages == []


async def test_a_loop_that_is_held_for_long_fills_no_log(caplog: pytest.LogCaptureFixture) -> None:
    watch = LoopWatch(lambda delay_s: None)
    with caplog.at_level(logging.WARNING, "app.telemetry.watchdog"):
        await watch.start()
        await asyncio.sleep(0)
        for _ in range(3):
            hold_the_loop(LONG_S)
            await asyncio.sleep(0.11)
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
