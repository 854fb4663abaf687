"""Photos as phones send them: 12 and 48 megapixels, of a demo scene with a sensor's noise on top."""

import io
import itertools
import struct
from functools import cache

import pillow_heif
from PIL import ExifTags, Image

from demo.pictures import compose

SIZES = {"12 MP JPEG": (4032, 3024), "48 MP JPEG": (8064, 6048), "12 MP HEIC": (4032, 3024)}
JPEG_QUALITY = 96
HEIC_QUALITY = 45
NOISE = 14
NOISE_SHARE = 0.16
HELD_UPRIGHT = 6

_serial_numbers = itertools.count()


@cache
def picture(kind: str) -> bytes:
    """Return the file of a kind in SIZES; the first time takes some seconds."""
    width, height = SIZES[kind]
    scene = compose(0).resize((width, height), Image.Resampling.BICUBIC)
    noise = Image.effect_noise((width, height), NOISE).convert("RGB")
    photo = Image.blend(scene, noise, NOISE_SHARE)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = HELD_UPRIGHT
    stored = io.BytesIO()
    if kind.endswith("HEIC"):
        pillow_heif.from_pillow(photo).save(stored, quality=HEIC_QUALITY)
    else:
        photo.save(stored, "JPEG", quality=JPEG_QUALITY, exif=exif)
    return stored.getvalue()


def another(kind: str) -> bytes:
    """Return the file with a few bytes of its own: the same bytes from one guest would be one photo."""
    serial = struct.pack(">Q", next(_serial_numbers))
    if kind.endswith("HEIC"):
        # A box of type `free`, which readers skip (ISO/IEC 14496-12).
        return picture(kind) + struct.pack(">I4s", 16, b"free") + serial
    return picture(kind) + serial
