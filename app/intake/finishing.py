"""Make a photo of a complete upload. Each request for it continues where a killed process stopped."""

from app.base.errors import AppError, not_found
from app.intake.acceptance import SafeBytes, new_photo, register, see_through
from app.intake.admission import admit_type
from app.intake.registration import upload_gone
from app.intake.uploads import end_upload, refuse_while_closed
from app.media.edit import read_edit
from app.parties.scope import PartyScope, carried_through
from app.photos.edit_forms import refuse_unfit
from app.photos.forms import NewPhotoForm
from app.processing.processor import Processor
from app.processing.refusals import error_named, is_final
from app.records.photo import Photo, select_photo
from app.records.upload import Upload, UploadState, select_upload
from app.storage import Partials


@carried_through
async def finish_upload(
    scope: PartyScope, processor: Processor, partials: Partials, upload_id: str
) -> Photo | None:
    """Make the upload's photo, or return it if it exists already. None while bytes are missing.

    Raises AppError if it is not a picture or was taken down: then the upload is over. Raises AppError if
    uploads are closed or the pool is full, and OSError if the disk is full: then its bytes stay, and the
    client can ask again.
    """
    upload = await _upload(scope, upload_id)
    if upload.state is UploadState.GONE:
        raise ended_upload_error(upload)
    if upload.photo_id is not None:
        return await _taken(scope, processor, partials, upload)
    if await partials.offset(upload.id) < upload.length:
        return await _taken_meanwhile(scope, processor, partials, upload.id)
    await refuse_while_closed(scope, upload.guest_id, upload.upload_key, upload.sent_as)
    try:
        whole = await partials.read(upload.id)
    except FileNotFoundError:
        return await _taken_meanwhile(scope, processor, partials, upload.id)
    try:
        media_type = await admit_type(scope, whole.head)
        refuse_unfit(read_edit(upload.edit), is_video=media_type.is_video)
    except AppError as error:
        if is_final(error):
            await end_upload(scope, partials, upload.id, error.code)
        elif error.code == "BAD_EDIT":
            await end_upload(scope, partials, upload.id)
        raise
    form = NewPhotoForm(
        upload.author,
        upload.caption,
        upload.upload_key,
        is_private=upload.is_private,
        task_id=upload.task_id,
        edit=upload.edit,
    )
    safe = SafeBytes(upload.id, whole.sha256, whole.crc32, media_type, upload.length)
    photo = new_photo(scope, safe, upload.guest_id, form, upload.sent_as)
    try:
        await register(scope, processor, photo, upload.id)
    except AppError as error:
        if error.code == "PHOTO_GONE":
            await end_upload(scope, partials, upload.id)
        elif error.code == "VIDEOS_OFF":
            await end_upload(scope, partials, upload.id, error.code)
        raise
    return await _taken(scope, processor, partials, await _upload(scope, upload_id))


async def _taken_meanwhile(
    scope: PartyScope, processor: Processor, partials: Partials, upload_id: str
) -> Photo | None:
    """Look again for the photo: if another request or process has made it, the file has moved."""
    upload = await _upload(scope, upload_id)
    return await _taken(scope, processor, partials, upload) if upload.photo_id is not None else None


async def _taken(scope: PartyScope, processor: Processor, partials: Partials, upload: Upload) -> Photo:
    assert upload.photo_id is not None
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, upload.photo_id)
    if photo is None:
        raise not_found()
    seen = await see_through(scope, processor, photo)
    # The photo has these bytes already. They were kept only until that was certain.
    await partials.remove(upload.id)
    return seen


async def _upload(scope: PartyScope, upload_id: str) -> Upload:
    async with scope.database.reading() as connection:
        upload = await select_upload(connection, scope.party_id, upload_id)
    if upload is None:
        raise not_found()
    return upload


def ended_upload_error(upload: Upload) -> AppError:
    """Repeat why an upload is over: the first answer may have been lost."""
    return error_named(upload.refusal) or upload_gone()
