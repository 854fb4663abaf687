"""Receive a piece of an upload. Keep all bytes that came, and release the upload if the phone asks again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from werkzeug.exceptions import RequestEntityTooLarge

from app.base.errors import N_, AppError
from app.intake.admission import BYTES_PER_MB, admit
from app.intake.tus.checksum import Checksum
from app.intake.tus.headers import wrong_offset
from app.intake.uploads import end_upload
from app.media.errors import Refusal
from app.media.sniff import refusal_of, sniff
from app.processing.refusals import is_final
from app.records.upload import Upload, UploadState, select_upload
from app.server.body import BoundedBody
from app.storage import HeldUpload
from app.storage.staging import HEAD_BYTES
from app.storage.turns import LetGo, Locked
from app.web.services import Services, party_scope


async def receive_piece(
    services: Services, upload: Upload, body: BoundedBody, offset: int, checksum: Checksum | None
) -> int:
    """Append a request's body at `offset`, durably, and return the new offset.

    Raises AppError: 409 if the upload has another offset, 413 if the body is longer than what is missing, 460
    for a wrong checksum, 423 if another request holds the upload. All bytes that arrived are kept, even if
    the connection is cut. With a checksum, all or none are kept.
    """
    try:
        async with held(services, upload) as file:
            return await _append(services, upload, file, body, offset, checksum)
    except _NotAdmitted as refused:
        # Release the lock first: its holder may still be writing.
        if is_final(refused.error):
            await end_upload(party_scope(), services.partials, upload.id, refused.error.code)
        raise refused.error from None


@asynccontextmanager
async def held(services: Services, upload: Upload) -> AsyncIterator[HeldUpload]:
    """Lock an upload and ask a stalled request to release it. A 423 if it does not, or if we must release."""
    scope = party_scope()
    try:
        async with services.partials.held(upload.id) as file:
            async with scope.database.reading() as connection:
                current = await select_upload(connection, scope.party_id, upload.id)
            # While we waited, the holder may have finished the upload.
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
    file: HeldUpload,
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
    services.refuse_on_full_disk(missing)
    looked = _Look(services, upload)
    if begun_at > 0:
        await looked.at(await services.partials.head(upload.id))
    if checksum is not None:
        await file.begin_unproven()
    try:
        await _copy(services, file, body, checksum, missing, looked)
    except RequestEntityTooLarge:
        await file.cut(begun_at)
        raise
    if checksum is not None:
        try:
            checksum.check()
        except AppError:
            await file.undo()
            raise
        await file.prove()
    else:
        await file.make_durable()
    return file.size


class _NotAdmitted(Exception):
    """The first bytes show that this file is not allowed. End the upload after its lock is released."""

    def __init__(self, error: AppError) -> None:
        super().__init__(error.code)
        self.error = error


class _Look:
    """Checks an upload's first bytes as soon as they arrive, so that a bad file is refused early."""

    def __init__(self, services: Services, upload: Upload) -> None:
        self._services = services
        self._upload = upload
        self._head = b""
        self._is_done = False

    async def at(self, more: bytes) -> None:
        """Check again after `more` has arrived. Raises `_NotAdmitted`."""
        if self._is_done:
            return
        self._head += more[: HEAD_BYTES - len(self._head)]
        if len(self._head) < HEAD_BYTES:
            return
        self._is_done = True
        scope, limits = party_scope(), self._services.size_limits
        # An unknown type is refused at the end, unless the file is longer than any photo may be.
        is_nameless = sniff(self._head) is None and refusal_of(self._head) is Refusal.NOT_A_PICTURE
        if is_nameless and self._upload.length <= limits.max_photo_mb * BYTES_PER_MB:
            return
        try:
            await admit(scope, limits, self._head, self._upload.length)
        except AppError as error:
            raise _NotAdmitted(error) from error


async def _copy(
    services: Services,
    file: HeldUpload,
    body: BoundedBody,
    checksum: Checksum | None,
    missing: int,
    looked: _Look,
) -> None:
    """Write at once all that came during the last write. A kill loses at most that much."""
    begun_at = file.size
    also = checksum.update if checksum is not None else None
    try:
        async with file.until_wanted():
            async for piece in body:
                services.refuse_on_full_disk()
                await file.write(piece, also)
                await looked.at(piece)
    except LetGo:
        body.give_up()
        raise
    except TimeoutError:
        raise AppError(408, "TOO_SLOW", N_("The connection went quiet. Please try again.")) from None
    finally:
        # After a cut, a timeout or a release, the bytes that came and were not taken yet count, too. But if a
        # piece was taken and not written, as on a full disk, what follows it would lie in its place.
        await file.settle()
        rest, written = body.take_rest(), file.size - begun_at
        is_whole = written == body.taken_bytes
        if rest and is_whole and checksum is None and len(rest) <= missing - written:
            file.write_now(rest)
