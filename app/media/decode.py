"""Open a stranger's file, count its pixels before decoding any, and decode it no larger than needed."""

import mmap
import warnings
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from app.media.boxes import is_whole
from app.media.errors import PictureRefused, Refusal
from app.media.metadata import read_exif
from app.media.sniff import MediaType

# Imported so that a warm worker has them all and Pillow need not look for its forty others. MPO (two JPEGs in
# one file) is opened through JPEG: to name it as a format makes Pillow raise KeyError.
_PLUGINS = (AvifImagePlugin, GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
_FORMATS = {
    MediaType.JPEG: "JPEG",
    MediaType.PNG: "PNG",
    MediaType.GIF: "GIF",
    MediaType.WEBP: "WEBP",
    MediaType.HEIC: "HEIF",
    MediaType.AVIF: "AVIF",
}
# One thread: there is a worker for each core, and every further thread costs address space under the limit.
_DECODE_THREADS = 1
_JPEG_SHRINKS = (8, 4, 2)
# Two bytes each, with colour at a quarter of the pixels, as cameras and phones write it.
_COEFFICIENT_BYTES_PER_PIXEL = 3

pillow_heif.register_heif_opener(
    thumbnails=False, aux_images=False, depth_images=False, decode_threads=_DECODE_THREADS
)
AvifImagePlugin.DEFAULT_MAX_THREADS = _DECODE_THREADS


@dataclass(frozen=True, slots=True)
class Decoded:
    """Loaded pixels, not yet upright and perhaps shrunk; `width` and `height` are the file's own."""

    pixels: Image.Image
    width: int
    height: int
    exif: Image.Exif
    icc_profile: bytes | None


def decode(file: BinaryIO, media_type: MediaType, *, max_pixels: int, min_long_side: int) -> Decoded:
    """Decode the first or primary picture of an open file.

    A JPEG is shrunk while decoding, its long side staying at least `min_long_side` px. Raises
    `PictureRefused`. Not safe in threads: Pillow's pixel limit and warning filters are the process's.
    """
    # Pillow raises at twice its limit and warns at once. The rounding is up; the exact check is ours.
    Image.MAX_IMAGE_PIXELS = (max_pixels + 1) // 2
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a library's remarks on a guest's file change nothing here
            return _decode(file, media_type, max_pixels, min_long_side)
    except PictureRefused:
        raise
    except MemoryError as error:
        raise PictureRefused(Refusal.TOO_LARGE_TO_DECODE) from error
    except Image.DecompressionBombError as error:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS) from error
    except Exception as error:
        # Hostile files raise nearly anything. Whatever it is, it ends the picture: after a failed load
        # Pillow's second load "succeeds" with garbage.
        raise PictureRefused(Refusal.BROKEN_PICTURE) from error


def _decode(file: BinaryIO, media_type: MediaType, max_pixels: int, min_long_side: int) -> Decoded:
    if media_type is MediaType.HEIC and not is_whole(file):
        raise PictureRefused(Refusal.BROKEN_PICTURE)
    file.seek(0)
    with Image.open(file, formats=[_FORMATS[media_type]]) as picture:
        width, height = picture.size
        # Nothing is decoded so far, and nothing may be before this line: getexif() decodes a whole PNG.
        if width * height > max_pixels:
            raise PictureRefused(Refusal.TOO_MANY_PIXELS)
        if media_type is MediaType.JPEG:
            picture.draft(None, _drafted_size(width, height, min_long_side))
            _ask_for_coefficients(picture, width * height)
        picture.load()
        if media_type is not MediaType.JPEG:
            width, height = picture.size  # of HEIC the header may be wrong
        profile = picture.info.get("icc_profile")
        return Decoded(
            pixels=picture,
            width=width,
            height=height,
            exif=read_exif(picture),
            icc_profile=profile if isinstance(profile, bytes) else None,
        )


def _ask_for_coefficients(picture: Image.Image, pixels: int) -> None:
    # A progressive JPEG is kept whole as coefficients while it is decoded, whatever the shrink. Without room
    # for them libjpeg calls the data broken, so see first whether there is. The mapping touches no memory.
    if not picture.info.get("progressive"):
        return
    try:
        mmap.mmap(-1, pixels * _COEFFICIENT_BYTES_PER_PIXEL).close()
    except OSError as error:
        raise MemoryError from error


def _drafted_size(width: int, height: int, min_long_side: int) -> tuple[int, int]:
    # Asked for a square, draft() goes by the short side and shrinks too little: ask in the picture's aspect.
    for shrink in _JPEG_SHRINKS:
        if max(width, height) // shrink >= min_long_side:
            return max(1, width // shrink), max(1, height // shrink)
    return width, height
