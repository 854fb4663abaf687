"""Write an upright sRGB picture as two JPEGs to the disk, and return what a page must know of them."""

from dataclasses import replace
from pathlib import Path

from PIL import Image

from app.media.facts import UNKNOWN, Facts
from app.media.files import write_durably
from app.media.looks.faces import faces_in
from app.media.looks.looking import looked_at_meanwhile
from app.media.pictures.impression import difference_hash, main_colours
from app.media.pictures.placeholder import placeholder
from app.media.rendered import THUMB_FILE, WALL_FILE, Rendered, Rendition
from app.media.renditions import THUMB_MAX_SIDE, encode_jpeg, shrink
from app.media.sniff import MediaType
from app.media.worker.steps import Step, enter


def write_renditions(
    wall: Image.Image,
    out_dir: Path,
    *,
    width: int,
    height: int,
    taken_at: str | None,
    duration_ms: int | None = None,
    facts: Facts = UNKNOWN,
) -> Rendered:
    """Write `thumb.jpg` and `wall.jpg` durably, both or neither. Sizes, times and `facts` are the original's.

    Raises OSError if the disk is at fault, and MemoryError.
    """
    enter(Step.ENCODE)
    thumb = shrink(wall, THUMB_MAX_SIDE)
    with looked_at_meanwhile(thumb) as seen_in_thumb:
        large = encode_jpeg(wall)
        files = {THUMB_FILE: encode_jpeg(thumb), WALL_FILE: large}
        painted = placeholder(thumb)
        detail = 1000 * len(large) // (wall.width * wall.height)
        known = replace(facts, colours=main_colours(thumb), likeness=difference_hash(thumb), detail=detail)
        enter(Step.LOOK)
        faces = faces_in(wall)
        seen = seen_in_thumb()
    enter(Step.WRITE)
    write_durably(out_dir, files)
    return Rendered(
        width=width,
        height=height,
        placeholder=painted,
        taken_at=taken_at,
        renditions=(_rendition("thumb", THUMB_FILE, thumb), _rendition("wall", WALL_FILE, wall)),
        duration_ms=duration_ms,
        facts=known,
        seen=seen,
        faces=faces,
    )


def _rendition(name: str, file: str, picture: Image.Image) -> Rendition:
    return Rendition(name, file, picture.width, picture.height, MediaType.JPEG.value)
