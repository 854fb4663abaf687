"""Make the poster of a video: a good frame as two upright sRGB JPEGs."""

from pathlib import Path
from typing import cast

from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation
from PIL import Image

from app.media.camera import facts_of_film
from app.media.edit import NO_EDIT, Edit, played_ms
from app.media.errors import PictureRefused, Refusal
from app.media.pictures import hdr
from app.media.pictures.filtering import filter_chain
from app.media.pictures.matrix import matrix_of
from app.media.pictures.reshaping import edited_size, reshape
from app.media.rendered import Rendered
from app.media.renditions import WALL_MAX_SIDE
from app.media.videos.film import Film, opened_film, size_of, turn_of, upright_size
from app.media.worker.steps import Step, enter
from app.media.written import write_renditions

# The first instant is often black, or shows a moving hand.
_WANTED_AT_S = 0.9
_LOOK_AT_S = 5.0
_LOOK_AT_FRAMES = 24
# If no keyframe is lit, every frame is checked, for about five seconds.
_LOOK_AT_ALL_FRAMES = 150
_DARK_LEVEL = 40
_PROBE_SIDE = 64
# A frame lasts until the next one, and players round the times that people choose.
_HALF_A_FRAME_S = 0.01


def render_poster(original: Path, out_dir: Path, *, max_pixels: int, edit: Edit = NO_EDIT) -> Rendered:
    """Write `thumb.jpg` and `wall.jpg` of a video into `out_dir`, durably, both or neither.

    The frame is the one that the edit names, else a good one from about one second on.

    Raises `PictureRefused` if the video is at fault, and OSError if the disk is.
    """
    enter(Step.OPEN)
    try:
        with opened_film(original, max_pixels=max_pixels, threads=1, only_keyframes=True) as film:
            enter(Step.DECODE)
            frame = _chosen(original, max_pixels, edit)
            if frame is None:
                frame = _good_keyframe(film)
                if frame is None or _is_dark(frame):
                    frame = _first_lit(original, max_pixels) or frame
            if frame is None:
                raise PictureRefused(Refusal.BROKEN_VIDEO)
            turn = turn_of(frame)
            size = size_of(film, frame)
            width, height = edited_size(edit, *upright_size(size, turn))
            return write_renditions(
                reshape(_picture(frame, size, out_dir), turn, edit, WALL_MAX_SIDE),
                out_dir,
                width=width,
                height=height,
                taken_at=film.taken_at,
                duration_ms=played_ms(edit, film.duration_ms),
                facts=facts_of_film(film.container.metadata),
            )
    except MemoryError as error:
        raise PictureRefused(Refusal.VIDEO_TOO_HEAVY) from error


def _chosen(original: Path, max_pixels: int, edit: Edit) -> VideoFrame | None:
    """Return the frame at the edit's time, or the last one of a shorter video. None if no time is set."""
    if edit.poster_ms is None and not edit.begin_ms:
        return None
    wanted_s = (edit.begin_ms if edit.poster_ms is None else edit.poster_ms) / 1000
    with opened_film(original, max_pixels=max_pixels, threads=1) as film:
        last = None
        for time_s, frame in film.frames(wanted_s):
            if frame.is_corrupt:
                continue
            if time_s > wanted_s + _HALF_A_FRAME_S and last is not None:
                break
            last = frame
        return last


def _good_keyframe(film: Film) -> VideoFrame | None:
    """Return the first lit keyframe from about a second on, else the first lit one, else the first."""
    first = lit = None
    for number, (time_s, frame) in enumerate(film.frames()):
        if frame.is_corrupt and first is not None:
            continue
        is_lit = not _is_dark(frame)
        if is_lit and time_s >= _WANTED_AT_S:
            return frame
        first = first or frame
        lit = lit or (frame if is_lit else None)
        if time_s > _LOOK_AT_S or number >= _LOOK_AT_FRAMES:
            break
    return lit or first


def _first_lit(original: Path, max_pixels: int) -> VideoFrame | None:
    with opened_film(original, max_pixels=max_pixels, threads=1) as film:
        for number, (_, frame) in enumerate(film.frames()):
            if not _is_dark(frame):
                return frame
            if number >= _LOOK_AT_ALL_FRAMES:
                break
    return None


def _is_dark(frame: VideoFrame) -> bool:
    small = frame.reformat(_PROBE_SIDE, _PROBE_SIDE, "gray", dst_color_range=ColorRange.JPEG, threads=1)
    darkest_to_brightest = _pillow(small).convert("L").getextrema()
    return cast(tuple[int, int], darkest_to_brightest)[1] < _DARK_LEVEL


def _picture(frame: VideoFrame, size: tuple[int, int], folder: Path) -> Image.Image:
    scale = min(1.0, WALL_MAX_SIDE / max(size))
    width, height = (max(1, round(side * scale)) for side in size)
    is_hdr = frame.color_trc in hdr.TRANSFERS
    scaled = frame.reformat(
        width,
        height,
        hdr.PIXELS if is_hdr else "rgb24",
        src_colorspace=matrix_of(frame),
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND,
        threads=1,
    )
    if is_hdr:
        with hdr.table_file(folder, frame.color_trc) as toning:
            steps = (toning, ("format", "rgb24"))
            chain = filter_chain((width, height), hdr.PIXELS, hdr.COLOURS, steps, threads=1)
        chain.vpush(scaled)
        scaled = chain.vpull()
    return _pillow(scaled)


def _pillow(frame: VideoFrame) -> Image.Image:
    # PyAV has no types for this.
    return cast(Image.Image, frame.to_image())  # type: ignore[no-untyped-call]
