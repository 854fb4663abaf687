"""Clean-up of uploads: finish those that are whole, end those that expired, remove bytes without an owner."""

import asyncio
import logging
import sqlite3

from app.actions.core import Core
from app.actions.uploads import end_upload, forget_ended_uploads
from app.clock import now, now_iso
from app.errors import AppError
from app.jobs.finishing import finish_upload
from app.jobs.processing import Processor
from app.models.arrival import select_arrival_by_id
from app.models.photo import PhotoState, select_photo
from app.models.upload import (
    Upload,
    UploadState,
    select_upload,
    select_uploads_expired,
    select_uploads_receiving,
)
from app.storage.partial import PartialFolder

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 60.0
PAGE = 200
UNKNOWN_AFTER_S = 3600.0
"""A file without a row is not touched sooner: rows come first, but records may be an older copy."""


class UploadSweeper:
    def __init__(self, core: Core, processor: Processor, partials: PartialFolder) -> None:
        self._core = core
        self._processor = processor
        self._partials = partials
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Sweep in the background: first now, which takes up what a killed process left, then regularly."""
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self.sweep()
            except (OSError, sqlite3.Error):
                logger.exception("clean-up of uploads failed; trying again later")
            await asyncio.sleep(SWEEP_EVERY_S)

    async def sweep(self) -> None:
        await self._end_expired()
        await self._finish_whole()
        for leftover in await self._partials.leftovers():
            if not await self._has_owner(leftover.upload_id, leftover.written_at):
                await self._partials.remove(leftover.upload_id)
        await forget_ended_uploads(self._core)

    async def _end_expired(self) -> None:
        while True:
            async with self._core.database.reading() as connection:
                expired = await select_uploads_expired(connection, self._core.party_id, now_iso(), PAGE)
            for upload in expired:
                await end_upload(self._core, self._partials, upload.id)
            if len(expired) < PAGE:
                return

    async def _finish_whole(self) -> None:
        """Make photos of uploads that have all their bytes: nobody may come back to ask for that."""
        after_id = ""
        while True:
            async with self._core.database.reading() as connection:
                page = await select_uploads_receiving(connection, self._core.party_id, after_id, PAGE)
            for upload in page:
                await self._finish(upload)
            if len(page) < PAGE:
                return
            after_id = page[-1].id

    async def _finish(self, upload: Upload) -> None:
        if await self._partials.offset(upload.id) < upload.length:
            return
        try:
            await finish_upload(self._core, self._processor, self._partials, upload.id)
        except AppError as error:
            logger.info("upload %s is whole and not a photo: %s", upload.id, error)

    async def _has_owner(self, upload_id: str, written_at: float) -> bool:
        async with self._core.database.reading() as connection:
            upload = await select_upload(connection, self._core.party_id, upload_id)
            photo = await select_photo(connection, self._core.party_id, upload_id)
            arrival = await select_arrival_by_id(connection, upload_id)
        if arrival is not None or (photo is not None and photo.state is PhotoState.PROCESSING):
            return True
        if upload is None:
            return now().timestamp() - written_at < UNKNOWN_AFTER_S
        if upload.state is UploadState.TAKEN:
            # Until that photo is certain: were it dropped, the upload would go on with these bytes.
            async with self._core.database.reading() as connection:
                taken = await select_photo(connection, self._core.party_id, upload.photo_id or "")
            return taken is not None and taken.state is PhotoState.PROCESSING
        return upload.state is UploadState.RECEIVING
