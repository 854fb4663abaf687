"""Shared by all requests about uploads: find the upload, and tell its offset."""

from datetime import datetime

from quart import Response, request

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.base.ids import is_id
from app.intake.finishing import ended_upload_error
from app.intake.registration import upload_gone
from app.intake.tus import headers as tus
from app.intake.tus.checksum import ALGORITHMS
from app.records.photo import Photo
from app.records.upload import Upload, UploadState, select_upload
from app.web.identity import guest_id
from app.web.services import party_scope, services


def capabilities() -> Response:
    answer = Response("", 204)
    answer.headers["Tus-Version"] = tus.VERSION
    answer.headers["Tus-Extension"] = ",".join(tus.EXTENSIONS)
    answer.headers["Tus-Max-Size"] = str(max_upload_bytes())
    answer.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return answer


def max_upload_bytes() -> int:
    """Return the largest length of an upload before its first bytes tell its type."""
    return services().size_limits.max_bytes(party_scope().has_video_codec)


async def find_upload(upload_id: str) -> Upload:
    """Return an upload of this guest. A 404 for unknown ones and those of others, a 410 for ended ones."""
    scope = party_scope()
    found = None
    if is_id(upload_id):
        async with scope.database.reading() as connection:
            found = await select_upload(connection, scope.party_id, upload_id)
    if found is None or found.guest_id != guest_id():
        raise not_found()
    if found.state is UploadState.GONE:
        raise ended_upload_error(found)
    if found.expires_at < now_iso():
        raise upload_gone()
    return found


def upload_state(found: Upload, offset: int, expires_at: str, photo: Photo | None = None) -> Response:
    answer = Response("", 204)
    answer.headers["Upload-Offset"] = str(offset)
    answer.headers["Upload-Expires"] = tus.http_date(datetime.fromisoformat(expires_at))
    if photo is not None:
        answer.headers[tus.PHOTO_HEADER] = photo.id
    return answer


def has_body() -> bool:
    return bool(request.content_length) or "Transfer-Encoding" in request.headers


def wrong_method(allowed: str) -> AppError:
    return AppError(405, "WRONG_METHOD", N_("That doesn’t work here."), headers={"Allow": allowed})
