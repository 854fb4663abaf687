"""Slides over HTTP: screens read the active ones, hosts and helpers write them."""

from quart import Blueprint, jsonify, request
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.errors import not_found
from app.people.may import Verb
from app.screens.slide_forms import order_form, slide_arg, slide_form, slide_version
from app.screens.slides import (
    MAX_SLIDES,
    add_slide,
    change_slide,
    order_slides,
    picture_of,
    remove_slide,
)
from app.screens.steering import read_steered
from app.web.described import FILE, answers
from app.web.found import unpublished_file
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, requires, screen_party
from app.web.limits import PICTURE, READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, screen_shapes
from app.wire.slides import numbers_json, slide_json

blueprint = Blueprint("slides", __name__, url_prefix="/api")


@blueprint.get("/slides")
@answers(screen_shapes.ShownSlides, refuses=("SCREEN_LINK_NEEDED",))
@limited(READ)
@requires(Verb.SEE_SHOWN)
async def of_the_show() -> ResponseReturnValue:
    """List the active slides in order, with the server's time, because a screen's clock may be wrong.

    `no` is the same number as `slides` in the answer to a report.
    """
    await screen_party()
    scope = party_scope()
    steered = await services().screens.told(scope)
    told: screen_shapes.ShownSlides = {
        "no": steered.show.slides_no,
        "now": now_iso(),
        "slides": [slide_json(slide) for slide in steered.slides if slide.is_on],
        "numbers": numbers_json(await services().screens.numbers(scope, steered)),
    }
    return private_json(told)


@blueprint.get("/slides/<slide_id>/picture")
@answers("*/*", also=FILE, refuses=("SCREEN_LINK_NEEDED",))
@limited(PICTURE)
@requires(Verb.SEE_SHOWN)
async def picture(slide_id: str) -> ResponseReturnValue:
    """Send a slide's picture to a screen: as large as a photo's, and not from a public address."""
    await screen_party()
    photo = await picture_of(party_scope(), slide_arg(slide_id))
    wall = next((one for one in photo.renditions if one.name == "wall"), None) if photo else None
    if photo is None or wall is None:
        raise not_found()
    return await unpublished_file(photo, wall.file)


@blueprint.get("/admin/slides")
@answers(screen_shapes.Slides)
@limited(READ)
@requires(Verb.STEER_SCREENS)
async def slides() -> ResponseReturnValue:
    """List all slides, in their order, and how many there may be."""
    steered = await read_steered(party_scope())
    listed: screen_shapes.Slides = {
        "no": steered.show.slides_no,
        "most": MAX_SLIDES,
        "slides": [slide_json(slide) for slide in steered.slides],
    }
    return private_json(listed)


@blueprint.post("/admin/slides")
@answers(screen_shapes.OneSlide, 201, asks=asked.NewSlide, refuses=("TOO_MANY_SLIDES",))
@limited(WRITE)
@requires(Verb.STEER_SCREENS)
async def add() -> ResponseReturnValue:
    """Add a slide: `{"kind": "text", "title": "Thank you", "every": 10, "seconds": 10}`."""
    form = slide_form(await json_body())
    actor = await current_actor()
    slide = await add_slide(party_scope(), form, actor.signature, actor.guest_id)
    return jsonify(screen_shapes.OneSlide(slide=slide_json(slide))), 201


@blueprint.put("/admin/slides")
@answers(screen_shapes.Steered, asks=asked.NewOrder, refuses=("SLIDES_CHANGED",))
@limited(WRITE)
@requires(Verb.STEER_SCREENS)
@works_on_full_disk
async def order() -> ResponseReturnValue:
    """Put the slides into another order: `{"order": ["…", "…"], "no": 42}`."""
    form = order_form(await json_body())
    return jsonify(
        screen_shapes.Steered(no=await order_slides(party_scope(), form, (await current_actor()).signature))
    )


@blueprint.put("/admin/slides/<slide_id>")
@answers(screen_shapes.OneSlide, asks=asked.NewSlide, refuses=("SLIDES_CHANGED",))
@limited(WRITE)
@requires(Verb.STEER_SCREENS)
@works_on_full_disk
async def change(slide_id: str) -> ResponseReturnValue:
    """Replace a slide, with the `version` that was changed. A 409 if that is not the last one."""
    form = slide_form(await json_body())
    actor = await current_actor()
    slide = await change_slide(party_scope(), slide_arg(slide_id), form, actor.signature, actor.guest_id)
    return jsonify(screen_shapes.OneSlide(slide=slide_json(slide)))


@blueprint.delete("/admin/slides/<slide_id>")
@answers(None, 204, query=asked.VersionQuery, refuses=("SLIDES_CHANGED",))
@limited(WRITE)
@requires(Verb.STEER_SCREENS)
@works_on_full_disk
async def remove(slide_id: str) -> ResponseReturnValue:
    """Delete a slide, with `?version=` as it was last read. A 409 if that is not the last one."""
    version, actor = slide_version(request.args), (await current_actor()).signature
    await remove_slide(party_scope(), slide_arg(slide_id), version, actor)
    return "", 204
