"""The importance of a photo in a book, by the couple's favourites, the guests' hearts, and faces."""

from collections.abc import Sequence

from app.exports.book.arranging import Shape
from app.exports.book.words import length_mm, words_of
from app.records.photo import Photo

FAVOURITE, LOVED_MOST, FACES = 2.6, 2.2, 0.15
FEW_HEARTS = 3
"""With fewer hearts, even the most loved photo is not preferred."""
GOOD_COVER_PX = 1600
"""Wide enough for any cover."""
MIDDLE = (0.5, 0.42)
"""The crop's focus for a picture without known faces: heads are mostly in the upper half."""


def weight_of(photo: Photo, most_hearts: int) -> float:
    weight = 1.0 + LOVED_MOST * photo.hearts / max(FEW_HEARTS, most_hearts)
    weight += FAVOURITE if photo.is_favourite else 0.0
    return weight + (FACES if photo.faces else 0.0)


def shape_of(photo: Photo, most_hearts: int) -> Shape:
    caption = "" if photo.is_card else photo.caption
    return Shape(
        photo.id,
        max(1, photo.width) / max(1, photo.height),
        weight_of(photo, most_hearts),
        length_mm(words_of(photo.author, caption)),
        pixels_of(photo)[0],
    )


def pixels_of(photo: Photo) -> tuple[int, int]:
    """Return the size in px for print. For a video, its poster's."""
    if photo.is_video:
        for rendition in photo.renditions:
            if rendition.name == "wall":
                return rendition.width, rendition.height
    return max(1, photo.width), max(1, photo.height)


def focus_of(photo: Photo) -> tuple[float, float]:
    """Return the point that a crop keeps in view, in fractions of the sides: the middle of the faces."""
    if not photo.faces:
        return MIDDLE
    count = len(photo.faces)
    return (
        sum(face.x + face.width / 2 for face in photo.faces) / count,
        sum(face.y + face.height / 2 for face in photo.faces) / count,
    )


def best_cover(photos: Sequence[Photo], most_hearts: int, shape: float) -> str:
    """Return the photo for a cover of that shape: a loved one that needs little cropping. May be empty."""
    fit = [photo for photo in photos if not photo.is_card]
    if not fit:
        return ""

    def worth(photo: Photo) -> float:
        ratio = max(1, photo.width) / max(1, photo.height)
        lost = 1 - min(ratio / shape, shape / ratio)
        few = max(0.0, 1 - pixels_of(photo)[0] / GOOD_COVER_PX)
        return weight_of(photo, most_hearts) - lost - few - (0.3 if photo.is_video else 0.0)

    return max(fit, key=worth).id
