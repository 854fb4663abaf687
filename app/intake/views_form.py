"""Receive one photo or video over HTTP: refuse as early as possible, stream the rest to a private file."""

import asyncio
import contextlib

from werkzeug.exceptions import RequestEntityTooLarge

from app.base.errors import N_, AppError, empty_file, too_large, video_too_large
from app.base.ids import new_id
from app.intake.acceptance import accept_photo
from app.intake.admission import admit
from app.intake.entering import note_entry
from app.intake.multipart import boundary_of, read_form
from app.intake.quotas import refuse_over_quota, remember_network
from app.intake.uploads import Sender, refuse_unwanted
from app.parties.state import closed_refusal
from app.people.may import takes_from
from app.photos.forms import new_photo_form
from app.photos.originals import note_original_refused
from app.processing.refusals import is_final
from app.records.photo import Photo
from app.server.body import BUFFER_BYTES, BoundedBody
from app.storage import Staged
from app.storage.staging import HEAD_BYTES
from app.web.entry import entered_door
from app.web.identity import current_party, is_program, sender_of
from app.web.services import Services, party_scope

FORM_BYTES = 128 * 1024
"""Limit for the form around the file."""
TEXTS_WITHIN_S = 2.0


async def take_photo(
    services: Services,
    guest_id: str,
    body: BoundedBody,
    content_type: str,
    way: str,
    fields: dict[str, str] | None = None,
) -> tuple[Photo, bool]:
    """Receive, keep and show one photo. Return it and whether it is new (False: its key was seen before).

    Raises AppError for everything that can be wrong with it. Of a refused photo only the texts that came
    before its file stay, in `fields`. `way` is the way in, for the metrics.
    """
    fields = {} if fields is None else fields
    services.metrics.note_upload_begun(way)
    with services.metrics.upload_refusals(way):
        photo, is_new = await _take(services, guest_id, body, content_type, fields)
    services.metrics.note_upload_finished(way)
    if is_new and body.last_byte_at is not None:
        services.metrics.note_photo(photo.party_id, photo.change_no, body.last_byte_at)
    return photo, is_new


async def _take(
    services: Services, guest_id: str, body: BoundedBody, content_type: str, fields: dict[str, str]
) -> tuple[Photo, bool]:
    limits = services.size_limits
    body.max_bytes = limits.max_bytes(party_scope().has_video_codec) + FORM_BYTES
    try:
        sender = await sender_of(guest_id)
        await _refuse_early(services, body, sender)
        await refuse_over_quota(party_scope(), services.quotas, sender, body.declared_bytes or 0)
        if sender.is_limited:
            services.processor.newcomers.note(guest_id, sender.network)
        received = await _receive(services, sender, body, content_type, fields)
        await remember_network(party_scope(), sender)
        return received
    except RequestEntityTooLarge:
        raise _larger_than_any(services) from None
    except TimeoutError:
        raise AppError(408, "TOO_SLOW", N_("The connection went quiet. Please try again.")) from None


class _FileBegins(Exception):
    """All texts before the file have arrived."""


class _NoFile:
    async def write(self, data: bytes | memoryview) -> None:
        raise _FileBegins


async def read_texts(body: BoundedBody, content_type: str, fields: dict[str, str]) -> None:
    """Read the texts before the file of a form that was refused before its body was read.

    Broken parts, and parts that do not come within TEXTS_WITHIN_S, are left out: only the refusal counts.
    """
    if body.taken_bytes:
        return
    body.declared_bytes, body.max_bytes = None, FORM_BYTES + BUFFER_BYTES
    with contextlib.suppress(_FileBegins, AppError, RequestEntityTooLarge, TimeoutError):
        async with asyncio.timeout(TEXTS_WITHIN_S):
            await read_form(body, boundary_of(content_type), "file", _NoFile(), fields)


async def _refuse_early(services: Services, body: BoundedBody, sender: Sender) -> None:
    party = await current_party()
    if not takes_from(party, sender.sent_as):
        raise closed_refusal(party)
    if body.declared_bytes is not None and body.declared_bytes > body.max_bytes:
        raise _larger_than_any(services)
    services.refuse_on_full_disk(body.declared_bytes or 0)


def _larger_than_any(services: Services) -> AppError:
    limits = services.size_limits
    if party_scope().has_video_codec and limits.max_video_mb > limits.max_photo_mb:
        return video_too_large(limits.max_video_mb)
    return too_large(limits.max_photo_mb)


class _Looking:
    """Writes the file to staging, and checks its first bytes as soon as they arrive."""

    def __init__(
        self,
        services: Services,
        staged: Staged,
        body: BoundedBody,
        sender: Sender,
        fields: dict[str, str],
    ) -> None:
        self._services = services
        self._staged = staged
        self._body = body
        self._sender = sender
        self._fields = fields
        self._max_bytes: int | None = None

    async def write(self, data: bytes | memoryview) -> None:
        # Without a key it may be a photo that was accepted before: only its bytes can tell.
        if not self._staged.bytes and (key := new_photo_form(self._fields).key):
            await refuse_unwanted(party_scope(), self._sender, key, self._body.declared_bytes or 0)
        if self._body.declared_bytes is None:
            # No room is reserved for a file that did not give its length.
            self._services.refuse_on_full_disk(len(data))
        await self._staged.write(data)
        if self._max_bytes is None and len(self._staged.head) == HEAD_BYTES:
            self._max_bytes = await self._admitted_bytes(
                max(0, (self._body.declared_bytes or 0) - FORM_BYTES)
            )
        if self._max_bytes is not None and self._staged.bytes > self._max_bytes:
            await self.look()

    async def look(self) -> None:
        """Raise if the arrived bytes are not allowed."""
        await self._admitted_bytes(self._staged.bytes)

    async def _admitted_bytes(self, size: int) -> int:
        limits = self._services.size_limits
        media_type = await admit(party_scope(), limits, self._staged.head, size)
        return limits.max_bytes_of(media_type)


async def _receive(
    services: Services, sender: Sender, body: BoundedBody, content_type: str, fields: dict[str, str]
) -> tuple[Photo, bool]:
    try:
        return await _receive_form(services, sender, body, boundary_of(content_type), fields)
    except AppError as error:
        # A broken screen copy says nothing about its original.
        if is_final(error) and not _is_screen_copy(fields):
            key = new_photo_form(fields).key
            await note_original_refused(party_scope(), sender.guest_id, key, error.code)
        raise


async def _receive_form(
    services: Services, sender: Sender, body: BoundedBody, boundary: bytes, fields: dict[str, str]
) -> tuple[Photo, bool]:
    async with party_scope().storage.stage(new_id()) as staged:
        async with services.places.take(sender.guest_id):
            target = _Looking(services, staged, body, sender, fields)
            with services.room_for_body(body.declared_bytes or 0):
                has_file = await read_form(body, boundary, "file", target, fields)
        if not has_file:
            raise AppError(400, "NO_FILE", N_("There was no photo in what you sent."))
        if staged.bytes == 0:
            raise empty_file()
        await target.look()
        form = new_photo_form(fields)
        await note_entry(
            party_scope(), sender.guest_id, form.key, form.consent, entered_door(), is_program=is_program()
        )
        return await accept_photo(
            party_scope(),
            services.processor,
            staged,
            sender.guest_id,
            form,
            is_screen_copy=_is_screen_copy(fields),
            sent_as=sender.sent_as,
        )


def _is_screen_copy(fields: dict[str, str]) -> bool:
    return fields.get("screen_copy", "") == "1"
