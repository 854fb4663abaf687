"""Work that several wait for hears when all of them have left, and not before."""

import asyncio

from app.processing.shared_tasks import Left, SharedTasks

Work = SharedTasks[str]


class Given:
    """Work that goes on until the test ends it, and knows what it was told."""

    def __init__(self) -> None:
        self.begun = 0
        self.ended = asyncio.Event()
        self.all_left: Left | None = None

    async def __call__(self, all_left: Left) -> str:
        self.begun += 1
        self.all_left = all_left
        await self.ended.wait()
        return "done"

    def is_deserted(self) -> bool:
        assert self.all_left is not None
        return self.all_left.done()


def left() -> Left:
    return asyncio.get_running_loop().create_future()


async def turns() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_work_is_deserted_when_the_last_of_those_who_asked_has_left() -> None:
    tasks, work, one, two = Work(), Given(), left(), left()
    asked = [asyncio.create_task(tasks.run("key", work, each)) for each in (one, two)]
    await turns()
    one.set_result(None)
    await turns()
    assert not work.is_deserted()
    two.set_result(None)
    await turns()
    assert work.is_deserted()
    work.ended.set()
    assert await asyncio.gather(*asked) == ["done", "done"]
    assert work.begun == 1


async def test_one_who_cannot_leave_keeps_the_work_wanted() -> None:
    tasks, work, one = Work(), Given(), left()
    asked = [asyncio.create_task(tasks.run("key", work, each)) for each in (one, None)]
    await turns()
    one.set_result(None)
    await turns()
    assert not work.is_deserted()
    work.ended.set()
    await asyncio.gather(*asked)


async def test_leaving_after_the_end_is_nothing() -> None:
    tasks, work, one = Work(), Given(), left()
    work.ended.set()
    assert await tasks.run("key", work, one) == "done"
    one.set_result(None)
    await turns()
    assert await tasks.run("key", work) == "done"
    assert work.begun == 2


async def test_one_who_comes_after_all_have_left_has_the_work_done_anew() -> None:
    tasks, one = Work(), left()
    begun: list[Left] = []
    given_up = asyncio.Event()

    async def work(all_left: Left) -> str:
        begun.append(all_left)
        if len(begun) == 1:
            await all_left
            await given_up.wait()
            raise ConnectionError
        return "done"

    first = asyncio.create_task(tasks.run("key", work, one))
    await turns()
    one.set_result(None)
    await turns()
    second = asyncio.create_task(tasks.run("key", work))
    await turns()
    assert len(begun) == 1, "once at a time"
    given_up.set()
    assert await second == "done"
    assert isinstance((await asyncio.gather(first, return_exceptions=True))[0], ConnectionError)
    assert len(begun) == 2
