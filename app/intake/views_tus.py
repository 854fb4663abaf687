"""tus 1.0.0 at /api/uploads: begin an upload, ask for its offset, resume it, end it.

Every upload belongs to the guest's cookie. For anybody else it does not exist.
"""

import asyncio
import errno

from quart import Blueprint, Response, request, url_for
from quart.typing import ResponseReturnValue

from app.base.codes import PICTURES, RESUMABLE, SENDING
from app.base.errors import AppError, empty_file, too_large, video_too_large
from app.intake.entering import note_entry
from app.intake.finishing import finish_upload
from app.intake.quotas import refuse_over_quota, remember_network
from app.intake.registration import upload_gone
from app.intake.tus import headers as tus
from app.intake.tus.checksum import parse_checksum
from app.intake.tus.metadata import parse_metadata
from app.intake.upload_room import reserve_room
from app.intake.uploads import (
    UploadWords,
    begin_upload,
    end_upload,
    forget_upload,
    prolong_upload,
    refuse_while_closed,
)
from app.intake.views_tus_answers import (
    capabilities,
    find_upload,
    has_body,
    max_upload_bytes,
    upload_state,
    wrong_method,
)
from app.intake.views_tus_body import held, receive_piece
from app.people.may import Verb
from app.photos.forms import new_photo_form
from app.photos.originals import note_original_refused
from app.processing.refusals import is_final
from app.records.photo import Photo
from app.records.upload import Upload, UploadState
from app.web.described import answers
from app.web.entry import entered_door
from app.web.full_disk import works_on_full_disk
from app.web.gate import bounded_request, streams_body
from app.web.identity import is_program, requires, sender_of, writing_guest_id
from app.web.limits import RESUME, UPLOAD, limited
from app.web.services import party_scope, services

blueprint = Blueprint("tus", __name__, url_prefix="/api/uploads")

WAY = "resumable"
"""The name of uploads in the metrics."""
STATE = {
    "Upload-Offset": "The byte at which the upload goes on.",
    "Upload-Expires": "When it is forgotten if nothing more comes.",
    "Partywall-Photo": "The id of the photo that a finished upload has become.",
}
BEGUN = {"Location": "The address of the upload.", **STATE}
OFFERED = {
    "Tus-Version": "The versions of tus.",
    "Tus-Extension": "The extensions of tus that are offered.",
    "Tus-Max-Size": "The most bytes that an upload may have.",
    "Tus-Checksum-Algorithm": "What `Upload-Checksum` may be made with.",
}
ASK_WAIT_S = 10.0
"""How long a HEAD request may wait for the photo of a complete upload."""
NOT_NOW = (403, 503)
"""Refusals of a complete upload that say nothing against the picture: the client may try again."""


@blueprint.after_request
async def leave(response: Response) -> Response:
    response.headers["Tus-Resumable"] = tus.VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status_code < 300:
        # The answer has only headers, and RFC 7230 3.3.2 forbids a length in a 204.
        response.headers.pop("Content-Type", None)
        if response.status_code == 204:
            response.headers.pop("Content-Length", None)
    return response


@blueprint.route("", methods=["POST", "OPTIONS"])
@answers(
    None, 201, refuses=(*SENDING, *RESUMABLE, *PICTURES), piece=tus.BODY_TYPE, headers=BEGUN, method="POST"
)
@answers(None, 204, headers=OFFERED, method="OPTIONS")
@limited(UPLOAD)
@requires(Verb.SEND)
@streams_body
async def uploads() -> ResponseReturnValue:
    """Begin a resumable upload (tus 1.0.0): `Upload-Length`, `Upload-Metadata`, and first bytes if wanted."""
    method = tus.method_of(request.method, request.headers)
    if method == "OPTIONS":
        return capabilities()
    tus.check_version(request.headers)
    if method == "POST":
        with services().metrics.upload_refusals(WAY):
            return await _begin()
    raise wrong_method("OPTIONS, POST")


@blueprint.route("/<upload_id>", methods=["HEAD", "PATCH", "DELETE", "POST", "OPTIONS"])
@answers(None, 200, refuses=(*SENDING, *RESUMABLE, *PICTURES), headers=STATE, method="HEAD")
@answers(
    None, 204, refuses=(*SENDING, *RESUMABLE, *PICTURES), piece=tus.BODY_TYPE, headers=STATE, method="PATCH"
)
@answers(None, 204, refuses=tuple(RESUMABLE), method="DELETE")
@answers(
    None, 204, refuses=(*SENDING, *RESUMABLE, *PICTURES), piece=tus.BODY_TYPE, headers=STATE, method="POST"
)
@answers(None, 204, headers=OFFERED, method="OPTIONS")
@limited(RESUME)
@requires(Verb.SEND)
@streams_body
async def upload(upload_id: str) -> ResponseReturnValue:
    """Ask how far a resumable upload is, send on, or end it.

    POST only carries another method in X-HTTP-Method-Override.
    """
    method = tus.method_of(request.method, request.headers)
    if method == "OPTIONS":
        return capabilities()
    tus.check_version(request.headers)
    match method:
        case "HEAD":
            return await _ask(upload_id)
        case "PATCH":
            with services().metrics.upload_refusals(WAY):
                return await _send_on(upload_id)
        case "DELETE":
            return await _end(upload_id)
    raise wrong_method("DELETE, HEAD, OPTIONS, PATCH")


async def _begin() -> Response:
    """Begin an upload, with its first bytes if the request has some."""
    own_id = writing_guest_id()
    length = tus.upload_length(request.headers)
    metadata = request.headers.get("Upload-Metadata", "")
    form = new_photo_form(parse_metadata(metadata))
    if length > max_upload_bytes():
        await note_original_refused(party_scope(), own_id, form.key, "TOO_LARGE")
        limits = services().size_limits
        raise (
            too_large(limits.max_photo_mb)
            if not party_scope().has_video_codec
            else video_too_large(limits.max_video_mb)
        )
    if length == 0:
        raise empty_file()
    if has_body():
        tus.check_body_type(request.headers.get("Content-Type", ""))
    words = UploadWords(
        metadata, form.key, form.author, form.caption, form.is_private, form.task_id, form.edit
    )
    sender = await sender_of(own_id)
    await refuse_over_quota(party_scope(), services().quotas, sender, length)
    await note_entry(party_scope(), own_id, form.key, form.consent, entered_door(), is_program=is_program())
    begun = await begin_upload(party_scope(), services().upload_limits, sender, length, words)
    services().metrics.note_upload_begun(WAY)
    location = url_for("tus.upload", upload_id=begun.id)
    try:
        answer = await _receive(begun, 0) if has_body() else upload_state(begun, 0, begun.expires_at)
    except AppError as error:
        error.headers["Location"] = location
        raise
    answer.status_code = 201
    answer.headers["Location"] = location
    return answer


async def _ask(upload_id: str) -> Response:
    """Tell an upload's offset. A request that still sends is asked to stop: the phone has come back."""
    found = await find_upload(upload_id)
    offset = found.length if found.state is UploadState.TAKEN else 0
    if found.state is UploadState.RECEIVING and await services().partials.has_begun(found.id):
        async with held(services(), found) as file:
            offset = file.size
    photo = await _finish_for_asking(found) if offset == found.length else None
    answer = upload_state(found, offset, found.expires_at, photo)
    answer.status_code = 200
    answer.headers["Upload-Length"] = str(found.length)
    if found.metadata:
        answer.headers["Upload-Metadata"] = found.metadata
    return answer


async def _finish_for_asking(found: Upload) -> Photo | None:
    """Finish a complete upload. None if that is not possible now. A PATCH without a body asks again."""
    try:
        async with asyncio.timeout(ASK_WAIT_S):
            return await _finish(found)
    except TimeoutError:
        return None
    except AppError as error:
        if error.status not in NOT_NOW or is_final(error):
            raise
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
    return None


async def _send_on(upload_id: str) -> Response:
    tus.check_body_type(request.headers.get("Content-Type", ""))
    found = await find_upload(upload_id)
    offset = tus.upload_offset(request.headers)
    if found.state is UploadState.TAKEN:
        if offset != found.length:
            raise tus.wrong_offset(found.length)
        return upload_state(found, offset, found.expires_at, await _finish(found))
    if found.sent_as and not (await sender_of(found.guest_id)).sent_as:
        # It was begun with a pass that has ended since. The phone begins anew as a guest.
        raise upload_gone()
    await refuse_while_closed(party_scope(), found.guest_id, found.upload_key, found.sent_as)
    return await _receive(found, offset)


async def _receive(found: Upload, offset: int) -> Response:
    checksum = parse_checksum(request.headers.get("Upload-Checksum"))
    expires_at = found.expires_at
    if has_body() or found.is_reserved:
        scope, limits = party_scope(), services().upload_limits
        sender = await sender_of(found.guest_id)
        if sender.is_limited:
            services().processor.newcomers.note(sender.guest_id, sender.network)
        await reserve_room(scope, services().partials, limits, found)
        expires_at = await prolong_upload(scope, found, limits.life)
    async with services().places.take(found.guest_id):
        offset = await receive_piece(services(), found, bounded_request().bounded_body, offset, checksum)
    photo = await _finish(found) if offset == found.length else None
    if photo is not None:
        await remember_network(party_scope(), await sender_of(found.guest_id))
        services().metrics.note_upload_finished(WAY)
        last_byte_at = bounded_request().bounded_body.last_byte_at or 0.0
        services().metrics.note_photo(photo.party_id, photo.change_no, last_byte_at)
    return upload_state(found, offset, expires_at, photo)


@works_on_full_disk
async def _end(upload_id: str) -> ResponseReturnValue:
    """Terminate: delete the bytes of an unfinished upload. A photo that it has become stays."""
    found = await find_upload(upload_id)
    if found.state is UploadState.TAKEN:
        await forget_upload(party_scope(), found.id)
    else:
        async with held(services(), found):
            await end_upload(party_scope(), services().partials, found.id, is_by_sender=True)
    return Response("", 204)


async def _finish(found: Upload) -> Photo | None:
    return await finish_upload(party_scope(), services().processor, services().partials, found.id)
