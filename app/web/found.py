"""The photo of an address, and files of photos without a public address."""

from quart import Response

from app.base.errors import not_found
from app.base.ids import is_id
from app.records.photo import Photo, select_photo
from app.storage.addresses import media_type_of
from app.web.files import file_answer
from app.web.services import party_scope


async def found_photo(photo_id: str) -> Photo:
    """Return a photo of the request's party, whoever may see it; raise a 404 if there is none."""
    scope, found = party_scope(), None
    if is_id(photo_id):
        async with scope.database.reading() as connection:
            found = await select_photo(connection, scope.party_id, photo_id)
    if found is None:
        raise not_found()
    return found


async def unpublished_file(photo: Photo, file: str) -> Response:
    """Answer with a rendition that has no public address; raise a 404 if it does not exist."""
    opened = await party_scope().storage.open_waiting(photo.folder, file)
    if opened is None:
        raise not_found()
    answer = await file_answer(opened, media_type_of(file), etag=f"{photo.folder}-{file}")
    # Never cached: a photo that is refused or deleted a moment later must not be seen any more.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = "default-src 'none'"
    return answer
