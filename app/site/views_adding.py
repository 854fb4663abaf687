"""Photos that people send by a share link into its collection.

Such a sender is a guest of the party by a cookie of the link alone. The party does not know it at any other
address, so it opens nothing else.
"""

from quart import Blueprint, jsonify, make_response, redirect, request, url_for
from quart.typing import ResponseReturnValue, ResponseTypes

from app.albums.collecting import collect_photos, refuse_full
from app.base.codes import PICTURES, SENDING
from app.base.errors import not_found
from app.base.ids import new_id
from app.intake.views_form import take_photo
from app.records.photo import Photo
from app.records.share_link import ShareLink
from app.sharing.links import guest_of, sign_guest
from app.sharing.views_shared import PASS_S
from app.sharing.views_shared_files import entered_link
from app.web.described import answers
from app.web.gate import bounded_request, streams_body
from app.web.identity import known_guest_id
from app.web.limits import UPLOAD, limited
from app.web.services import party_scope, services
from app.wire import asked, share_shapes

blueprint = Blueprint("adding", __name__, url_prefix="/s")

GUEST_COOKIE = "partywall_link_guest"
"""Who sends by a link. Its path is the link's."""


@blueprint.post("/<token>/photos")
@answers(
    share_shapes.Added,
    201,
    form=asked.NewPhoto,
    refuses=("LINK_CODE_NEEDED", "COLLECTION_FULL", *SENDING, *PICTURES),
)
@limited(UPLOAD)
@streams_body
async def add(token: str) -> ResponseReturnValue:
    """Take one photo (multipart: file, author, caption, key) and put it into the link's collection.

    The party’s rules hold as for any guest: when it takes photos, how many, bans, and the hosts’ approval.
    """
    link, sender = await _sender(token)
    photo = await _take(link, sender, "api")
    answer = jsonify(share_shapes.Added(id=photo.id, waits=not photo.is_shown))
    _keep_guest(answer, token, link, sender)
    return answer, 201


@blueprint.post("/<token>/add")
@limited(UPLOAD)
@streams_body
async def add_by_form(token: str) -> ResponseReturnValue:
    """Take one photo from the plain form, and answer with the link's page."""
    link, sender = await _sender(token)
    await _take(link, sender, "form")
    answer = await make_response(redirect(url_for("shared.page", token=token, added="1"), 303))
    _keep_guest(answer, token, link, sender)
    return answer


async def _sender(token: str) -> tuple[ShareLink, str]:
    """Return the link and who sends by it: a guest of the party as such, others by the link's cookie."""
    link = (await entered_link(token)).link
    if not link.may_add or not link.is_by_hand:
        raise not_found()
    known = known_guest_id() or guest_of(party_scope(), link, request.cookies.get(GUEST_COOKIE, ""))
    return link, known or new_id()


async def _take(link: ShareLink, sender: str, way: str) -> Photo:
    await refuse_full(party_scope(), link.target_id)
    body = bounded_request().bounded_body
    photo, _ = await take_photo(services(), sender, body, request.headers.get("Content-Type", ""), way)
    await collect_photos(party_scope(), link.target_id, [photo.id], sender)
    return photo


def _keep_guest(answer: ResponseTypes, token: str, link: ShareLink, sender: str) -> None:
    if known_guest_id() is None:
        answer.set_cookie(
            GUEST_COOKIE,
            sign_guest(party_scope(), link, sender),
            max_age=PASS_S,
            httponly=True,
            samesite="Lax",
            secure=request.scheme == "https",
            path=url_for("shared.page", token=token),
        )
