"""Open an untrusted file, count its pixels before decoding any, and decode it no larger than needed."""

import mmap
import warnings
from dataclasses import dataclass, replace
from io import BytesIO
from typing import BinaryIO

import pillow_heif
from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from app.media.boxes import is_whole, with_type_first
from app.media.errors import PictureRefused, Refusal
from app.media.metadata import orientation, read_exif, read_tiff_exif
from app.media.pictures.cicp import Cicp
from app.media.pictures.hdr_profile import profile_of_hdr
from app.media.pictures.heif import HeifFacts, heif_facts
from app.media.pictures.heif_jpeg import jpeg_inside
from app.media.pictures.heif_sequence import still_of_sequence
from app.media.pictures.jpeg import has_one_scan, may_have_more_scans, readings_of_unended, scans_of
from app.media.pictures.matrix_profile import profile_of_cicp, profile_of_png
from app.media.pictures.png import PngFacts, read_png
from app.media.pictures.tiff import full_size_jpeg
from app.media.sniff import MediaType
from app.media.worker.steps import Step, enter

# Imported so that a warm worker has them all, and Pillow need not try its forty others. MPO (two JPEGs in one
# file) is opened through JPEG: naming it as a format makes Pillow raise KeyError. EXIF is a TIFF.
_PLUGINS = (
    AvifImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)
_FORMATS = {
    MediaType.JPEG: "JPEG",
    MediaType.PNG: "PNG",
    MediaType.GIF: "GIF",
    MediaType.WEBP: "WEBP",
    MediaType.HEIC: "HEIF",
    MediaType.AVIF: "AVIF",
}
# The major brands that the decoders open. The last one says only that it is a still of this family.
_STRUCTURE_BRAND = b"mif1"
_OPENED_BRANDS = {
    MediaType.HEIC: frozenset(
        (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
    ),
    MediaType.AVIF: frozenset((b"avif", b"avis", b"mif1", b"msf1")),
}
# One thread: there is a worker for each core, and each further thread costs address space under the limit.
_DECODE_THREADS = 1
_JPEG_SHRINKS = (8, 4, 2)
# Two bytes each, with colour at a quarter of the pixels, as cameras and phones write it.
_COEFFICIENT_BYTES_PER_PIXEL = 3
# Honest progressive JPEGs have ten scans, those of some programs twenty. Each goes through all pixels again.
_USUAL_SCANS = 20
_MAX_SCANS = 100
# How much larger a grid of tiles may be than the picture cut out of it.
_MAX_TILE_WASTE = 4

pillow_heif.register_heif_opener(
    thumbnails=False, aux_images=False, depth_images=False, decode_threads=_DECODE_THREADS
)
AvifImagePlugin.DEFAULT_MAX_THREADS = _DECODE_THREADS


@dataclass(frozen=True, slots=True)
class Decoded:
    """Loaded pixels, not yet upright and perhaps shrunk. `width` and `height` are the file's own.

    `turn` is the EXIF orientation that is still to be applied. `icc_profile` is the file's own, or is made of
    its code points.
    """

    pixels: Image.Image
    width: int
    height: int
    exif: Image.Exif
    turn: int
    icc_profile: bytes | None


def decode(
    file: BinaryIO,
    media_type: MediaType,
    *,
    max_pixels: int,
    min_long_side: int,
    left: tuple[float, float] = (1.0, 1.0),
) -> Decoded:
    """Decode the first or primary picture of an open file.

    A JPEG is shrunk while decoding. `left` are the fractions of its sides that a crop keeps: the long side of
    this part stays at least `min_long_side` px. Raises `PictureRefused`. Not thread-safe, because Pillow's
    pixel limit and warning filters are global.
    """
    # Pillow raises only at twice its limit, and warns above it. We round up and check exactly ourselves.
    Image.MAX_IMAGE_PIXELS = (max_pixels + 1) // 2
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a library's warnings about a guest's file do not matter here
            return _Decoding(media_type, max_pixels, min_long_side, left).of(file)
    except PictureRefused:
        raise
    except MemoryError as error:
        raise PictureRefused(Refusal.TOO_LARGE_TO_DECODE) from error
    except Image.DecompressionBombError as error:
        raise PictureRefused(Refusal.TOO_MANY_PIXELS) from error
    except Exception as error:
        # Hostile files raise nearly anything, and any exception refuses the picture: after a failed load,
        # Pillow's second load "succeeds" with garbage.
        raise PictureRefused(Refusal.BROKEN_PICTURE) from error


@dataclass(frozen=True, slots=True)
class _Decoding:
    media_type: MediaType
    max_pixels: int
    min_long_side: int
    left: tuple[float, float]

    def of(self, file: BinaryIO) -> Decoded:
        match self.media_type:
            case MediaType.JPEG:
                return self._jpeg(file)
            case MediaType.PNG:
                return self._png(file)
            case MediaType.HEIC:
                return self._heic(file)
            case MediaType.AVIF:
                return self._heif(file)
        return self._raw(file) if self.media_type.is_raw else self._loaded(file)

    def _jpeg(self, file: BinaryIO) -> Decoded:
        if not has_one_scan(file):
            file.seek(0)
            content = file.read()
            if may_have_more_scans(content, _USUAL_SCANS):
                self._refuse_endless_scans(file, scans_of(content).count)
        try:
            return self._loaded(file)
        except OSError:
            file.seek(0)
            readings = readings_of_unended(file.read())
            if readings is None:
                raise
            one, other = (self._loaded(reading) for reading in readings)
            if ImageChops.difference(one.pixels, other.pixels).getbbox(alpha_only=False) is not None:
                raise
            return one

    def _refuse_endless_scans(self, file: BinaryIO, scans: int) -> None:
        with Image.open(file, formats=[_FORMATS[self.media_type]]) as picture:
            work = picture.width * picture.height * scans
        if scans > _MAX_SCANS or work > _USUAL_SCANS * self.max_pixels:
            raise PictureRefused(Refusal.TOO_SLOW_TO_DECODE)

    def _png(self, file: BinaryIO) -> Decoded:
        file.seek(0)
        pixels, facts = read_png(file.read())
        return self._loaded(pixels, icc_profile=_profile_of_png(facts), exif=facts)

    def _heic(self, file: BinaryIO) -> Decoded:
        if not is_whole(file):
            raise PictureRefused(Refusal.BROKEN_PICTURE)
        try:
            return self._heif(still_of_sequence(file) or file)
        except (PictureRefused, MemoryError, Image.DecompressionBombError):
            raise
        except Exception:
            # Some cameras add a JPEG to pixels that this decoder does not know.
            if (inside := jpeg_inside(file)) is None:
                raise
            return replace(self, media_type=MediaType.JPEG)._jpeg(inside)

    def _heif(self, file: BinaryIO) -> Decoded:
        facts = heif_facts(file)
        if facts.pixels > self.max_pixels or facts.coded_pixels > _MAX_TILE_WASTE * self.max_pixels:
            raise PictureRefused(Refusal.TOO_MANY_PIXELS)
        return self._loaded(
            with_type_first(file, _OPENED_BRANDS[self.media_type], _STRUCTURE_BRAND),
            icc_profile=_profile_of_heif(facts),
            is_turned=facts.is_turned,
        )

    def _raw(self, file: BinaryIO) -> Decoded:
        # Sensor values need a RAW developer. The JPEG that phones and cameras add is a finished picture.
        found = full_size_jpeg(file)
        if found is None:
            raise PictureRefused(Refusal.RAW_PHOTO)
        file.seek(found.start)
        preview = BytesIO(file.read(found.length))
        decoded = replace(self, media_type=MediaType.JPEG)._jpeg(preview)
        if found.orientation is None:
            return decoded
        return replace(decoded, turn=found.orientation, exif=read_tiff_exif(file))

    def _loaded(
        self,
        file: BinaryIO,
        *,
        icc_profile: bytes | None = None,
        exif: PngFacts | None = None,
        is_turned: bool = True,
    ) -> Decoded:
        """Load the picture. Its own profile takes precedence over `icc_profile`."""
        file.seek(0)
        with Image.open(file, formats=[_FORMATS[self.media_type]]) as picture:
            width, height = picture.size
            # Nothing has been decoded so far. Never decode anything before this line.
            if width * height > self.max_pixels:
                raise PictureRefused(Refusal.TOO_MANY_PIXELS)
            if self.media_type is MediaType.JPEG:
                picture.draft(None, _drafted_size(width, height, self.min_long_side, self.left))
                _ask_for_coefficients(picture, width * height)
            enter(Step.DECODE)
            picture.load()
            enter(Step.METADATA)
            if self.media_type is not MediaType.JPEG:
                width, height = picture.size  # of HEIC the header may be wrong
            if exif is not None:
                _put_exif(picture, exif)
            found = read_exif(picture)
            own_profile = picture.info.get("icc_profile")
            profile = own_profile if isinstance(own_profile, bytes) and own_profile else icc_profile
            turn = orientation(found)
            if not is_turned and isinstance(told := picture.info.get("original_orientation"), int):
                turn = told if 1 <= told <= 8 else turn
            return Decoded(
                pixels=picture,
                width=width,
                height=height,
                exif=found,
                turn=turn,
                icc_profile=profile,
            )


def _profile_of_png(facts: PngFacts) -> bytes | None:
    """Choose the colour information that counts, in the standard's order (PNG, third edition, 4.3)."""
    if facts.cicp is not None:
        return _profile_of(facts.cicp)
    if facts.icc_profile is not None:
        return facts.icc_profile
    return None if facts.is_srgb else profile_of_png(facts.gamma, facts.chromaticities)


def _profile_of_heif(facts: HeifFacts) -> bytes | None:
    """Return the profile of the code points. A file's own profile precedes it (ISO/IEC 23000-22, 7.3.6.4)."""
    return None if facts.has_icc or facts.cicp is None else _profile_of(facts.cicp)


def _profile_of(cicp: Cicp) -> bytes | None:
    return profile_of_hdr(cicp) if cicp.is_hdr else profile_of_cicp(cicp)


def _put_exif(picture: Image.Image, facts: PngFacts) -> None:
    if facts.exif is not None:
        picture.info["exif"] = facts.exif
    elif facts.exif_text is not None:
        picture.info["Raw profile type exif"] = facts.exif_text


def _ask_for_coefficients(picture: Image.Image, pixels: int) -> None:
    # libjpeg keeps all coefficients of a progressive JPEG while it decodes, whatever the shrink. Without room
    # for them it calls the data broken, so check the room first. The mapping touches no memory.
    if not picture.info.get("progressive"):
        return
    try:
        mmap.mmap(-1, pixels * _COEFFICIENT_BYTES_PER_PIXEL).close()
    except OSError as error:
        raise MemoryError from error


def _drafted_size(width: int, height: int, min_long_side: int, left: tuple[float, float]) -> tuple[int, int]:
    # Which side is the crop's width depends on a turn that is not read yet. The shorter one is safe.
    across, down = left
    long_side = min(max(width * across, height * down), max(width * down, height * across))
    # For a square, draft() goes by the short side and shrinks too little. So ask in the picture's aspect.
    for shrink in _JPEG_SHRINKS:
        if long_side // shrink >= min_long_side:
            return max(1, width // shrink), max(1, height // shrink)
    return width, height
