"""The way in of every photo: durable bytes become a registered photo, then a shown one."""

import asyncio
import contextlib
from dataclasses import dataclass, replace

from app.base.clock import now_iso
from app.base.errors import AppError, not_found
from app.db import DatabaseError
from app.intake.admission import admit_type
from app.intake.registration import Outcome, Registration, photo_gone, register_photo
from app.media.edit import read_edit
from app.media.errors import Refusal
from app.media.sniff import MediaType
from app.parties.scope import PartyScope, carried_through
from app.photos.changing import delete_photo
from app.photos.edit_forms import refuse_unfit
from app.photos.forms import NewPhotoForm
from app.photos.restricting import make_private
from app.processing.processor import Processor
from app.processing.refusals import busy_error, refusal_error
from app.processing.shared_tasks import Left
from app.records.access import Access
from app.records.photo import Original, Photo, PhotoState, select_photo
from app.storage import Hold, Staged, new_folder

NOT_A_PHOTO = (404, 415, 422)
"""The statuses for bytes that are no photo. A bad screen copy does not stop its original."""


@dataclass(frozen=True, slots=True)
class SafeBytes:
    """A body that is durable under the name `id`, and its type by its bytes."""

    id: str
    sha256: str
    crc32: int
    media_type: MediaType
    bytes: int


async def accept_photo(
    scope: PartyScope,
    processor: Processor,
    staged: Staged,
    guest_id: str,
    form: NewPhotoForm,
    is_screen_copy: bool = False,
    sent_as: str = "",
) -> tuple[Photo, bool]:
    """Make a photo of a staged body: durable, registered, processed, shown.

    Returns it and whether it is new (False: this guest sent the same key or the same bytes before). Raises
    AppError if it cannot be shown, if uploads are closed, or if the pool is full. Then nothing of it stays.
    """
    # The bytes tell the type. The client's name and type are not even read.
    media_type = await admit_type(scope, staged.head)
    if is_screen_copy and media_type.is_video:
        raise refusal_error(Refusal.NOT_A_PICTURE)
    refuse_unfit(read_edit(form.edit), is_video=media_type.is_video)
    await staged.finish()
    safe = SafeBytes(staged.photo_id, staged.sha256, staged.crc32, media_type, staged.bytes)
    photo = new_photo(scope, safe, guest_id, form, sent_as)
    if is_screen_copy:
        photo = replace(photo, original=Original.COMING, copy_sha256=photo.sha256)
    left: Left = asyncio.get_running_loop().create_future()
    # Even if the phone hangs up now, row and bytes stay together: both are shown or both are forgotten.
    showing = _keep_and_show(scope, processor, photo, staged.hand_over(), left)
    try:
        return await showing
    except asyncio.CancelledError:
        left.set_result(None)
        raise


@carried_through
async def _keep_and_show(
    scope: PartyScope, processor: Processor, photo: Photo, hold: Hold, left: Left
) -> tuple[Photo, bool]:
    with hold:
        while True:
            registration = await _register_or_remove(scope, processor, photo, left)
            if registration.owns_bytes:
                break
            try:
                earlier = await _seen_through(
                    scope, processor, registration.photo, left, is_answered_for=True
                )
            except AppError as error:
                if error.status == not_found().status:
                    continue  # its senders had left, so it was forgotten: these bytes make it anew
                await scope.storage.remove_original(photo.id)
                raise
            await scope.storage.remove_original(photo.id)
            return earlier, False
    is_new = registration.outcome is Outcome.NEW
    try:
        return await _seen_through(scope, processor, registration.photo, left, is_answered_for=False), is_new
    except AppError as error:
        if is_new or error.status != not_found().status:
            raise
        # Its first sender left at another server, and that server has forgotten it meanwhile.
        raise busy_error() from None


async def _register_or_remove(
    scope: PartyScope, processor: Processor, photo: Photo, left: Left
) -> Registration:
    try:
        return await register(scope, processor, photo, left=left)
    except DatabaseError:
        # It may be committed, with only the answer lost. Bytes without a row are swept from staging.
        raise
    except BaseException:
        await scope.storage.remove_original(photo.id)
        raise


async def _seen_through(
    scope: PartyScope, processor: Processor, photo: Photo, left: Left, *, is_answered_for: bool
) -> Photo:
    kept = await see_through(scope, processor, photo, is_answered_for=is_answered_for, left=left)
    if kept.is_gone:
        raise photo_gone()
    return kept


async def register(
    scope: PartyScope,
    processor: Processor,
    photo: Photo,
    upload_id: str | None = None,
    *,
    left: Left | None = None,
) -> Registration:
    """Find and write whose bytes are under `photo.id`. First finish the work that they depend on."""
    while True:
        registration = await register_photo(scope, photo, upload_id)
        if registration.copy is not None:
            # Only now it turns out to be a second copy of the same photo: one is enough.
            with contextlib.suppress(AppError):  # deleted already
                await delete_photo(scope, registration.copy.id, photo.guest_id)
        if photo.is_private and registration.outcome in (Outcome.EARLIER, Outcome.TWIN):
            # Sent again, now as a private photo: the later wish counts.
            with contextlib.suppress(AppError):  # deleted already
                await make_private(scope, registration.photo.id, photo.guest_id)
        if registration.outcome is not Outcome.TOO_SOON:
            return registration
        try:
            await see_through(scope, processor, registration.photo, left=left)
        except AppError as error:
            if error.status not in NOT_A_PHOTO:
                raise


async def see_through(
    scope: PartyScope,
    processor: Processor,
    photo: Photo,
    *,
    is_answered_for: bool = True,
    left: Left | None = None,
) -> Photo:
    """Finish the work on a registered photo and return it as it is then.

    `left` tells that the sender has left (see `Processor.process`).
    """
    if photo.state is PhotoState.PROCESSING:
        return await processor.process(photo, is_answered_for=is_answered_for, left=left)
    await processor.complete(photo.id, is_answered_for=is_answered_for, left=left)
    async with scope.database.reading() as connection:
        current = await select_photo(connection, scope.party_id, photo.id)
    if current is None:
        raise not_found()
    if current.state is PhotoState.DELETED:
        raise photo_gone()
    return current


def new_photo(
    scope: PartyScope, safe: SafeBytes, guest_id: str, form: NewPhotoForm, sent_as: str = ""
) -> Photo:
    return Photo(
        id=safe.id,
        party_id=scope.party_id,
        guest_id=guest_id,
        upload_key=form.key or safe.id,
        author=form.author,
        caption=form.caption,
        state=PhotoState.PROCESSING,
        change_no=0,
        position=0,
        version=1,
        sha256=safe.sha256,
        media_type=safe.media_type,
        bytes=safe.bytes,
        width=0,
        height=0,
        placeholder="",
        taken_at=None,
        created_at=now_iso(),
        folder=new_folder(),
        renditions=(),
        sent_as=sent_as,
        is_private=form.is_private,
        access=Access.HOSTS if form.is_private else Access.EVERYONE,
        access_own=Access.HOSTS if form.is_private else Access.EVERYONE,
        task_id=form.task_id,
        crc32=safe.crc32,
        edit=form.edit,
    )
