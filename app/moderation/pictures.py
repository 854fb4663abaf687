"""Decisions about new versions of photos that are shown, as about new photos."""

from app.parties.scope import PartyScope
from app.photos.picture_editing import Wanted, find_waiting, refuse_version
from app.processing.processor import Processor
from app.records.photo import Photo, select_photo


async def decide_version(
    scope: PartyScope, processor: Processor, photo_id: str, no: int, actor: str, *, is_yes: bool
) -> Photo:
    """Let a version that waits take the old one's place, or forget it; return the photo as all see it then.

    `no` is the change that brought it: where somebody has decided, or it is another by now, it is a 409.
    """
    version = await find_waiting(scope, photo_id, no)
    if not is_yes:
        return await refuse_version(scope, photo_id, no, actor)
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
    assert photo is not None  # its versions go with it
    edited = await processor.edit(photo, Wanted(photo.edit_no, version.edit, actor, decided_no=no))
    return edited.photo
