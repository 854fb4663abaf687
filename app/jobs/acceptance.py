"""The way in that every photo takes: staged bytes become a registered, then a shown photo."""

from app.actions.core import Core
from app.actions.photos import register_photo
from app.clock import now_iso
from app.forms import NewPhotoForm
from app.jobs.processing import Processor, refusal_error
from app.media.errors import Refusal
from app.media.sniff import MediaType, sniff
from app.models.photo import Photo, PhotoState
from app.storage import Staged, new_folder


async def accept_photo(
    core: Core, processor: Processor, staged: Staged, guest_id: str, form: NewPhotoForm
) -> tuple[Photo, bool]:
    """Make a photo of a staged body: durable, registered, processed, shown.

    Returns it and whether it is new (False: this guest sent the same key before). Raises AppError when it is
    not a picture, uploads are closed, or the pool is full; nothing of it stays then.
    """
    # Told by its bytes: the name and type that a client gives are not even read.
    media_type = sniff(staged.head)
    if media_type is None:
        raise refusal_error(Refusal.NOT_A_PICTURE)
    await staged.finish()
    photo = _new_photo(core, staged, guest_id, form, media_type)
    # From here on the photo is complete: it goes its way even if the phone hangs up this moment.
    staged.hand_over()
    return await core.carry_through(_keep_and_show(core, processor, photo))


async def _keep_and_show(core: Core, processor: Processor, photo: Photo) -> tuple[Photo, bool]:
    is_new = False
    try:
        registered, is_new = await register_photo(core, photo)
    finally:
        if not is_new:
            await core.storage.remove_original(photo.id)
    if registered.state is PhotoState.PROCESSING:
        registered = await processor.process(registered)
    return registered, is_new


def _new_photo(core: Core, staged: Staged, guest_id: str, form: NewPhotoForm, media_type: MediaType) -> Photo:
    return Photo(
        id=staged.photo_id,
        party_id=core.party_id,
        guest_id=guest_id,
        upload_key=form.key or staged.photo_id,
        author=form.author,
        caption=form.caption,
        state=PhotoState.PROCESSING,
        change_no=0,
        position=0,
        version=1,
        sha256=staged.sha256,
        media_type=media_type,
        bytes=staged.bytes,
        width=0,
        height=0,
        placeholder="",
        taken_at=None,
        created_at=now_iso(),
        folder=new_folder(),
        renditions=(),
    )
