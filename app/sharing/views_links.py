"""The hosts' API for share links: list, make, revoke, and the QR code of one."""

from quart import Blueprint, Response, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.errors import not_found
from app.base.ids import is_id
from app.base.qr import qr_svg
from app.people.may import Verb
from app.records.share_link import ShareLink, select_share_link, select_share_links
from app.records.shared_photos import select_count_by_link
from app.sharing.forms import link_form
from app.sharing.links import MAX_LINKS, make_link, path_token, revoke_link
from app.sharing.parts import located
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, current_party, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import share_shapes

blueprint = Blueprint("links", __name__, url_prefix="/api/admin/links")


@blueprint.get("")
@answers(share_shapes.ShareLinks)
@limited(READ)
@requires(Verb.SHARE)
async def links() -> ResponseReturnValue:
    """List the valid links, newest first, also those that guests have made of their own photos."""
    scope, party = party_scope(), await current_party()
    async with scope.database.reading() as connection:
        kept = await select_share_links(connection, scope.party_id, None, now_iso(), MAX_LINKS)
    found = [await located(scope, link, party.head) for link in kept]
    async with scope.database.reading() as connection:
        counts = [await select_count_by_link(connection, link) for link in found]
    told = [link_json(link, count) for link, count in zip(found, counts, strict=True)]
    return private_json(share_shapes.ShareLinks(links=told, most=MAX_LINKS))


@blueprint.post("")
@answers(share_shapes.OneShareLink, 201, asks=share_shapes.NewShareLink, refuses=("TOO_MANY_LINKS",))
@limited(WRITE)
@requires(Verb.SHARE)
async def make() -> ResponseReturnValue:
    """Share a part of the album: `{"kind": "party", "title": "Our wedding", "days": 30}`."""
    form, scope = link_form(await json_body()), party_scope()
    link = await make_link(scope, form, (await current_actor()).signature)
    # Read it after the link is made, because that may have changed the chapters.
    link = await located(scope, link, (await current_party()).head)
    answer = private_json(share_shapes.OneShareLink(link=await told_link(link)))
    answer.status_code = 201
    return answer


@blueprint.delete("/<link_id>")
@answers(None, 204)
@limited(WRITE)
@requires(Verb.SHARE)
@works_on_full_disk
async def revoke(link_id: str) -> ResponseReturnValue:
    """End a link: its address leads nowhere from now on."""
    await revoke_link(party_scope(), link_id)
    return "", 204


@blueprint.get("/<link_id>/qr.svg")
@answers("image/svg+xml")
@limited(READ)
@requires(Verb.SHARE)
async def qr(link_id: str) -> ResponseReturnValue:
    """Draw the QR code that opens a link."""
    scope = party_scope()
    async with scope.database.reading() as connection:
        link = (
            await select_share_link(connection, scope.party_id, link_id, now_iso())
            if is_id(link_id)
            else None
        )
    if link is None or not (address := address_of(link)):
        raise not_found()
    answer = Response(qr_svg(address), mimetype="image/svg+xml")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def address_of(link: ShareLink) -> str:
    """Return the link's whole address. Empty if it can no longer be made."""
    token = path_token(party_scope(), link)
    return services().server_url + url_for("shared.page", token=token) if token else ""


async def told_link(link: ShareLink) -> share_shapes.ShareLink:
    """Describe a link to who may end it, with what it shows now."""
    async with party_scope().database.reading() as connection:
        return link_json(link, await select_count_by_link(connection, link))


def link_json(link: ShareLink, count: int) -> share_shapes.ShareLink:
    return {
        "id": link.id,
        "kind": str(link.kind),
        "title": link.title or link.part_title,
        "part": link.target_id or None,
        "photos": count,
        "url": address_of(link),
        "has_code": bool(link.code_hash),
        "originals": link.originals,
        "may_add": link.may_add,
        "sites": link.sites.split(),
        "opened": link.opened,
        "opened_at": link.opened_at or None,
        "by_guest": bool(link.guest_id),
        "created_at": link.created_at,
        "expires_at": link.expires_at or None,
    }
