"""A shared photo's files, under addresses of the link. Each request checks the link and the photo again.

A rendition's own address cannot be guessed. It is never given here, since it would outlive the link.
"""

from dataclasses import dataclass

from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError, not_found
from app.base.ids import is_id
from app.media.sniff import MediaType, extension
from app.people.may import may_see_by_link
from app.records.party import Party
from app.records.photo import Photo
from app.records.rendition import StoredRendition
from app.records.share_link import ShareLink
from app.records.shared_photos import select_photo_by_link, select_photos_by_link
from app.sharing.links import has_pass, link_of
from app.sharing.parts import located
from app.storage.addresses import media_type_of
from app.storage.contract import PastTheEnd, StoredObject
from app.storage.durable import in_thread
from app.web.conditional import Validators, wanted_span
from app.web.described import FILE, answers
from app.web.files import file_answer, past_the_end
from app.web.identity import current_party
from app.web.limits import PICTURE, READ, limited
from app.web.services import party_scope

blueprint = Blueprint("shared_files", __name__, url_prefix="/s")

LINK_COOKIE = "partywall_link"
"""Marks that the browser has opened the link, and entered its code if any. Its path is the link's."""
ORIGINAL = "original"
MOST_PREVIEW_BYTES = 600_000
"""Chat programs ignore a larger preview."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that was opened by its address, and its party."""

    link: ShareLink
    party: Party


async def opened_link(token: str) -> Opened:
    """Return the link of an address. Raises the same plain 404 as any wrong address if there is none."""
    link, party = await link_of(party_scope(), token), party_scope().party_in_memory or await current_party()
    if link is None or party.archived or party.erased_at:
        raise not_found()
    if link.guest_id and not party.sharing_allowed:
        # The hosts have changed their mind. Should they change it back, the link goes on.
        raise not_found()
    return Opened(await located(party_scope(), link, party.head), party)


async def entered_link(token: str) -> Opened:
    """Do the same, but raise a 401 if the link has a code and this browser has not entered it."""
    opened = await opened_link(token)
    if not has_pass(party_scope(), opened.link, request.cookies.get(LINK_COOKIE, "")):
        raise AppError(401, "LINK_CODE_NEEDED", N_("Please say the code of this link first."))
    return opened


@blueprint.get("/<token>/photo/<photo_id>/<file>")
@answers("*/*", also=FILE, refuses=("LINK_CODE_NEEDED",))
@limited(PICTURE)
async def file(token: str, photo_id: str, file: str) -> ResponseReturnValue:
    """Send a file of a photo that the link shows. Originals are sent only if the link allows it."""
    link = (await entered_link(token)).link
    photo = await _find(link, photo_id)
    if file.rpartition(".")[0] == ORIGINAL:
        return await _original(link, photo)
    found = next((one for one in photo.renditions if one.file == file), None)
    if found is None:
        raise not_found()
    return await _rendition(photo, found)


@blueprint.get("/<token>/preview.jpg")
@answers("image/jpeg", also=FILE, refuses=("LINK_CODE_NEEDED",))
@limited(READ)
async def preview(token: str) -> ResponseReturnValue:
    """Send the picture that a chat shows beside the link: of the newest photo, as long as the link counts."""
    link = (await entered_link(token)).link
    async with party_scope().database.reading() as connection:
        newest = await select_photos_by_link(connection, link, 1)
    if not newest:
        raise not_found()
    pictures = [one for one in newest[0].renditions if one.type.startswith("image/")]
    for picture in sorted(pictures, key=lambda one: -one.width):
        if picture is pictures[0] or await _bytes_of(newest[0], picture) <= MOST_PREVIEW_BYTES:
            return await _rendition(newest[0], picture)
    raise not_found()


async def _find(link: ShareLink, photo_id: str) -> Photo:
    photo = None
    if is_id(photo_id):
        async with party_scope().database.reading() as connection:
            photo = await select_photo_by_link(connection, link, photo_id)
    if photo is None or not may_see_by_link(photo):
        raise not_found()
    return photo


async def _rendition(photo: Photo, rendition: StoredRendition) -> Response:
    key = _key(photo, rendition)
    try:
        found = await party_scope().storage.open_public(key, wanted_span(Validators(key)))
    except PastTheEnd:
        return past_the_end()
    if found is None:
        raise not_found()
    try:
        answer = await file_answer(found, media_type_of(rendition.file), etag=key)
    except FileNotFoundError:
        # Taken down between the check and the opening.
        raise not_found() from None
    return _asked_each_time(answer)


async def _original(link: ShareLink, photo: Photo) -> Response:
    if not link.originals:
        raise not_found()
    try:
        found = await party_scope().storage.open_original(photo.id)
        suffix = extension(MediaType(photo.media_type))
        answer = await file_answer(
            found, photo.media_type, name=f"{photo.created_at[:10]}-{photo.id[:8]}{suffix}"
        )
    except FileNotFoundError:
        raise not_found() from None
    answer = _asked_each_time(answer)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


async def _bytes_of(photo: Photo, rendition: StoredRendition) -> int:
    found = await party_scope().storage.open_public(_key(photo, rendition))
    if isinstance(found, StoredObject):
        return found.size
    try:
        return (await in_thread(found.stat)).st_size if found is not None and hasattr(found, "stat") else 0
    except FileNotFoundError:
        return 0


def _key(photo: Photo, rendition: StoredRendition) -> str:
    return f"{photo.folder[:2]}/{photo.folder[2:]}/{rendition.file}"


def _asked_each_time(answer: Response) -> Response:
    """Let a browser cache a file but revalidate it each time, because an ended link must stop at once."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers.setdefault("Content-Security-Policy", "default-src 'none'")
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
