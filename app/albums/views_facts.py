"""/api/admin/photo/<id>/facts: what an original says of itself, for the hosts."""

import asyncio

from quart import Blueprint
from quart.typing import ResponseReturnValue

from app.albums.places import place_near
from app.base.errors import not_found
from app.base.ids import is_id
from app.media.facts import Facts
from app.people.may import Verb
from app.records.photo import PhotoState, select_photo
from app.records.photo_facts import select_photo_facts
from app.web.described import answers
from app.web.identity import requires
from app.web.limits import READ, limited
from app.web.private_json import private_json
from app.web.services import party_scope
from app.wire import search_shapes as shapes

blueprint = Blueprint("photo_facts", __name__, url_prefix="/api/admin")


@blueprint.get("/photo/<photo_id>/facts")
@answers(shapes.OnePhotosFacts)
@limited(READ)
@requires(Verb.CURATE)
async def facts(photo_id: str) -> ResponseReturnValue:
    """Read what a photo’s original says of itself: its camera, and where it was taken."""
    scope = party_scope()
    if not is_id(photo_id):
        raise not_found()
    async with scope.database.reading() as connection:
        photo = await select_photo(connection, scope.party_id, photo_id)
        if photo is None or photo.state is PhotoState.DELETED:
            raise not_found()
        found = await select_photo_facts(connection, scope.party_id, photo_id)
    return private_json(shapes.OnePhotosFacts(facts=await asyncio.to_thread(_told, found)))


def _told(facts: Facts) -> shapes.PhotoFacts:
    place, place_name = None, ""
    if facts.latitude is not None and facts.longitude is not None:
        place = shapes.PlaceTaken(latitude=facts.latitude, longitude=facts.longitude)
        place_name = place_near(facts.latitude, facts.longitude)
    return {
        "camera": facts.camera,
        "lens": facts.lens,
        "exposure_s": facts.exposure_s,
        "aperture": facts.aperture,
        "iso": facts.iso,
        "focal_mm": facts.focal_mm,
        "zone_minutes": facts.zone_minutes,
        "place": place,
        "place_name": place_name,
        "is_screenshot": facts.is_screenshot,
        "colours": list(facts.colours),
    }
