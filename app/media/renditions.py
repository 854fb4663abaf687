"""Shrink pictures and write them as JPEGs that carry nothing but pixels."""

import io

from PIL import Image

WALL_MAX_SIDE = 2048
THUMB_MAX_SIDE = 512
# A decoder's own shrink may stop this far below WALL_MAX_SIDE. On a screen nobody can tell it from 2048, and
# it saves the second, slower resize.
WALL_MIN_SIDE = 1920

# For shrinking as good as bicubic, in half the time. Lanczos takes four times as long and rings at edges.
FILTER = Image.Resampling.HAMMING
# From a factor of nearly four on, as from a wall rendition to its thumb, averaging does the coarse part in
# half the time.
REDUCING_GAP = 1.9
_QUALITY = 85

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def shrink(picture: Image.Image, max_side: int) -> Image.Image:
    """Return the picture with its long side at most `max_side` px and no side under 1 px. It never grows."""
    long_side = max(picture.size)
    if long_side <= max_side:
        return picture
    width, height = (max(1, round(side * max_side / long_side)) for side in picture.size)
    return picture.resize((width, height), FILTER, reducing_gap=REDUCING_GAP)


def upright(picture: Image.Image, orientation: int) -> Image.Image:
    """Return the picture turned by its EXIF orientation, 1 to 8."""
    return picture.transpose(_TURNS[orientation]) if orientation in _TURNS else picture


def is_sideways(orientation: int) -> bool:
    """Tell whether EXIF orientation swaps width and height."""
    return orientation >= 5


def encode_jpeg(picture: Image.Image) -> bytes:
    """Return the RGB pixels as a baseline JPEG without metadata. `picture` loses its metadata, too."""
    picture.info = {}  # from here Pillow would write a GIF's comment, among others
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=_QUALITY)
    return target.getvalue()
