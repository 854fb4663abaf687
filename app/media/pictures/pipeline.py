"""Make two upright sRGB JPEGs of an original picture, and return what a page must know of them."""

from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from app.media.camera import facts_of_exif
from app.media.edit import NO_EDIT, Edit
from app.media.errors import PictureRefused, Refusal
from app.media.metadata import taken_at
from app.media.pictures.colour import to_scalable, to_srgb
from app.media.pictures.decode import Decoded, decode
from app.media.pictures.levels import adjust
from app.media.pictures.reshaping import edited_size, least_decoded, reshape
from app.media.rendered import Rendered, Rendition
from app.media.renditions import WALL_MAX_SIDE, WALL_MIN_SIDE, is_sideways, shrink, upright
from app.media.sniff import SNIFF_BYTES, MediaType, sniff
from app.media.worker.steps import Step, enter
from app.media.written import write_renditions

__all__ = ["Rendered", "Rendition", "render"]


def render(original: Path, out_dir: Path, *, max_pixels: int, edit: Edit = NO_EDIT) -> Rendered:
    """Write `thumb.jpg` and `wall.jpg` of the edited original into `out_dir`, durably, both or neither.

    Raises `PictureRefused` if the picture is at fault, and OSError if the disk is. Animations give their
    first frame, HEIC its primary image. Not thread-safe (see `decode`).
    """
    enter(Step.OPEN)
    with original.open("rb") as file:
        media_type = sniff(file.read(SNIFF_BYTES))
        if media_type is None or media_type.is_video:
            raise PictureRefused(Refusal.NOT_A_PICTURE)
        decoded = decode(
            file, media_type, max_pixels=max_pixels, min_long_side=WALL_MIN_SIDE, left=least_decoded(edit)
        )
    turn = decoded.turn
    taken = taken_at(decoded.exif, datetime.now(UTC))
    width, height = decoded.width, decoded.height
    if is_sideways(turn):
        width, height = height, width
    enter(Step.METADATA)
    facts = facts_of_exif(decoded.exif, size=(width, height), is_png=media_type is MediaType.PNG)
    if edit.changes_shape:
        width, height = edited_size(edit, width, height)
    try:
        wall = _wall(decoded, turn, edit)
        del decoded
        return write_renditions(wall, out_dir, width=width, height=height, taken_at=taken, facts=facts)
    except MemoryError as error:
        raise PictureRefused(Refusal.TOO_LARGE_TO_DECODE) from error


def _wall(decoded: Decoded, turn: int, edit: Edit) -> Image.Image:
    # Shrink first: turning and colour then process only a fraction of the pixels.
    enter(Step.SHRINK)
    pixels = to_scalable(decoded.pixels)
    if edit.changes_shape:
        small = reshape(pixels, turn, edit, WALL_MAX_SIDE)
    else:
        small = upright(shrink(pixels, WALL_MAX_SIDE), turn)
    enter(Step.COLOUR)
    # Levels last: people adjust them in the colours of a screen.
    return adjust(to_srgb(small, decoded.icc_profile), edit)
