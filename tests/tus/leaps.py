"""Time that passes at once: all that waits in the test's own loop is told that it is later than it is."""

import asyncio
import time
from collections.abc import Callable

import pytest

from app.db import turn
from tests.patience import PATIENCE_S


class Leaps:
    """`leap` lets time pass. What waits here with a bound of its own has to bear it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        loop = asyncio.get_running_loop()
        self._real = loop.time
        self._leapt_s = 0.0
        # Work of the background that a leap makes due must not keep a request from the records.
        monkeypatch.setattr(turn, "WAIT_S", 1e9)
        monkeypatch.setattr(loop, "time", lambda: self._real() + self._leapt_s)

    def leap(self, seconds: float) -> None:
        self._leapt_s += seconds

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait with patience that leaps do not use up."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            assert time.monotonic() < deadline
            await asyncio.sleep(0.005)
