"""Work that several callers may ask for at once, and that is done only once."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Left = asyncio.Future[None]
"""Done when a caller has left, or, for a piece of work, when all its callers have left."""


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
    """One task for each key. It goes on after its callers have left, but it is told of that."""

    def __init__(self) -> None:
        self._under_way: dict[str, _Shared[T]] = {}

    @property
    def keys(self) -> set[str]:
        return set(self._under_way)

    async def run(
        self, key: str, work: Callable[[Left], Coroutine[Any, Any, T]], left: Left | None = None
    ) -> T:
        """Do `work`, or join it if it is under way, and return its result.

        `work` gets a future that is done when all callers have left. A caller without `left` never leaves. If
        the work was given up because all had left, it is done anew for a later caller.
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
            task.exception()  # its waiting callers get it, if there still are any

    async def close(self) -> None:
        """Cancel all tasks."""
        tasks = [shared.task for shared in self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
