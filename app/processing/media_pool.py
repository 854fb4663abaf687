"""Render pictures in worker processes. Parties and guests take turns, and each picture has limits."""

import asyncio
import logging
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.media.edit import NO_EDIT, Edit
from app.media.errors import OUT_OF_MEMORY, PictureRefused, Refusal
from app.media.looks.seen import Look
from app.media.rendered import Rendered
from app.media.worker.protocol import Request, read_answer, write_request
from app.processing.fair_queue import FairQueue, QueueFull
from app.processing.shared_tasks import Left
from app.processing.work_room import WorkRoom, sweep_rooms
from app.processing.worker_process import WorkerDied, WorkerProcess, picture_command

_log = logging.getLogger(__name__)

# The pause between attempts to start a worker that dies before it is ready.
_FIRST_BACKOFF_S = 0.2
_MAX_BACKOFF_S = 10.0


class PoolBusy(Exception):
    """Too many pictures wait already: try again a little later. `ahead` would come before this one."""

    def __init__(self, ahead: int | None = None) -> None:
        super().__init__()
        self.ahead = ahead


class NobodyWaits(PoolBusy):
    """All who wanted the picture left before its turn, so it was taken out of the queue."""


class PoolClosed(PoolBusy):
    """The pool is not running. Another process, or this one after its restart, will take the picture."""


@dataclass(eq=False, slots=True)
class _Job:
    original: Path
    out_dir: Path
    party_id: str
    guest_id: str
    edit: Edit
    answer: asyncio.Future[Rendered]
    looks: frozenset[Look] = frozenset()
    worker: WorkerProcess | None = field(default=None)
    fetching: asyncio.Future[None] | None = field(default=None)
    asked_at: float = field(default_factory=time.monotonic)

    @property
    def outcome(self) -> str:
        """Return the outcome in one word."""
        if not self.answer.done() or self.answer.cancelled():
            return "abandoned"
        if (error := self.answer.exception()) is None:
            return "rendered"
        return error.code.value if isinstance(error, PictureRefused) else "failed"

    def succeed(self, rendered: Rendered) -> None:
        if not self.answer.done():
            self.answer.set_result(rendered)

    def fail(self, error: Exception) -> None:
        if not self.answer.done():
            self.answer.set_exception(error)


class MediaPool:
    """A fixed number of warm workers behind a bounded, fair queue. It belongs to one event loop.

    `timeout_s` is wall-clock time on a worker, without the wait. `memory_mb` limits each worker's address
    space. `rooms` holds for each worker the one folder that it can reach. It should be on the disk of the
    originals, which are then linked and not copied. `command` starts another worker program than ours. `slow`
    and `broken` are the refusals of a file that took too long, and of one that killed its worker. Looks
    (media/looks) except faces are loaded for the first picture that wants them, by a restarted worker.
    `on_picture` is called for each picture with "rendered" or its refusal, and the wait and the work in s.
    """

    def __init__(
        self,
        workers: int,
        memory_mb: int,
        timeout_s: float,
        max_pixels: int,
        max_waiting: int,
        *,
        rooms: Path | None = None,
        looks_for_faces: bool = False,
        command: Sequence[str] | None = None,
        slow: Refusal = Refusal.TOO_SLOW_TO_DECODE,
        broken: Refusal = Refusal.BROKEN_PICTURE,
    ) -> None:
        self._workers = workers
        self._slow = slow
        self._broken = broken
        self._timeout_s = timeout_s
        self._max_pixels = max_pixels
        self._command = command or picture_command(memory_mb, looks_for_faces=looks_for_faces)
        self._rooms_folder = rooms
        self.rooms: list[WorkRoom] = []
        self._queue: FairQueue[_Job] = FairQueue(max_waiting)
        self._unanswered: set[_Job] = set()
        self._tasks: list[asyncio.Task[None]] = []
        self._is_open = False
        self._looks: frozenset[Look] = frozenset()
        self._unfit_looks: frozenset[Look] = frozenset()
        """Looks with which no worker can start. Pictures that want them go without."""
        self.on_picture: Callable[[str, float, float], None] | None = None
        self.busy = 0

    async def start(self) -> None:
        """Start the workers and wait until all are ready. Raises `WorkerDied` if one cannot start."""
        self.rooms = await asyncio.to_thread(self._make_rooms)
        starts = (WorkerProcess.start(self._command, room.folder) for room in self.rooms)
        outcomes = await asyncio.gather(*starts, return_exceptions=True)
        processes = [outcome for outcome in outcomes if isinstance(outcome, WorkerProcess)]
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                for process in processes:
                    await process.stop()
                await self._remove_rooms()
                raise outcome
        self._is_open = True
        self._tasks = [
            asyncio.create_task(self._work(process, room), name=f"media pool {number}")
            for number, (process, room) in enumerate(zip(processes, self.rooms, strict=True))
        ]
        # Each task must have begun: one cancelled before that would never stop its process.
        await asyncio.sleep(0)

    async def render(
        self,
        original: Path,
        out_dir: Path,
        *,
        party_id: str,
        guest_id: str,
        edit: Edit = NO_EDIT,
        left: Left | None = None,
        looks: frozenset[Look] = frozenset(),
    ) -> Rendered:
        """Render one picture by `media.pictures.pipeline.render`, at its party's and guest's turn.

        Raises `PictureRefused`, `PoolBusy`, or OSError if the disk is at fault. After a cancellation nothing
        more is written to `out_dir`. If `left` is done while the picture still waits, it leaves the queue,
        and `NobodyWaits` is raised. A picture that a worker has begun is finished.
        """
        if not self._is_open:
            raise PoolClosed
        answer: asyncio.Future[Rendered] = asyncio.get_running_loop().create_future()
        job = _Job(original, out_dir, party_id, guest_id, edit, answer, looks)
        try:
            self._queue.put(party_id, guest_id, job)
        except QueueFull as error:
            raise PoolBusy(self._queue.ahead_of_next(party_id, guest_id)) from error
        self._unanswered.add(job)
        try:
            if left is not None:
                left.add_done_callback(lambda _: self._let_go(job))
            return await answer
        finally:
            self._unanswered.discard(job)
            self._queue.discard(party_id, guest_id, job)
            if answer.cancelled() and job.worker is not None:
                # Nobody owns its files, and its late answer must not be taken for the next job's.
                job.worker.kill()
            if job.fetching is not None:
                await asyncio.wait([job.fetching])

    def _let_go(self, job: _Job) -> None:
        if self._queue.discard(job.party_id, job.guest_id, job):
            job.fail(NobodyWaits())

    def ahead_of(self, party_id: str, guest_id: str) -> int | None:
        """Return how many pictures come before the guest's oldest waiting one. None if none waits."""
        return self._queue.ahead_of(party_id, guest_id)

    @property
    def is_alive(self) -> bool:
        """Whether a worker will take the next picture, now or after a restart."""
        return self._is_open and any(not task.done() for task in self._tasks)

    @property
    def waiting(self) -> int:
        """How many pictures wait for a worker."""
        return len(self._queue)

    async def close(self) -> None:
        """Kill the workers and end every waiting `render` with `PoolClosed`. May be called again."""
        self._is_open = False
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._tasks = []
        for job in list(self._unanswered):
            job.fail(PoolClosed())
        await self._remove_rooms()

    def _make_rooms(self) -> list[WorkRoom]:
        if self._rooms_folder is not None:
            sweep_rooms(self._rooms_folder)
        parent = self._rooms_folder or Path(tempfile.gettempdir())
        return [WorkRoom.make(parent) for _ in range(self._workers)]

    async def _remove_rooms(self) -> None:
        rooms, self.rooms = self.rooms, []
        for room in rooms:
            await asyncio.to_thread(room.remove)

    async def _work(self, process: WorkerProcess, room: WorkRoom) -> None:
        try:
            while True:
                job = await self._queue.get()
                self._looks |= job.looks
                # Killed while idle, by the kernel or an operator. Or it lacks a look that is wanted now.
                if not process.is_alive or not self._looks - self._unfit_looks <= process.looks:
                    process = await self._replace(process, room)
                if not job.answer.done() and not await self._run(job, process, room):
                    process = await self._replace(process, room)
        finally:
            await process.stop()

    async def _run(self, job: _Job, process: WorkerProcess, room: WorkRoom) -> bool:
        """Answer the job whatever happens. Tell whether the process can take another."""
        began_at = time.monotonic()
        self.busy += 1
        try:
            return await self._ask(job, process, room)
        except Exception as error:
            _log.exception("media worker %d", process.pid)
            job.fail(error)
            return False
        finally:
            if job.fetching is None:
                await asyncio.to_thread(room.clear)
            self.busy -= 1
            if self.on_picture is not None:
                self.on_picture(job.outcome, began_at - job.asked_at, time.monotonic() - began_at)

    async def _ask(self, job: _Job, process: WorkerProcess, room: WorkRoom) -> bool:
        try:
            given = await asyncio.to_thread(room.give, job.original)
        except OSError as error:
            job.fail(error)
            return True
        job.worker = process
        request = Request(given, room.made, self._max_pixels, job.edit, job.looks)
        try:
            async with asyncio.timeout(self._timeout_s):
                line = await process.ask(write_request(request))
        except TimeoutError:
            return await self._give_up(job, process, self._slow)
        except WorkerDied:
            return await self._give_up(job, process, self._broken)
        finally:
            job.worker = None
        try:
            rendered = read_answer(line)
            if not job.answer.done():
                job.fetching = asyncio.ensure_future(asyncio.to_thread(room.fetch, job.out_dir))
                await asyncio.shield(job.fetching)
            job.succeed(rendered)
        except PictureRefused as refused:
            job.fail(refused)
            return refused.code not in OUT_OF_MEMORY  # after which a worker ends itself
        except OSError as error:
            job.fail(error)
        except ValueError:
            return await self._give_up(job, process, self._broken)
        return True

    async def _give_up(self, job: _Job, process: WorkerProcess, code: Refusal) -> bool:
        await process.stop()
        if not job.answer.done():
            step = process.step or "starting"
            _log.warning("media worker %d stopped while %s: %s", process.pid, step, code)
        job.fail(PictureRefused(code))
        return False

    async def _replace(self, process: WorkerProcess, room: WorkRoom) -> WorkerProcess:
        await process.stop()
        backoff_s = _FIRST_BACKOFF_S
        while True:
            looks = self._looks - self._unfit_looks
            try:
                return await WorkerProcess.start(self._command, room.folder, looks)
            except WorkerDied as error:
                # A model's library may crash the process on this machine. Pictures go on without the look.
                self._unfit_looks |= looks
                _log.error("a media worker does not start, next attempt in %.1f s: %s", backoff_s, error)
            await asyncio.sleep(backoff_s)
            backoff_s = min(2 * backoff_s, _MAX_BACKOFF_S)
