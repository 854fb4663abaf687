"""Make one JPEG for paper of an original: edited, and cropped to the shape of its place.

The pixels themselves are cropped, so the PDF holds only what the page shows. Only pixels are written: no
place, no name of a phone. They are encoded only this once.
"""

from PIL import Image

from app.media.errors import PictureRefused, Refusal
from app.media.pictures.colour import to_scalable, to_srgb
from app.media.pictures.decode import decode
from app.media.pictures.levels import adjust
from app.media.pictures.reshaping import least_decoded, reshape
from app.media.printing.asked import PrintRequest
from app.media.renditions import FILTER, REDUCING_GAP
from app.media.sniff import SNIFF_BYTES, sniff

QUALITY = 92


def print_picture(request: PrintRequest) -> int:
    """Write the picture and return its size in bytes.

    Raises `PictureRefused` if the picture is at fault, and OSError if the disk is.
    """
    try:
        picture = _cropped(_decoded(request), request)
    except MemoryError as error:
        raise PictureRefused(Refusal.TOO_LARGE_TO_DECODE) from error
    picture.info = {}
    picture.save(request.out, "JPEG", quality=QUALITY)
    return request.out.stat().st_size


def _decoded(request: PrintRequest) -> Image.Image:
    edit = request.edit
    with request.original.open("rb") as file:
        media_type = sniff(file.read(SNIFF_BYTES))
        if media_type is None or media_type.is_video:
            raise PictureRefused(Refusal.NOT_A_PICTURE)
        decoded = decode(
            file,
            media_type,
            max_pixels=request.max_pixels,
            min_long_side=request.long_side,
            left=least_decoded(edit),
        )
    pixels = reshape(to_scalable(decoded.pixels), decoded.turn, edit, request.long_side)
    return adjust(to_srgb(pixels, decoded.icc_profile), edit)


def _cropped(picture: Image.Image, request: PrintRequest) -> Image.Image:
    wanted = request.width / request.height
    width, height = picture.size
    across, down = min(width, height * wanted), min(height, width / wanted)
    left = _within(request.focus[0] * width - across / 2, width - across)
    top = _within(request.focus[1] * height - down / 2, height - down)
    box = (round(left), round(top), round(left + across), round(top + down))
    picture = picture.crop((box[0], box[1], max(box[0] + 1, box[2]), max(box[1] + 1, box[3])))
    size = request.width, request.height
    if picture.width <= size[0] or picture.height <= size[1]:
        return picture
    return picture.resize(size, FILTER, reducing_gap=REDUCING_GAP)


def _within(value: float, most: float) -> float:
    return min(max(0.0, value), max(0.0, most))
