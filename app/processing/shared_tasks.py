"""Work that several may ask for at once and that is done once, whoever of them waits until the end."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Left = asyncio.Future[None]
"""Is done when somebody who waits for an answer has left; of some work, when all who wait for it have."""


@dataclass(slots=True)
class _Shared(Generic[T]):
    task: asyncio.Task[T]
    left: Left
    waiting: int = 0

    def leave(self) -> None:
        self.waiting -= 1
        if not self.waiting and not self.left.done():
            self.left.set_result(None)


class SharedTasks(Generic[T]):
    """One task a key. It goes on when those who asked have left, but it hears of that."""

    def __init__(self) -> None:
        self._under_way: dict[str, _Shared[T]] = {}

    @property
    def keys(self) -> set[str]:
        return set(self._under_way)

    async def run(
        self, key: str, work: Callable[[Left], Coroutine[Any, Any, T]], left: Left | None = None
    ) -> T:
        """Do `work`, or join whoever does it already, and return what came of it.

        The work is given what tells that all who asked have left; who asks without `left` never does. What
        was given up because of that is done anew for one who comes later.
        """
        shared = self._under_way.get(key)
        while shared is not None and shared.left.done():
            await asyncio.wait([shared.task])
            if not shared.task.cancelled() and shared.task.exception() is None:
                return shared.task.result()
            shared = self._under_way.get(key)
        if shared is None:
            all_left: Left = asyncio.get_running_loop().create_future()
            shared = self._under_way[key] = _Shared(asyncio.create_task(work(all_left)), all_left)
            shared.task.add_done_callback(lambda done: self._finished(key, done))
        shared.waiting += 1
        if left is not None:
            left.add_done_callback(lambda _: shared.leave())
        return await asyncio.shield(shared.task)

    def _finished(self, key: str, task: asyncio.Task[T]) -> None:
        self._under_way.pop(key, None)
        if not task.cancelled():
            task.exception()  # heard by those who wait for it, if any still do

    async def close(self) -> None:
        """Cancel what is under way."""
        tasks = [shared.task for shared in self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
