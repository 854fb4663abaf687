"""Receive a piece of an upload: as it comes, kept as far as it came, and let go when the phone comes back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from werkzeug.exceptions import RequestEntityTooLarge

from app.actions.uploads import end_upload
from app.body import BoundedBody
from app.errors import N_, AppError, disk_full
from app.jobs.admission import BYTES_PER_MB, admit
from app.jobs.refusals import is_final
from app.media.sniff import sniff
from app.models.upload import Upload, UploadState, select_upload
from app.services import Services
from app.storage.durable import in_thread
from app.storage.folder import HEAD_BYTES
from app.storage.partial import Locked
from app.storage.partial_file import LetGo, PartialFile
from app.tus.checksum import Checksum
from app.tus.headers import wrong_offset


async def receive_piece(
    services: Services, upload: Upload, body: BoundedBody, offset: int, checksum: Checksum | None
) -> int:
    """Append a request's body at `offset`, durably, and return the new offset.

    Raises AppError: 409 when the upload is elsewhere, 413 when the body is longer than what is missing, 460
    for a wrong checksum, 423 when another request has the upload. All that arrived is kept, also when the
    connection is cut; with a checksum, all or nothing.
    """
    async with held(services, upload) as file:
        return await _append(services, upload, file, body, offset, checksum)


@asynccontextmanager
async def held(services: Services, upload: Upload) -> AsyncIterator[PartialFile]:
    """Hold an upload's file, asking a stalled request to let go; 423 when it does not, or when we must."""
    core = services.core
    try:
        async with services.partials.held(upload.id) as file:
            async with core.database.reading() as connection:
                current = await select_upload(connection, core.party_id, upload.id)
            # While we waited, whoever held it may have brought it to its end.
            if current is None or current.state is not UploadState.RECEIVING:
                raise LetGo
            yield file
    except (Locked, LetGo):
        raise AppError(
            423,
            "UPLOAD_BUSY",
            N_("Another request is sending this photo. It goes on from there."),
            headers={"Retry-After": "1"},
        ) from None


async def _append(
    services: Services,
    upload: Upload,
    file: PartialFile,
    body: BoundedBody,
    offset: int,
    checksum: Checksum | None,
) -> int:
    begun_at = file.size
    if offset != begun_at:
        raise wrong_offset(begun_at)
    missing = upload.length - begun_at
    body.max_bytes = missing
    if body.declared_bytes is not None and body.declared_bytes > missing:
        raise RequestEntityTooLarge
    if services.core.storage.free_bytes() < services.upload_limits.min_free_bytes + missing:
        raise disk_full()
    looked = _Look(services, upload, file)
    await looked.look()
    if checksum is not None:
        await file.begin_unproven()
    try:
        await _copy(file, body, checksum, missing, looked)
    except RequestEntityTooLarge:
        file.cut(begun_at)
        raise
    if checksum is not None:
        try:
            checksum.check()
        except AppError:
            await in_thread(file.recover)
            raise
        await file.prove()
    else:
        await file.make_durable()
    return file.size


class _Look:
    """Looks at an upload's beginning as soon as it is there, and ends what would be refused at its end."""

    def __init__(self, services: Services, upload: Upload, file: PartialFile) -> None:
        self._services = services
        self._upload = upload
        self._file = file
        self._is_done = False

    async def look(self) -> None:
        if self._is_done or self._file.size < HEAD_BYTES:
            return
        self._is_done = True
        core, limits = self._services.core, self._services.size_limits
        media_type = sniff(await in_thread(self._file.head, HEAD_BYTES))
        # Neither photo nor video: said at its end, unless it is longer than any photo may be.
        if media_type is None and self._upload.length <= limits.max_photo_mb * BYTES_PER_MB:
            return
        try:
            await admit(core, limits, media_type, self._upload.length)
        except AppError as error:
            if is_final(error):
                await end_upload(core, self._services.partials, self._upload.id, error.code)
            raise


async def _copy(
    file: PartialFile, body: BoundedBody, checksum: Checksum | None, missing: int, looked: _Look
) -> None:
    """Write pieces as large as came while the last one was being written: a kill costs at most that."""
    begun_at = file.size
    also = checksum.update if checksum is not None else None
    try:
        async with file.until_wanted():
            async for piece in body:
                await file.write(piece, also)
                await looked.look()
    except LetGo:
        body.give_up()
        raise
    except TimeoutError:
        raise AppError(408, "TOO_SLOW", N_("The connection went quiet. Please try again.")) from None
    finally:
        # Cut off, timed out or let go: what has come and was not taken yet counts as well.
        await file.settle()
        rest = body.take_rest()
        room = missing - (file.size - begun_at)
        if rest and checksum is None and len(rest) <= room:
            file.write_now(rest)
