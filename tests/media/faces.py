"""Pictures of people, put together of the one portrait in the samples that everybody may use."""

from dataclasses import dataclass
from functools import cache

from PIL import Image

from tests.samples import FOLDER, require_samples

PORTRAIT = "Pillow__hopper.jpg"
FACE_IN_PORTRAIT = (0.30, 0.25, 0.66, 0.62)
"""From the brows to the chin: left, top, right and bottom, as parts of the portrait."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a portrait lies in a picture, in px; it is square."""

    x: int
    y: int
    side: int


@cache
def portrait() -> Image.Image:
    require_samples()
    with Image.open(FOLDER / PORTRAIT) as opened:
        return opened.convert("RGB")


def with_faces(size: tuple[int, int], *places: Place) -> Image.Image:
    """Return a picture with a portrait at each place, and no other face."""
    picture = Image.linear_gradient("L").resize(size).convert("RGB")
    for place in places:
        face = portrait().resize((place.side, place.side), Image.Resampling.BICUBIC)
        picture.paste(face, (place.x, place.y))
    return picture
