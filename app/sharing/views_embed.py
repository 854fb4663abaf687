"""A link's photos inside another web site's page: a small gallery for an iframe, and oEmbed (oembed.com)."""

from urllib.parse import urlsplit

from markupsafe import Markup
from quart import Blueprint, make_response, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, bad_request, not_found
from app.base.fields import whole_number
from app.records.shared_photos import select_photos_by_link
from app.sharing.views_shared import shared_json
from app.sharing.views_shared_files import Opened, opened_link
from app.web.described import answers
from app.web.limits import READ, limited
from app.web.origins import response_headers
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import share_shapes

blueprint = Blueprint("embed", __name__, url_prefix="/s")

PHOTOS = 24
WIDTH, HEIGHT = 640, 480
LEAST_SIDE, MOST_SIDE = 120, 4000


@blueprint.get("/<token>/embed")
@limited(READ)
async def embed(token: str) -> ResponseReturnValue:
    """Show the newest photos to the sites that the host has named. Each photo opens the link's own page."""
    opened = await _embeddable(token)
    async with party_scope().database.reading() as connection:
        found = await select_photos_by_link(connection, opened.link, PHOTOS)
    page = await render_template(
        "shared_embed.html",
        party=opened.party,
        link=opened.link,
        token=token,
        photos=[shared_json(photo, opened.link, token) for photo in found],
    )
    answer = await make_response(page)
    # Browsers that know this directive ignore X-Frame-Options, which can name no site (CSP 3, 6.4.2).
    # Other browsers show nothing in a frame.
    policy = response_headers(services().config.storage_public_url)["Content-Security-Policy"]
    answer.headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", f"frame-ancestors {opened.link.sites}"
    )
    return answer


@blueprint.get("/oembed")
@answers(share_shapes.SharedEmbed, query=share_shapes.EmbedQuery)
@limited(READ)
async def oembed() -> ResponseReturnValue:
    """Say how a link is embedded: `?url=` is its address. A link that no site may embed is a 404."""
    if request.args.get("format", "json") != "json":
        raise bad_request(N_("Only JSON can be had here."))
    token = _token_in(request.args.get("url", ""))
    opened = await _embeddable(token)
    width = min(WIDTH, whole_number(request.args, "maxwidth", WIDTH, LEAST_SIDE, MOST_SIDE, clip=True))
    height = min(HEIGHT, whole_number(request.args, "maxheight", HEIGHT, LEAST_SIDE, MOST_SIDE, clip=True))
    title = opened.link.title or opened.link.part_title or opened.party.title
    source = services().server_url + url_for("embed.embed", token=token)
    frame = Markup(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" referrerpolicy="no-referrer"'
        ' style="border:0;max-width:100%"></iframe>'
    ).format(source, width, height, title)
    return private_json(
        share_shapes.SharedEmbed(
            version="1.0",
            type="rich",
            title=title,
            provider_name="Partywall",
            provider_url=services().server_url,
            width=width,
            height=height,
            html=str(frame),
        )
    )


async def _embeddable(token: str) -> Opened:
    """Return a link that sites may embed. One with a code has no such sites: a frame keeps no cookie."""
    opened = await opened_link(token)
    if not opened.link.sites or opened.link.code_hash:
        raise not_found()
    return opened


def _token_in(url: str) -> str:
    """Return the token in the address of a link of this party."""
    try:
        path = urlsplit(url).path
    except ValueError:
        raise not_found() from None
    before, _, token = path.rstrip("/").rpartition("/")
    if before != url_for("shared.page", token="x").removesuffix("/x"):  # noqa: S106 (a place in an address)
        raise not_found()
    return token
