"""Work on the records that a process repeats every few seconds, and continues after any fault."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.db.errors import DatabaseAway

logger = logging.getLogger(__name__)


class Repeating:
    """`what` names the work in the log if it fails. Two runs never overlap."""

    def __init__(self, what: str, work: Callable[[], Awaitable[None]]) -> None:
        self._what = what
        self._work = work
        self._task: asyncio.Task[None] | None = None

    def start(self, every_s: float, *, is_first_at_once: bool = True) -> None:
        """Begin in the background, with `every_s` between the end of one run and the next."""
        self._task = asyncio.create_task(self._run(every_s, is_first_at_once), name=self._what)

    async def close(self) -> None:
        """Stop, even in the middle of the work; further calls do nothing."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self, every_s: float, is_first_at_once: bool) -> None:
        if not is_first_at_once:
            await asyncio.sleep(every_s)
        while True:
            try:
                await self._work()
            except DatabaseAway as error:
                logger.warning("%s has to wait: %s", self._what, error)
            except Exception:
                # Catch everything: if this loop ended, the work would not be done until the next start.
                logger.exception("%s failed; trying again later", self._what)
            await asyncio.sleep(every_s)
