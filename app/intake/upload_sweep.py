"""Clean-up of uploads: finish complete ones, end expired ones, remove bytes without an owner."""

import logging

from app.base.clock import now, now_iso
from app.base.errors import AppError
from app.db.repeating import Repeating
from app.intake.finishing import finish_upload
from app.intake.uploads import end_upload, forget_ended_uploads
from app.parties.registry import Parties
from app.processing.processor import Processor
from app.records.arrival import select_arrival_by_id
from app.records.photo import PhotoState, select_photo
from app.records.upload import Upload, UploadState, select_upload_anywhere, select_uploads_expired
from app.storage import Partials
from app.storage.durable import in_thread

logger = logging.getLogger(__name__)

SWEEP_EVERY_S = 60.0
PAGE = 200
UNKNOWN_AFTER_S = 3600.0


class UploadSweeper:
    def __init__(self, parties: Parties, processor: Processor, partials: Partials) -> None:
        self._parties = parties
        self._database = parties.site.database
        self._processor = processor
        self._partials = partials
        self._sweeping = Repeating("clean-up of uploads", self.sweep)

    async def start(self) -> None:
        """Sweep in the background: now, to take up what a killed process left, and then regularly."""
        self._sweeping.start(SWEEP_EVERY_S)

    async def close(self) -> None:
        await self._sweeping.close()

    async def sweep(self) -> None:
        await self._end_expired()
        # Go by the files, not by the rows: an upload that was only announced costs nothing.
        for upload_id, written_at in (await self._partials.last_written()).items():
            await self._tend(upload_id, written_at)
        await forget_ended_uploads(self._parties.site)

    async def _end_expired(self) -> None:
        while True:
            async with self._database.reading() as connection:
                expired = await select_uploads_expired(connection, now_iso(), PAGE)
            # The clock may have jumped by hours while bytes arrive. They are not too old because of that.
            over = [upload for upload in expired if not await self._partials.is_held(upload.id)]
            if over:
                # Ending them frees room, but must write something first.
                await in_thread(self._parties.site.storage.reserve.make_room)
            for upload in over:
                await end_upload(await self._parties.by_id(upload.party_id), self._partials, upload.id)
            if len(expired) < PAGE or not over:
                return

    async def _tend(self, upload_id: str, written_at: float) -> None:
        async with self._database.reading() as connection:
            upload = await select_upload_anywhere(connection, upload_id)
        if upload is None:
            # Wait a while: rows come first, but the records may be an older copy than the files.
            if now().timestamp() - written_at > UNKNOWN_AFTER_S:
                await self._partials.remove(upload_id)
        elif upload.state is UploadState.RECEIVING:
            await self._finish(upload)
        elif not await self._has_owner(upload):
            await self._partials.remove(upload_id)

    async def _finish(self, upload: Upload) -> None:
        """Make a photo of a complete upload, because its phone may never come back to ask."""
        if await self._partials.offset(upload.id) < upload.length:
            return
        try:
            scope = await self._parties.by_id(upload.party_id)
            await finish_upload(scope, self._processor, self._partials, upload.id)
        except AppError as error:
            logger.info("upload %s is whole and not a photo: %s", upload.id, error)

    async def _has_owner(self, upload: Upload) -> bool:
        async with self._database.reading() as connection:
            arrival = await select_arrival_by_id(connection, upload.id)
            # Keep the bytes until the photo is certain: if it is dropped, the upload resumes with them.
            photo = await select_photo(connection, upload.party_id, upload.photo_id or "")
        return arrival is not None or (photo is not None and photo.state is PhotoState.PROCESSING)
