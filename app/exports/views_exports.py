"""The night to take home: what there is to take, and how to begin an export."""

from typing import Any

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.errors import N_, bad_request, not_found
from app.base.i18n import current_language, gettext
from app.base.ids import is_id
from app.exports.choosing import Part, choice_of, in_chapter
from app.exports.forms import ExportForm, guest_arg, guest_export_form, host_export_form
from app.exports.freezing import Wanted, freeze_export
from app.exports.job import Job
from app.exports.linking import icons
from app.exports.stopping import stop_export
from app.media.credits.tags import exiftool
from app.media.printing.pdf import is_installed
from app.people.may import Verb, may
from app.records.book import select_book_choice, select_is_book_whole
from app.records.export import (
    Export,
    ExportState,
    Kind,
    Taken,
    select_export_parts,
    select_exports,
)
from app.records.export_choice import Choice, Chosen, select_chosen
from app.records.party import Party
from app.web.described import answers
from app.web.gate import json_body
from app.web.identity import (
    current_actor,
    current_party,
    ensure_guest_id,
    requires,
    sees_all,
    writing_guest_id,
)
from app.web.limits import READ, TAKE_ALL, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import asked, export_shapes

blueprint = Blueprint("exports", __name__)


@blueprint.get("/take")
@limited(READ)
async def take() -> ResponseReturnValue:
    """Show a guest what they may take home, and how much that is."""
    party, scope, guest_id = await current_party(), party_scope(), ensure_guest_id()
    is_album_open = await _may_take_album(party)
    async with scope.database.reading() as connection:
        own = await select_chosen(connection, scope.party_id, Choice("kept", guest_id))
        album = await select_chosen(connection, scope.party_id, Choice("shown"))
        exports = await select_exports(connection, scope.party_id, guest_id, [Taken.OWN], now_iso())
    return await render_template(
        "take.html", party=party, own=own, album=album if is_album_open else None, exports=exports
    )


@blueprint.post("/take")
@limited(TAKE_ALL)
async def begin() -> ResponseReturnValue:
    """Begin an export of a guest's own photos, or of the album where the host lets guests take it."""
    form, guest_id = guest_export_form(await request.form), writing_guest_id()
    if form.taken == "album":
        if not await _may_take_album(await current_party()):
            raise not_found()
        export = await _freeze(form, Taken.ALBUM, Choice("shown"))
    else:
        export = await _freeze(form, Taken.OWN, Choice("kept", guest_id), guest_id)
    return redirect(url_for("taking.page", export_id=export.id), 303)


@blueprint.get("/api/admin/exports")
@answers(export_shapes.Exports, query=asked.ExportsQuery)
@limited(READ)
@requires(Verb.TAKE_ORIGINALS)
async def hosts_exports() -> ResponseReturnValue:
    """Say how much there is to take, of all or of one `guest`, and which exports hosts have begun."""
    scope, guest_id = party_scope(), guest_arg(request.args)
    async with scope.database.reading() as connection:
        shown = await select_chosen(connection, scope.party_id, Choice("shown", guest_id))
        kept = await select_chosen(connection, scope.party_id, Choice("kept", guest_id))
        exports = await select_exports(
            connection, scope.party_id, "", [Taken.SHOWN, Taken.KEPT], now_iso(), with_jobs=True
        )
    told = [await _export_json(export) for export in exports]
    return private_json(
        export_shapes.Exports(
            shown=_chosen_json(shown),
            kept=_chosen_json(kept),
            exports=told,
            credits=exiftool() is not None,
            book=is_installed(),
        )
    )


@blueprint.post("/api/admin/exports")
@answers(
    export_shapes.MadeExport,
    201,
    asks=export_shapes.NewExport,
    refuses=("EXPORT_NOT_READY", "TOO_MANY_EXPORTS"),
)
@limited(WRITE)
@requires(Verb.TAKE_ORIGINALS)
async def begin_for_host() -> ResponseReturnValue:
    """Freeze a list of originals. The answer has the addresses of its ZIPs. Making an album takes a while."""
    form = host_export_form(await json_body())
    taken = Taken.KEPT if form.taken == "kept" else Taken.SHOWN
    part, job = await _part(form), ""
    if form.kind is Kind.ALBUM:
        job = await _album_job(form, part)
    elif form.kind is Kind.BOOK:
        job = await _book_job(form)
    elif form.credits:
        job = await _credits_job(form, part)
    async with party_scope().database.reading() as connection:
        choice = await choice_of(connection, party_scope().party_id, part)
    export = await _freeze(form, taken, choice, job=job)
    answer = private_json(export_shapes.MadeExport(export=await _export_json(export)))
    answer.status_code = 201
    answer.headers["Location"] = url_for("taking.page", export_id=export.id)
    return answer


@blueprint.delete("/api/admin/exports/<export_id>")
@answers(export_shapes.EndedExport)
@limited(WRITE)
@requires(Verb.TAKE_ORIGINALS)
async def stop(export_id: str) -> ResponseReturnValue:
    """End an export: its addresses lead nowhere from now on."""
    if not is_id(export_id) or not await stop_export(party_scope(), export_id):
        raise not_found()
    return private_json(export_shapes.EndedExport(ended=export_id))


async def _may_take_album(party: Party) -> bool:
    return may(await current_actor(), Verb.TAKE_ALBUM, party) and await sees_all(party)


async def _part(form: ExportForm) -> Part:
    part = Part(
        form.taken,
        form.guest_id,
        form.photo_ids,
        collection_id=form.collection_id,
        query=form.query,
        seer=(await current_actor()).guest_id or "",
    )
    return await in_chapter(party_scope(), part, form.chapter_id) if form.chapter_id else part


async def _album_job(form: ExportForm, part: Part) -> str:
    """Write the album's page in the host's language. The job puts the photos into it."""
    symbols = icons("play", "download", "share")
    page = await render_template("album_folder.html", party=await current_party(), symbols=symbols)
    job = Job(
        form.taken,
        form.guest_id,
        form.photo_ids,
        current_language(),
        page=page,
        originals=form.originals,
        **_narrowed(part),
    )
    return job.written()


async def _book_job(form: ExportForm) -> str:
    if not is_installed():
        raise bad_request(N_("This server cannot make a PDF: “make book” installs what is missing."))
    scope = party_scope()
    async with scope.database.reading() as connection:
        kept = await select_book_choice(connection, scope.party_id)
    return Job(form.taken, "", (), current_language(), book=kept.choice).written()


def _narrowed(part: Part) -> dict[str, Any]:
    return {
        "span": part.span,
        "collection_id": part.collection_id,
        "query": part.query,
        "seer": part.seer,
    }


async def _credits_job(form: ExportForm, part: Part) -> str:
    if exiftool() is None:
        raise bad_request(N_("This server cannot write names into photos: exiftool is not installed."))
    return Job(
        form.taken,
        form.guest_id,
        form.photo_ids,
        current_language(),
        folders=form.folders,
        most_bytes=form.most_bytes,
        nameless=gettext("Guest"),
        party=(await current_party()).title,
        **_narrowed(part),
    ).written()


async def _freeze(
    form: ExportForm, taken: Taken, choice: Choice, guest_id: str = "", *, job: str = ""
) -> Export:
    wanted = Wanted(taken, choice, form.folders, form.most_bytes, gettext("Guest"), guest_id, job, form.kind)
    return await freeze_export(party_scope(), wanted)


def _chosen_json(chosen: Chosen) -> export_shapes.Chosen:
    return {
        "photos": chosen.photos,
        "bytes": chosen.bytes,
        "missing": chosen.missing,
        "unchecked": chosen.unchecked,
    }


async def _export_json(export: Export) -> export_shapes.Export:
    async with party_scope().database.reading() as connection:
        parts = await select_export_parts(connection, export.id)
        is_whole = export.kind is not Kind.BOOK or await select_is_book_whole(connection, export.id)
    zips: list[export_shapes.Zip] = [
        {
            "url": url_for("taking.zip_part", export_id=export.id, part=str(part.part)),
            "bytes": part.bytes,
            "photos": export.files if export.kind is Kind.ALBUM else part.files,
        }
        for part in parts
    ]
    state = export.state(now_iso())
    if export.kind is Kind.BOOK and state is ExportState.READY and not is_whole:
        state = ExportState.OUTDATED
    has_pdf = export.kind is Kind.BOOK and state is ExportState.READY
    return {
        "id": export.id,
        "kind": str(export.kind),
        "state": str(state),
        "done": export.done,
        "taken": str(export.taken),
        "photos": export.files,
        "bytes": export.bytes if has_pdf else sum(part.bytes for part in parts),
        "missing": export.missing,
        "created_at": export.created_at,
        "expires_at": export.expires_at,
        "page": url_for("taking.page", export_id=export.id),
        "zips": zips,
        "pdf": url_for("taking.pdf", export_id=export.id) if has_pdf else "",
        "urls": url_for("taking.urls", export_id=export.id),
        "sha256sums": url_for("taking.sha256sums", export_id=export.id),
        "metalink": url_for("taking.photos_metalink", export_id=export.id),
    }
