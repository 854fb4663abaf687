"""Makes the clips of videos that the wall plays, one at a time."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from app.db import DatabaseAway
from app.media.edit import read_edit
from app.media.errors import PictureRefused
from app.media.rendered import MadeClip
from app.parties.registry import Parties
from app.parties.scope import PartyScope
from app.photos.clip_rows import (
    HOLD,
    MAX_ATTEMPTS,
    add_clip,
    edit_of_video,
    fail_clip,
    free_clip_jobs,
    hold_on,
    put_back,
    take_clip_job,
)
from app.processing.clip_process import ClipProcess
from app.processing.worker_process import WorkerDied
from app.records.clip import ClipJob, select_all_clip_jobs_waiting

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
"""How often to look for jobs that another process left."""
SAY_SO_EVERY_S = HOLD.total_seconds() / 4
NOT_NOW = timedelta(seconds=60)
"""How long to put off a clip for which this machine has no room, or no process."""


class JobLost(Exception):
    """The photo was taken down, or another process presumes us dead. Nobody needs this clip from us."""


class ClipMaker:
    """The queue is the table of clips. It outlives every process, and guests take turns in it.

    `on_clip` is called with the outcome of each clip ("made", "unwanted", "put_back", "given_up", or the code
    of its refusal) and the seconds it took.
    """

    def __init__(self, parties: Parties, process: ClipProcess) -> None:
        self._parties = parties
        self._database = parties.site.database
        self._process = process
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.on_clip: Callable[[str, float], None] | None = None
        self.waiting = 0
        """How many clips all servers still had to make a few seconds ago."""

    async def start(self) -> None:
        """Begin in the background, with the clips left from the last run."""
        if not self._database.is_shared:
            # Only this server uses these records, so it held all leases itself before it ended.
            await free_clip_jobs(self._parties.site)
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop. The next start makes the current clip again."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def ring(self) -> None:
        """Tell that there may be a clip to make."""
        self._bell.set()

    async def _run(self) -> None:
        while True:
            self._bell.clear()
            try:
                while (job := await take_clip_job(self._parties.site)) is not None:
                    await self._count_waiting()
                    began_at = time.monotonic()
                    outcome = await self._make(job)
                    if self.on_clip is not None:
                        self.on_clip(outcome, time.monotonic() - began_at)
                await self._count_waiting()
            except DatabaseAway as error:
                logger.warning("making clips has to wait: %s", error)
            except Exception:
                # Catch everything: without this loop no video gets a clip until the next start.
                logger.exception("making clips failed; trying again")
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._bell.wait()

    async def _count_waiting(self) -> None:
        async with self._database.reading() as connection:
            self.waiting = await select_all_clip_jobs_waiting(connection)

    async def _make(self, job: ClipJob) -> str:
        """Carry a job to its end and return the outcome."""
        scope = await self._parties.by_id(job.party_id)
        if job.attempts > MAX_ATTEMPTS:
            logger.warning("no clip of video %s, its poster stays: it was begun too often", job.photo_id)
            await fail_clip(scope, job, "it was begun too often")
            return "given_up"
        storage = scope.storage
        room = await storage.make_workroom(job.photo_id)
        try:
            edit = await edit_of_video(scope, job)
            async with storage.local_original(job.photo_id) as original:
                making = self._process.make(original, room, read_edit(edit))
                made = await self._while_held(scope, job, making)
            # Once begun, this is carried through: the file and the row change together.
            is_added = await add_clip(scope, job, made, room, edit)
            if is_added:
                logger.info("the clip of video %s is made", job.photo_id)
                return "made"
        except (JobLost, FileNotFoundError):
            pass  # reported below
        except PictureRefused as refused:
            logger.warning("no clip of video %s, its poster stays: %s", job.photo_id, refused.code)
            await fail_clip(scope, job, refused.code.name)
            return refused.code.value
        except (OSError, WorkerDied) as error:
            logger.warning("the clip of video %s has to wait: %s", job.photo_id, error)
            await put_back(scope, job, NOT_NOW)
            return "put_back"
        except asyncio.CancelledError:
            await asyncio.shield(put_back(scope, job))
            raise
        finally:
            await asyncio.shield(storage.clear_workroom(room))
        logger.info("the clip of video %s is not wanted any more", job.photo_id)
        return "unwanted"

    async def _while_held(
        self, scope: PartyScope, job: ClipJob, work: Coroutine[Any, Any, MadeClip]
    ) -> MadeClip:
        """Await `work` and renew the lease meanwhile. Raises `JobLost` if the job is no longer ours."""
        making = asyncio.create_task(work)
        holding = asyncio.create_task(self._hold(scope, job))
        try:
            await asyncio.wait({making, holding}, return_when=asyncio.FIRST_COMPLETED)
            if not making.done():
                holding.result()  # raises if the records cannot be reached: then the job may still be ours
                raise JobLost
            return making.result()
        finally:
            making.cancel()
            holding.cancel()
            await asyncio.gather(making, holding, return_exceptions=True)

    async def _hold(self, scope: PartyScope, job: ClipJob) -> None:
        """Renew the lease. Return when the job is no longer ours."""
        while await hold_on(scope, job):
            await asyncio.sleep(SAY_SO_EVERY_S)
            await self._count_waiting()
