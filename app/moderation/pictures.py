"""Decide about new versions of shown photos, as about new photos."""

from app.parties.scope import PartyScope
from app.photos.picture_editing import Wanted, find_waiting, refuse_version
from app.processing.processor import Processor
from app.records.photo import Photo, select_photo


async def decide_version(
    scope: PartyScope, processor: Processor, photo_id: str, no: int, actor: str, *, is_yes: bool
) -> Photo:
    """Approve a waiting version, or forget it. Return the photo as everybody sees it then.

    `no` is the change that brought it. Raises a 409 if it was decided about, or if another one waits by now.
    """
    version = await find_waiting(scope, photo_id, no)
    if not is_yes:
        return await refuse_version(scope, photo_id, no, actor)
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    assert photo is not None  # its versions go with it
    edited = await processor.edit(photo, Wanted(photo.edit_no, version.edit, actor, decided_no=no))
    return edited.photo
