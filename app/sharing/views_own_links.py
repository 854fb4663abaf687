"""Links that a guest makes to own photos: as JSON, and as a page that needs no script."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.errors import N_, AppError
from app.people.may import Verb
from app.records.party import Party
from app.records.share_link import select_share_links
from app.sharing.forms import own_link_form, own_link_form_of_page
from app.sharing.links import MAX_OWN_LINKS, make_link, revoke_link
from app.sharing.views_links import told_link
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_party, ensure_guest_id, guest_id, requires, writing_guest_id
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import share_shapes

blueprint = Blueprint("own_links", __name__)


@blueprint.get("/api/links")
@answers(share_shapes.ShareLinks)
@limited(READ)
@requires(Verb.REACT)
async def links() -> ResponseReturnValue:
    """List the valid links that the asking guest has made to own photos, newest first."""
    own_id = guest_id()
    found = await _links_of(own_id) if own_id is not None else []
    return private_json(share_shapes.ShareLinks(links=found, most=MAX_OWN_LINKS))


@blueprint.post("/api/links")
@answers(
    share_shapes.OneShareLink,
    201,
    asks=share_shapes.NewOwnLink,
    refuses=("SHARING_OFF", "TOO_MANY_LINKS"),
)
@limited(WRITE)
@requires(Verb.REACT)
async def make() -> ResponseReturnValue:
    """Share own photos, or with the kind `party` all of them: `{"kind": "photo", "photos": ["…"]}`."""
    _check(await current_party())
    own_id = writing_guest_id()
    link = await make_link(party_scope(), own_link_form(await json_body()), own_id, own_id)
    answer = private_json(share_shapes.OneShareLink(link=await told_link(link)))
    answer.status_code = 201
    return answer


@blueprint.delete("/api/links/<link_id>")
@answers(None, 204)
@limited(WRITE)
@requires(Verb.REACT)
@works_on_full_disk
async def revoke(link_id: str) -> ResponseReturnValue:
    """End an own link: its address leads nowhere from now on."""
    await revoke_link(party_scope(), link_id, writing_guest_id())
    return "", 204


@blueprint.get("/me/links")
@limited(READ)
@requires(Verb.REACT)
async def page() -> ResponseReturnValue:
    """Show the guest's links, and the form for a new one."""
    own_id, party = ensure_guest_id(), await current_party()
    return await render_template(
        "own_links.html",
        party=party,
        links=await _links_of(own_id),
        made=request.args.get("made", ""),
    )


@blueprint.post("/me/links")
@limited(WRITE)
@requires(Verb.REACT)
async def make_by_form() -> ResponseReturnValue:
    """Make a link to the photos that the form names, or to all of the guest's."""
    _check(await current_party())
    own_id = writing_guest_id()
    link = await make_link(party_scope(), own_link_form_of_page(await request.form), own_id, own_id)
    return redirect(url_for("own_links.page", made=link.id), 303)


@blueprint.post("/me/links/<link_id>/end")
@limited(WRITE)
@requires(Verb.REACT)
@works_on_full_disk
async def end(link_id: str) -> ResponseReturnValue:
    await revoke_link(party_scope(), link_id, writing_guest_id())
    return redirect(url_for("own_links.page"), 303)


def _check(party: Party) -> None:
    if not party.sharing_allowed:
        raise AppError(403, "SHARING_OFF", N_("At this party only the hosts share photos by links."))


async def _links_of(own_id: str) -> list[share_shapes.ShareLink]:
    scope = party_scope()
    async with scope.database.reading() as connection:
        kept = await select_share_links(connection, scope.party_id, own_id, now_iso(), MAX_OWN_LINKS)
    return [await told_link(link) for link in kept]
