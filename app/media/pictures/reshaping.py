"""Apply mirror, turns, angle and crop together with the shrink, in one pass over the pixels.

Two maps are combined. The eight ways to lay a picture only swap and reverse its axes: EXIF's orientations,
and all combinations of mirror and quarter turns. Straightening turns it about the middle.
"""

import math
from dataclasses import dataclass

from PIL import Image

from app.media.edit import Edit, cover_scale
from app.media.renditions import FILTER, REDUCING_GAP

_Transpose = Image.Transpose

_BY_TURNS = {1: _Transpose.ROTATE_270, 2: _Transpose.ROTATE_180, 3: _Transpose.ROTATE_90}

# Margin cut from a rotated picture's edges, so that rounding never samples outside.
_MARGIN = 1.001
# Margin kept around a rotated crop for the bicubic filter, in pixels of the result.
_AROUND_PX = 3


@dataclass(frozen=True, slots=True)
class _Lay:
    """One of the eight ways to lay a picture: mirrored or not, then quarter turns clockwise."""

    is_mirrored: bool
    turns: int

    def then(self, is_mirrored: bool, turns: int) -> "_Lay":
        # A mirror after a turn is the mirror before the opposite turn.
        own = -self.turns if is_mirrored else self.turns
        return _Lay(self.is_mirrored != is_mirrored, (own + turns) % 4)

    def size(self, width: float, height: float) -> tuple[float, float]:
        return (height, width) if self.turns % 2 else (width, height)

    def apply(self, picture: Image.Image) -> Image.Image:
        if self.is_mirrored:
            picture = picture.transpose(_Transpose.FLIP_LEFT_RIGHT)
        return picture.transpose(_BY_TURNS[self.turns]) if self.turns else picture

    def box_before(
        self, box: tuple[float, float, float, float], size: tuple[float, float]
    ) -> tuple[float, float, float, float]:
        """Return the source of a box of the laid picture. `size` is the laid picture's."""
        left, top, right, bottom = box
        width, height = size
        for _ in range(self.turns):
            left, top, right, bottom = top, width - right, bottom, width - left
            width, height = height, width
        if self.is_mirrored:
            left, right = width - right, width - left
        return left, top, right, bottom


_LAY_OF_EXIF = {
    1: _Lay(False, 0),
    2: _Lay(True, 0),
    3: _Lay(False, 2),
    4: _Lay(True, 2),
    5: _Lay(True, 3),
    6: _Lay(False, 1),
    7: _Lay(True, 1),
    8: _Lay(False, 3),
}


def laid(orientation: int, edit: Edit) -> int:
    """Return one EXIF orientation for another one combined with the edit's mirror and turns."""
    lay = _LAY_OF_EXIF.get(orientation, _LAY_OF_EXIF[1]).then(edit.mirror, edit.turns)
    return next(exif for exif, same in _LAY_OF_EXIF.items() if same == lay)


def least_decoded(edit: Edit) -> tuple[float, float]:
    """Return the fractions of a picture's sides that the crop keeps, which bound the decoder's shrink."""
    # The aspect ratio is not known yet: assume 3:2.
    grown = cover_scale(edit.angle, 3, 2)
    return edit.crop.width / grown, edit.crop.height / grown


def edited_size(edit: Edit, width: int, height: int) -> tuple[int, int]:
    """Return the size in px of an upright picture of this size after its edit, without a shrink."""
    if edit.turns % 2:
        width, height = height, width
    grown = cover_scale(edit.angle, width, height)
    return (
        max(1, round(width * edit.crop.width / grown)),
        max(1, round(height * edit.crop.height / grown)),
    )


def reshape(picture: Image.Image, orientation: int, edit: Edit, max_side: int) -> Image.Image:
    """Return the picture upright and edited, its long side at most `max_side` px. It never grows."""
    lay = _LAY_OF_EXIF.get(orientation, _LAY_OF_EXIF[1]).then(edit.mirror, edit.turns)
    frame = lay.size(*picture.size)
    if edit.angle:
        return _straightened(picture, lay, frame, edit, max_side)
    width, height = frame
    left, top = round(edit.crop.left * width), round(edit.crop.top * height)
    right = max(left + 1, round((edit.crop.left + edit.crop.width) * width))
    bottom = max(top + 1, round((edit.crop.top + edit.crop.height) * height))
    size = _shrunk((right - left, bottom - top), max_side)
    return lay.apply(_cut(picture, lay, frame, (left, top, right, bottom), size))


def _straightened(
    picture: Image.Image, lay: _Lay, frame: tuple[float, float], edit: Edit, max_side: int
) -> Image.Image:
    width, height = frame
    crop, grown = edit.crop, cover_scale(edit.angle, width, height) * _MARGIN
    # The crop's sides in pixels of the picture before straightening enlarges it.
    across, down = crop.width * width / grown, crop.height * height / grown
    made = _shrunk((max(1, round(across)), max(1, round(down))), max_side)
    radians = math.radians(edit.angle)
    cos, sin = math.cos(radians), math.sin(radians)
    # The crop's middle relative to the frame's middle, before enlarging and turning.
    off_x = (crop.left + crop.width / 2 - 0.5) * width / grown
    off_y = (crop.top + crop.height / 2 - 0.5) * height / grown
    middle_x = width / 2 + cos * off_x + sin * off_y
    middle_y = height / 2 - sin * off_x + cos * off_y
    scale = made[0] / across, made[1] / down
    around = _AROUND_PX / min(scale)
    half_x = (abs(cos) * across + abs(sin) * down) / 2 + around
    half_y = (abs(sin) * across + abs(cos) * down) / 2 + around
    box = (
        max(0, math.floor(middle_x - half_x)),
        max(0, math.floor(middle_y - half_y)),
        min(round(width), math.ceil(middle_x + half_x)),
        min(round(height), math.ceil(middle_y + half_y)),
    )
    cut_size = (
        max(1, round((box[2] - box[0]) * scale[0])),
        max(1, round((box[3] - box[1]) * scale[1])),
    )
    cut = lay.apply(_cut(picture, lay, frame, box, cut_size))
    by_x, by_y = cut.width / (box[2] - box[0]), cut.height / (box[3] - box[1])
    # From a pixel of the result, through the frame, to a pixel of the cut source.
    per_x, per_y = across / made[0], down / made[1]
    matrix = (
        by_x * cos * per_x,
        by_x * sin * per_y,
        by_x * (middle_x - box[0] - (cos * across + sin * down) / 2),
        -by_y * sin * per_x,
        by_y * cos * per_y,
        by_y * (middle_y - box[1] + (sin * across - cos * down) / 2),
    )
    return cut.transform(made, Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)


def _cut(
    picture: Image.Image,
    lay: _Lay,
    frame: tuple[float, float],
    box: tuple[float, float, float, float],
    size: tuple[int, int],
) -> Image.Image:
    """Cut a box of the laid picture out of the one that is not laid yet. `size` is the laid box's."""
    own_box = lay.box_before(box, frame)
    width, height = lay.size(*size)
    own_size = round(width), round(height)
    left, top, right, bottom = (round(side) for side in own_box)
    if own_size == (right - left, bottom - top):
        return picture.crop((left, top, right, bottom))
    return picture.resize(own_size, FILTER, box=own_box, reducing_gap=REDUCING_GAP)


def _shrunk(size: tuple[int, int], max_side: int) -> tuple[int, int]:
    scale = min(1.0, max_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
