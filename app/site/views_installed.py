"""What makes the pages an app: the manifest, its icons, the service worker and the offline page."""

import asyncio

from quart import Blueprint, Response, jsonify, render_template, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.base.i18n import current_language, text_direction
from app.base.icon import icon_png
from app.web.assets import asset, release, shell_files
from app.web.described import answers
from app.web.identity import current_party
from app.web.limits import READ, limited
from app.web.services import party_scope, services
from app.web.theme_colours import paper_of
from app.wire import shapes

blueprint = Blueprint("installed", __name__)

ICONS = {
    "icon-180": (180, False),
    "icon-192": (192, False),
    "icon-512": (512, False),
    "maskable-512": (512, True),
}
SHORT_NAME_LETTERS = 12
"""The number of characters that fit under an icon."""


@blueprint.get("/manifest.webmanifest")
@answers(shapes.Manifest)
@limited(READ)
async def manifest() -> ResponseReturnValue:
    """Tell browsers how to install the party as an app."""
    party, base = await current_party(), party_scope().base
    paper = paper_of(party.look.ground).by_day
    told: shapes.Manifest = {
        "id": f"{base}/",
        "name": party.title,
        "short_name": party.title if len(party.title) <= SHORT_NAME_LETTERS else "Partywall",
        "start_url": f"{base}/",
        "scope": f"{base}/",
        "display": "standalone",
        "lang": current_language(),
        "dir": text_direction(),
        "background_color": paper,
        "theme_color": paper,
        "icons": [
            {
                "src": url_for("installed.icon", name=name),
                "sizes": f"{size_px}x{size_px}",
                "type": "image/png",
                "purpose": "maskable" if is_maskable else "any",
            }
            for name, (size_px, is_maskable) in ICONS.items()
        ],
    }
    answer = jsonify(told)
    answer.content_type = "application/manifest+json"
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["Vary"] = "Accept-Language"
    return answer


@blueprint.get("/icons/<name>.png")
@answers("image/png")
@limited(READ)
async def icon(name: str) -> ResponseReturnValue:
    """Draw the icon of the installed app."""
    if name not in ICONS:
        raise not_found()
    answer = Response(await asyncio.to_thread(icon_png, *ICONS[name]), mimetype="image/png")
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@blueprint.get("/sw.js")
@answers("text/javascript")
@limited(READ)
async def service_worker() -> ResponseReturnValue:
    """Serve the service worker from the root, so that all pages are in its scope.

    It contains the release's name, so its text changes when a file has changed. If the option is off, it is a
    worker that removes itself and its caches from every browser that still has it.
    """
    if services().config.service_worker == "on":
        kept = jsonify({"release": release(), "files": shell_files()})
        script = (
            f'import {{ run }} from "{asset("js/workers/service_worker.js")}";\n'
            f"run({(await kept.get_data(as_text=True)).strip()});\n"
        )
    else:
        script = f'import {{ leave }} from "{asset("js/workers/leaving.js")}";\nleave();\n'
    answer = Response(script, content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.get("/offline")
@limited(READ)
async def offline() -> ResponseReturnValue:
    """The page shown when another page needs the network and has none. The service worker keeps it."""
    return await render_template("offline.html", party=await current_party())
