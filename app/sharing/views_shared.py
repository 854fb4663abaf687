"""The page of a share link: its photos, up to date with the album, and nothing else of the party."""

from quart import Blueprint, Response, make_response, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue, ResponseTypes

from app.base.errors import N_, AppError
from app.media.sniff import MediaType, extension
from app.people.may import may_see_by_link
from app.photos.forms import page_args
from app.records.photo import Photo
from app.records.share_link import LinkKind, ShareLink
from app.records.shared_photos import (
    select_count_by_link,
    select_photos_changed_by_link,
    select_placed_by_link,
)
from app.sharing.forms import typed_code
from app.sharing.links import has_pass, note_opened, opens_link, sign_pass
from app.sharing.views_shared_files import LINK_COOKIE, ORIGINAL, Opened, entered_link, opened_link
from app.web.described import answers
from app.web.identity import asker
from app.web.limits import LINK_CODE, READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, shapes, share_shapes
from app.wire.messages import gone_json, photo_json

blueprint = Blueprint("shared", __name__, url_prefix="/s")

SHARED_PAGE = 48
PASS_S = 30 * 24 * 3600


@blueprint.get("/<token>")
@limited(READ)
async def page(token: str) -> ResponseReturnValue:
    """Show the photos, or ask for the code first; `?before=` is the next page without JavaScript."""
    opened = await opened_link(token)
    if not has_pass(party_scope(), opened.link, request.cookies.get(LINK_COOKIE, "")):
        return await _code_page(token, opened), 401
    args = page_args(request.args)
    async with party_scope().database.reading() as connection:
        found = await select_placed_by_link(connection, opened.link, args.before, SHARED_PAGE + 1)
        count = await select_count_by_link(connection, opened.link)
    photos = [one.photo for one in found[:SHARED_PAGE]]
    return await render_template(
        "shared.html",
        party=opened.party,
        link=opened.link,
        token=token,
        address=services().server_url + url_for("shared.page", token=token),
        server_url=services().server_url,
        photos=[shared_json(photo, opened.link, token) for photo in photos],
        count=count,
        before=found[SHARED_PAGE - 1].place if len(found) > SHARED_PAGE else None,
        is_first_page=args.before is None,
        is_one=opened.link.kind is LinkKind.PHOTO,
        may_add=opened.link.may_add and opened.link.is_by_hand and opened.party.uploads_open,
        is_added=request.args.get("added") == "1",
    )


@blueprint.post("/<token>")
@limited(WRITE)
async def enter(token: str) -> ResponseReturnValue:
    """Let in who types the link's code: a form with `code`. Wrong ones count by link and by address."""
    opened, scope = await opened_link(token), party_scope()
    if opened.link.code_hash:
        who = (LINK_CODE, asker(opened.link.id))
        await services().limiter.check(*who)
        if not opens_link(scope, opened.link, typed_code(await request.form)):
            error = AppError(
                401, "WRONG_CODE", N_("That isn’t the code. Please ask whoever gave you the link.")
            )
            return await _code_page(token, opened, error), error.status
        await services().limiter.forgive(*who)
        await note_opened(scope, opened.link)
    answer = await make_response(redirect(url_for("shared.page", token=token), 303))
    _keep_pass(answer, token, opened.link)
    return answer


@blueprint.get("/<token>/photos")
@answers(share_shapes.SharedPage, query=asked.PageQuery, refuses=("LINK_CODE_NEEDED",))
@limited(READ)
async def photos(token: str) -> ResponseReturnValue:
    """List what the link shows backwards from `before`, or what of it changed after `since`."""
    opened, args = await entered_link(token), page_args(request.args)
    link = opened.link
    async with party_scope().database.reading() as connection:
        if args.is_backwards:
            placed = await select_placed_by_link(connection, link, args.before, args.limit + 1)
            found, place = [one.photo for one in placed], placed[min(len(placed), args.limit) - 1 :]
        elif args.since >= opened.party.head:
            found, place = [], []
        else:
            found, place = (
                await select_photos_changed_by_link(connection, link, args.since, args.limit + 1),
                [],
            )
    page, more = found[: args.limit], len(found) > args.limit
    last = page[-1].change_no if page else 0
    return private_json(
        share_shapes.SharedPage(
            photos=[_change_json(photo, link, token) for photo in page],
            cursor=last if more and not args.is_backwards else max(opened.party.head, last),
            more=more,
            before=place[0].place if more and place else None,
            stamp=link.stamp,
        )
    )


@blueprint.post("/<token>/opened")
@answers(None, 204, refuses=("LINK_CODE_NEEDED",))
@limited(WRITE)
async def opened(token: str) -> ResponseReturnValue:
    """Count a browser that shows the page. A preview fetcher runs no script and does not count."""
    link = (await entered_link(token)).link
    answer = Response("", 204)
    # A visitor who typed a code has the cookie and is already counted.
    if LINK_COOKIE not in request.cookies:
        await note_opened(party_scope(), link)
        _keep_pass(answer, token, link)
    return answer


def shared_json(photo: Photo, link: ShareLink, token: str) -> shapes.Photo:
    """Describe a photo for its link: never as the asker's own, and with addresses that end with the link."""
    scope = party_scope()
    described = photo_json(photo, None, scope.base)

    def url(file: str) -> str:
        return url_for("shared_files.file", token=token, photo_id=photo.id, file=file)

    told: list[shapes.Rendition] = [
        {**described, "url": url(kept.file)}
        for described, kept in zip(described["renditions"], photo.renditions, strict=True)
    ]
    if link.originals:
        original: shapes.Rendition = {
            "name": ORIGINAL,
            "url": url(ORIGINAL + extension(MediaType(photo.media_type))),
            "width": photo.width,
            "height": photo.height,
            "type": photo.media_type,
        }
        # The last one replaces a missing size. Originals are never shown on a page.
        told.insert(0, original)
    return {**described, "renditions": told, "sender": "", "private": False}


def _change_json(photo: Photo, link: ShareLink, token: str) -> shapes.Photo | shapes.Gone:
    return shared_json(photo, link, token) if may_see_by_link(photo) else gone_json(photo)


async def _code_page(token: str, opened: Opened, error: AppError | None = None) -> str:
    return await render_template("shared_code.html", party=opened.party, token=token, error=error)


def _keep_pass(answer: ResponseTypes, token: str, link: ShareLink) -> None:
    answer.set_cookie(
        LINK_COOKIE,
        sign_pass(party_scope(), link),
        max_age=PASS_S,
        httponly=True,
        samesite="Lax",
        secure=request.scheme == "https",
        path=url_for("shared.page", token=token),
    )
