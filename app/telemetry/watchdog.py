"""Watches the event loop: how late it is, and what blocks it when it is blocked for long.

A task sleeps for BEAT_S at a time and measures how late it wakes. A thread checks the task's last beat.
When the beat is late by HELD_S, the thread logs what the loop's thread is doing at that moment.
"""

import asyncio
import logging
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable

logger = logging.getLogger(__name__)

BEAT_S = 0.1
HELD_S = 0.25
LOOK_EVERY_S = 0.1
STACK_LINES = 8
# A machine that is slow as a whole must not fill the log with this.
QUIET_S = 10.0
WINDOW_S = 60.0


class LoopWatch:
    """`note_delay` gets every beat's delay in seconds. It belongs to the loop that starts it."""

    def __init__(self, note_delay: Callable[[float], None]) -> None:
        self._note_delay = note_delay
        self._beat_at = time.monotonic()
        self._computed_s = 0.0
        self._delays: deque[tuple[float, float]] = deque(maxlen=int(WINDOW_S / BEAT_S))
        self._task: asyncio.Task[None] | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    async def start(self) -> None:
        self._beat_at = time.monotonic()
        self._task = asyncio.create_task(self._beat(), name="loop watch")
        watched = threading.current_thread()
        self._thread = threading.Thread(target=self._look, args=(watched,), name="loop watch", daemon=True)
        self._thread.start()

    async def close(self) -> None:
        """Stop watching; further calls do nothing."""
        self._ended.set()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self._thread is not None:
            await asyncio.to_thread(self._thread.join)

    def max_delay_s(self) -> float:
        """Return the longest delay of the last WINDOW_S."""
        since = time.monotonic() - WINDOW_S
        return max((delay for at, delay in list(self._delays) if at >= since), default=0.0)

    async def _beat(self) -> None:
        while True:
            before = time.monotonic()
            self._beat_at, self._computed_s = before, time.thread_time()
            await asyncio.sleep(BEAT_S)
            delay_s = max(0.0, time.monotonic() - before - BEAT_S)
            self._delays.append((before, delay_s))
            self._note_delay(delay_s)

    def _look(self, watched: threading.Thread) -> None:
        assert watched.ident is not None, "the loop runs in it"
        clock = time.pthread_getcpuclockid(watched.ident)
        quiet_until = 0.0
        while not self._ended.wait(LOOK_EVERY_S):
            now = time.monotonic()
            held_s = now - self._beat_at - BEAT_S
            if held_s < HELD_S or now < quiet_until:
                continue
            quiet_until = now + QUIET_S
            # Little processor time: it waits for a file or a lock, or for a processor that others use.
            computed_s = time.clock_gettime(clock) - self._computed_s
            logger.warning(
                "the event loop has been held for %.0f ms, computing for %.0f ms of them: %s",
                held_s * 1000,
                computed_s * 1000,
                _stack_of(watched),
            )


def _stack_of(thread: threading.Thread) -> str:
    """Say where a thread is, innermost first, in one line."""
    frame = sys._current_frames().get(thread.ident or 0)
    if frame is None:
        return "its thread is gone"
    calls = reversed(traceback.extract_stack(frame)[-STACK_LINES:])
    return " < ".join(f"{call.name} ({_short(call.filename)}:{call.lineno})" for call in calls)


def _short(path: str) -> str:
    return "/".join(path.split("/")[-2:])
