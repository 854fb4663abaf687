"""Whose turn an upload is: a phone that comes back asks for it, and its stalled request gives it up."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

LOCK_WAIT_S = 10.0
"""A holder lets go at its next look. One that does not is busy with something else."""


class Locked(Exception):
    """Another request holds the upload and did not let go, or a later request has taken our turn."""


class LetGo(Exception):
    """Another request asked for the upload: the phone has come back on a better connection."""


@asynccontextmanager
async def letting_go(is_wanted: Callable[[], Awaitable[bool]], look_every_s: float) -> AsyncIterator[None]:
    """Run the block, and end it with `LetGo` once `is_wanted` says so."""
    try:
        async with asyncio.timeout(None) as deadline:
            watcher = asyncio.create_task(_watch(is_wanted, look_every_s, deadline))
            try:
                yield
            finally:
                watcher.cancel()
                await asyncio.wait([watcher])
    except TimeoutError:
        if deadline.expired():
            raise LetGo from None
        raise


async def _watch(
    is_wanted: Callable[[], Awaitable[bool]], look_every_s: float, deadline: asyncio.Timeout
) -> None:
    while not await is_wanted():  # noqa: ASYNC110 (another process asks)
        await asyncio.sleep(look_every_s)
    deadline.reschedule(asyncio.get_running_loop().time())
