"""Make the clip of a video that the wall plays: short, silent, and without metadata of its sender."""

import errno
import math
import os
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import av
from av.container import OutputContainer
from av.filter import Graph
from av.video.frame import PictureType, VideoFrame
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter
from av.video.stream import VideoStream

from app.media.edit import NO_EDIT, Edit
from app.media.errors import PictureRefused, Refusal
from app.media.pictures import hdr
from app.media.pictures.filtering import Steps, filter_chain
from app.media.pictures.matrix import matrix_of
from app.media.pictures.reshaping import laid
from app.media.rendered import CLIP_FILE, MadeClip, Rendition
from app.media.sniff import MediaType
from app.media.videos.film import Film, opened_film, size_of, turn_of, upright_size
from app.media.worker.steps import Step, enter

MAX_S = 30.0
LONG_SIDE, SHORT_SIDE = 1920, 1080
MAX_RATE = 30
THREADS = 2

_TIME_BASE = Fraction(1, 90_000)
_PRESET = {"preset": "veryfast", "crf": "23", "maxrate": "8M", "bufsize": "16M", "threads": str(THREADS)}
_BT709 = 1
_TELL_EVERY_S = 1.0
_FROM_RGB = (
    ("scale", "out_color_matrix=bt709:out_range=tv:flags=accurate_rnd"),
    ("format", "yuv420p"),
)
_TURNS: dict[int, Steps] = {
    2: (("hflip", ""),),
    3: (("hflip", ""), ("vflip", "")),
    4: (("vflip", ""),),
    5: (("transpose", "cclock_flip"),),
    6: (("transpose", "clock"),),
    7: (("transpose", "clock_flip"),),
    8: (("transpose", "cclock"),),
}


def make_clip(
    original: Path,
    out_dir: Path,
    *,
    max_pixels: int,
    edit: Edit = NO_EDIT,
    tell: Callable[[float], None] = lambda _: None,
) -> MadeClip:
    """Write `clip.mp4`, cut and turned by the edit, durably into `out_dir`, and describe it.

    `tell` gets about once a second how many seconds of it are done. Raises `PictureRefused` if the video is
    at fault, and OSError if the disk is. Then an unfinished file may stay.
    """
    path = out_dir / CLIP_FILE
    enter(Step.OPEN)
    try:
        with opened_film(original, max_pixels=max_pixels, threads=THREADS) as film:
            (width, height), whole_ms = _encode(film, path, edit, tell)
    except MemoryError as error:
        raise PictureRefused(Refusal.VIDEO_TOO_HEAVY) from error
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return MadeClip(Rendition("clip", CLIP_FILE, width, height, MediaType.MP4.value), whole_ms)


def _encode(
    film: Film, path: Path, edit: Edit, tell: Callable[[float], None]
) -> tuple[tuple[int, int], int | None]:
    enter(Step.ENCODE)
    thinned = _Thinned(film, edit)
    frames = thinned.frames()
    try:
        time_s, frame = next(frames)
    except StopIteration:
        raise PictureRefused(Refusal.BROKEN_VIDEO) from None
    turn = laid(turn_of(frame), edit)
    size = size_of(film, frame)
    scaled = _fitted(size)
    look = _Look(scaled, turn, frame.color_trc, path.parent)
    upright = upright_size(scaled, turn)
    try:
        with _output(path) as output:
            stream = _stream(output, upright)
            told_at = time.monotonic()
            while True:
                for packet in stream.encode(look.of(frame, time_s)):
                    output.mux(packet)
                if time.monotonic() - told_at >= _TELL_EVERY_S:
                    told_at = time.monotonic()
                    tell(time_s)
                following = next(frames, None)
                if following is None:
                    break
                time_s, frame = following
            for packet in stream.encode():
                output.mux(packet)
    except av.FFmpegError as error:
        # Undecodable frames end the loop before this, so an error here comes from writing.
        if isinstance(error, MemoryError):
            raise
        raise OSError(error.errno or errno.EIO, error.strerror or "cannot write the clip") from error
    return upright, thinned.whole_ms


class _Thinned:
    """Drops frames and never doubles any: at most MAX_RATE a second, for at most MAX_S.

    Times count from the edit's begin. `whole_ms` is the length from there to the end of the film or of the
    edit. It is set once that end is reached.
    """

    def __init__(self, film: Film, edit: Edit) -> None:
        self._film = film
        self._begin_s = edit.begin_ms / 1000
        self._length_s = edit.end_ms / 1000 - self._begin_s if edit.end_ms else math.inf
        self.whole_ms: int | None = None

    def frames(self) -> Iterator[tuple[float, VideoFrame]]:
        due_s = end_s = 0.0
        step_s = 1 / MAX_RATE
        last: VideoFrame | None = None
        has_begun = False
        for film_s, frame in self._film.frames(self._begin_s):
            time_s = film_s - self._begin_s
            if time_s < -step_s / 2:
                last = frame
                continue
            time_s = max(0.0, time_s)
            has_begun = True
            if time_s >= self._length_s:
                end_s = self._length_s
                break
            if time_s >= MAX_S:
                return
            # Half a step of leeway: else a film of 30 a second with rounded times would lose frames.
            if time_s >= due_s - step_s / 2:
                yield time_s, frame
                due_s = max(due_s + step_s, time_s)
            end_s = time_s + float((frame.duration or 0) * (frame.time_base or 0))
        if not has_begun and last is not None:
            # The edit begins past the film's end: only the last frame is left.
            yield 0.0, last
        self.whole_ms = round(end_s * 1000) or None


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    """Return the size within 1920x1080 or 1080x1920, both sides even, never enlarged."""
    long_side, short_side = max(size), min(size)
    scale = min(1.0, LONG_SIDE / long_side, SHORT_SIDE / short_side)
    width, height = (max(2, int(side * scale / 2 + 1e-6) * 2) for side in size)
    return width, height


class _Look:
    """Converts each decoded frame to the clip's size, colours and orientation.

    A frame of any size and format is scaled first, so that all later steps see only one kind of frame.
    """

    def __init__(self, size: tuple[int, int], turn: int, transfer: int, folder: Path) -> None:
        self._size = size
        self._reformatter = VideoReformatter()
        self._is_hdr = transfer in hdr.TRANSFERS
        self._pixels = hdr.PIXELS if self._is_hdr else "yuv420p"
        turning = _TURNS.get(turn, ())
        self._chain: Graph | None = None
        if self._is_hdr:
            with hdr.table_file(folder, transfer) as toning:
                steps = (toning, *_FROM_RGB, *turning)
                self._chain = filter_chain(size, self._pixels, hdr.COLOURS, steps, THREADS)
        elif turning:
            self._chain = filter_chain(size, self._pixels, "bt709:range=tv", turning, THREADS)

    def of(self, frame: VideoFrame, time_s: float) -> VideoFrame:
        made = self._reformatter.reformat(
            frame,
            *self._size,
            self._pixels,
            src_colorspace=matrix_of(frame),
            dst_colorspace=None if self._is_hdr else Colorspace.ITU709,
            dst_color_range=None if self._is_hdr else ColorRange.MPEG,
            threads=THREADS,
        )
        made.pts = round(time_s / _TIME_BASE)
        made.time_base = _TIME_BASE
        if self._chain is not None:
            self._chain.vpush(made)
            made = self._chain.vpull()
        made.pict_type = PictureType.NONE
        made.colorspace = made.color_primaries = made.color_trc = _BT709
        made.color_range = ColorRange.MPEG
        return made


def _output(path: Path) -> OutputContainer:
    # Bit-exact mode writes no encoder name. The index comes first, so that a browser can start at once.
    return av.open(
        path, "w", format="mp4", container_options={"movflags": "+faststart", "fflags": "+bitexact"}
    )


def _stream(output: OutputContainer, size: tuple[int, int]) -> VideoStream:
    stream = output.add_stream("libx264", rate=MAX_RATE, options=dict(_PRESET, a53cc="0"))
    stream.width, stream.height = size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = _TIME_BASE
    context.color_range = ColorRange.MPEG
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    return stream
