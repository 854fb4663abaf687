"""Send an export to anybody who has its address: ZIPs in any ranges, single originals, lists.

The address has the export's id, which cannot be guessed, and it is valid for a week. So a download program
needs no cookie, and a download that broke off at night can be resumed in the morning.
"""

import hashlib
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from quart import Blueprint, Response, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.errors import N_, AppError, not_found
from app.base.fields import whole_number
from app.base.ids import is_id
from app.exports.book_job import book_pieces
from app.exports.lists import addresses, checksums, metalink
from app.exports.naming import clean_name
from app.exports.sending import Sending
from app.records.book import select_is_book_whole
from app.records.export import (
    Export,
    ExportPart,
    ExportState,
    Kind,
    Taken,
    select_export,
    select_export_part,
    select_export_parts,
)
from app.records.export_file import ExportFile, select_export_file
from app.records.party import Party
from app.web.conditional import Validators
from app.web.connection import way_for_files
from app.web.described import FILE, answers
from app.web.identity import (
    current_party,
)
from app.web.limits import READ, limited
from app.web.ranged import ranged_answer
from app.web.services import party_scope

blueprint = Blueprint("taking", __name__, url_prefix="/take")

MOST_PARTS = 100_000
OUTDATED = N_("A photo in this book was taken down or changed since it was made. Please make it again.")
MOST_FILES = 2**53


@blueprint.get("/<export_id>")
@limited(READ)
async def page(export_id: str) -> ResponseReturnValue:
    export, party = await _find(export_id, whole=False), await current_party()
    state = export.state(now_iso())
    if state is not ExportState.READY:
        return await render_template("take_making.html", party=party, export=export, state=str(state))
    parts = await _parts(export)
    async with party_scope().database.reading() as connection:
        is_outdated = export.kind is Kind.BOOK and not await select_is_book_whole(connection, export.id)
    return await render_template(
        "take_parts.html",
        party=party,
        export=export,
        is_outdated=is_outdated,
        parts=[(part, _zip_name(party, export, part.part, len(parts))) for part in parts],
        until=datetime.fromisoformat(export.expires_at).astimezone(ZoneInfo(party.time_zone)),
    )


@blueprint.get("/<export_id>/<part>.zip")
@answers("application/zip", also=FILE)
@limited(READ)
async def zip_part(export_id: str, part: str) -> ResponseReturnValue:
    """Send a ZIP, or the range of it that is asked for: its length and its ETag are known before."""
    export, scope = await _find(export_id), party_scope()
    no = whole_number({"part": part}, "part", 0, 1, MOST_PARTS)
    async with scope.database.reading() as connection:
        found = await select_export_part(connection, export.id, no)
    if found is None:
        raise not_found()
    sending, name = Sending(scope, export, way_for_files()), await _name_of(export, found)
    ours = Validators(hashlib.sha256(f"{export.id}.{no}.{found.bytes}".encode()).hexdigest()[:32])

    def pieces(begin: int, end: int) -> AsyncIterator[bytes]:
        return sending.zip_pieces(found, begin, end)

    return ranged_answer(ours, found.bytes, "application/zip", name, pieces)


@blueprint.get("/<export_id>/book.pdf")
@answers("application/pdf", also=FILE, refuses=("BOOK_OUTDATED",))
@limited(READ)
async def pdf(export_id: str) -> ResponseReturnValue:
    """Send a book, or the range of it that is asked for, as long as all its photos are to be seen."""
    export, scope = await _find(export_id), party_scope()
    if export.kind is not Kind.BOOK:
        raise not_found()
    async with scope.database.reading() as connection:
        if not await select_is_book_whole(connection, export.id):
            raise AppError(410, "BOOK_OUTDATED", OUTDATED)
    name = _zip_name(await current_party(), export, 1, 1).removesuffix(".zip") + ".pdf"

    def pieces(begin: int, end: int) -> AsyncIterator[bytes]:
        return book_pieces(scope, export, begin, end)

    return ranged_answer(Validators(export.id), export.bytes, "application/pdf", name, pieces)


@blueprint.get("/<export_id>/file/<no>/<name>")
@answers("application/octet-stream", also=FILE)
@limited(READ)
async def original(export_id: str, no: str, name: str) -> ResponseReturnValue:
    """Send one original of an export. The name at the end is for programs that take theirs from there."""
    export, scope = await _find(export_id), party_scope()
    async with scope.database.reading() as connection:
        file = await select_export_file(
            connection, export.id, whole_number({"no": no}, "no", 0, 1, MOST_FILES)
        )
    sending = Sending(scope, export, way_for_files())
    if file is None or file.source or not await sending.is_sent(file):
        raise not_found()
    told = file

    def pieces(begin: int, end: int) -> AsyncIterator[bytes]:
        return sending.file_pieces(told, begin, end)

    return ranged_answer(
        Validators(file.sha256), file.bytes, "application/octet-stream", _file_name(file), pieces
    )


@blueprint.get("/<export_id>/urls.txt")
@answers("text/plain")
@limited(READ)
async def urls(export_id: str) -> ResponseReturnValue:
    export = await _find(export_id)
    lines = addresses(Sending(party_scope(), export), _address_of(export))
    return _list(lines, "text/plain; charset=utf-8", "urls.txt")


@blueprint.get("/<export_id>/SHA256SUMS")
@answers("text/plain")
@limited(READ)
async def sha256sums(export_id: str) -> ResponseReturnValue:
    export = await _find(export_id)
    return _list(checksums(Sending(party_scope(), export)), "text/plain; charset=utf-8", "SHA256SUMS")


@blueprint.get("/<export_id>/photos.meta4")
@answers("application/metalink4+xml")
@limited(READ)
async def photos_metalink(export_id: str) -> ResponseReturnValue:
    export = await _find(export_id)
    lines = metalink(Sending(party_scope(), export), _address_of(export))
    return _list(lines, "application/metalink4+xml", "photos.meta4")


async def _find(export_id: str, *, whole: bool = True) -> Export:
    if not is_id(export_id):
        raise not_found()
    scope = party_scope()
    async with scope.database.reading() as connection:
        export = await select_export(connection, scope.party_id, export_id, now_iso())
    if export is None or (whole and not export.ready_at):
        raise not_found()
    # The host may have stopped letting guests take the album.
    if export.taken is Taken.ALBUM and (await current_party()).album_for == "hosts":
        raise not_found()
    return export


async def _parts(export: Export) -> list[ExportPart]:
    async with party_scope().database.reading() as connection:
        return await select_export_parts(connection, export.id)


async def _name_of(export: Export, part: ExportPart) -> str:
    return _zip_name(await current_party(), export, part.part, len(await _parts(export)))


def _zip_name(party: Party, export: Export, part: int, count: int) -> str:
    title = clean_name(party.title) or "Partywall"
    day = datetime.fromisoformat(export.created_at).astimezone(ZoneInfo(export.time_zone))
    which = f" ({part} of {count})" if count > 1 else ""
    if export.kind is Kind.ALBUM:
        title += " album"
    return f"{title} {day:%Y-%m-%d}{which}.zip"


def _file_name(file: ExportFile) -> str:
    return file.name.rpartition("/")[2]


def _address_of(export: Export) -> Callable[[ExportFile], str]:
    """Return a function that makes a file's address, even after the request's context is gone."""
    path = url_for("taking.original", export_id=export.id, no="0", name="x").removesuffix("0/x")
    begins = request.host_url.rstrip("/") + path
    return lambda file: f"{begins}{file.no}/{quote(_file_name(file), safe='')}"


def _list(lines: AsyncIterator[str], media_type: str, name: str) -> Response:
    async def encoded() -> AsyncIterator[bytes]:
        async for text in lines:
            yield text.encode()

    answer = Response(encoded(), content_type=media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
