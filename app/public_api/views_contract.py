"""/openapi.json describes the API for programs, and /api for the people who write them."""

import json

from jinja2 import Environment
from markupsafe import Markup
from quart import Blueprint, Response, current_app, render_template, request
from quart.typing import ResponseReturnValue

from app.public_api.chapters import chapters, shapes_shown
from app.public_api.document import document
from app.public_api.refusals import OF_ALL
from app.public_api.words import VERSION
from app.storage.durable import in_thread
from app.web.described import answers
from app.web.identity import current_party
from app.web.limits import READ, limited
from app.web.services import party_scope
from app.wire.schema import Schema

blueprint = Blueprint("contract", __name__)

DOCUMENT, PAGE = "partywall_openapi", "partywall_openapi_page"
"""Where the app keeps the description, which is made once: its routes never change."""


@blueprint.get("/openapi.json")
@answers("application/json", also={304: None})
@limited(READ)
async def openapi() -> ResponseReturnValue:
    """Describe every route of this API (OpenAPI 3.1)."""
    told = _described() | {"servers": [{"url": party_scope().base or "/"}]}
    answer = Response(json.dumps(told), mimetype="application/json")
    answer.headers["Cache-Control"] = "no-cache"
    await answer.add_etag()
    await answer.make_conditional(request)
    return answer


@blueprint.get("/api")
@limited(READ)
async def page() -> ResponseReturnValue:
    """Explain the API: every operation, what it takes and answers, and every error code."""
    kept = current_app.extensions
    if PAGE not in kept:
        # Rendering takes hundreds of milliseconds, and must not hold up everybody else.
        kept[PAGE] = await in_thread(_rendered, current_app.jinja_env, _described())
    return await render_template("api.html", party=await current_party(), contract=kept[PAGE])


def _described() -> Schema:
    kept = current_app.extensions
    if DOCUMENT not in kept:
        kept[DOCUMENT] = document(current_app.url_map, current_app.view_functions)
    described: Schema = kept[DOCUMENT]
    return described


def _rendered(environment: Environment, described: Schema) -> Markup:
    """Render the part of the page that is the same for everybody."""
    html = environment.get_template("_api_contract.html").render(
        about=described["info"]["description"].split("\n\n"),
        version=VERSION,
        chapters=chapters(described),
        shapes=shapes_shown(described),
        of_all=OF_ALL,
        codes=described["x-codes"],
    )
    # The template escapes it.
    return Markup(html)  # noqa: S704
