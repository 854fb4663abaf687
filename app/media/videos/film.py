"""Open an untrusted video for its frames: one demuxer, a few decoders, and bounds for all of them.

FFmpeg's reach with a hostile file is kept small. It reads one open file and can open no other. It tries only
the demuxer that the first bytes name, and the decoders that phones use. It runs in a process with limits.
"""

import contextlib
import logging
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO, cast

import av
from av.container import InputContainer
from av.sidedata.sidedata import Type as SideDataType
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.media.boxes import is_whole
from app.media.errors import PictureRefused, Refusal
from app.media.metadata import credible_time
from app.media.renditions import is_sideways
from app.media.sniff import SNIFF_BYTES, MediaType, sniff

_log = logging.getLogger(__name__)

_DEMUXERS = {MediaType.MP4: "mp4", MediaType.QUICKTIME: "mov", MediaType.WEBM: "webm"}
_DECODERS = frozenset(("h264", "hevc", "vp8", "vp9", "av1", "libdav1d"))
_READ_BYTES = 256 * 1024
_MAX_STREAMS = "32"
_PROBE_BYTES = str(16 * 1024 * 1024)
# A longer video is a forgotten camera, or a false claim.
_MAX_DURATION_MS = 24 * 3600 * 1000
# Anamorphic video has pixels up to twice as wide as high. More is damage.
_MAX_STRETCH = 4
# A film with this many undecodable packets is noise.
_MAX_DAMAGES = 200
# (a, b, c, d) of a display matrix (ISO/IEC 14496-12, 8.3.2) by sign, and EXIF's number for the same turn.
_TURNS = {
    (1, 0, 0, 1): 1,
    (-1, 0, 0, 1): 2,
    (-1, 0, 0, -1): 3,
    (1, 0, 0, -1): 4,
    (0, 1, 1, 0): 5,
    (0, 1, -1, 0): 6,
    (0, -1, -1, 0): 7,
    (0, -1, 1, 0): 8,
}


@dataclass(frozen=True, slots=True)
class Film:
    """An open video. `duration_ms` and `taken_at` are None if the file has no credible value."""

    container: InputContainer
    stream: VideoStream
    duration_ms: int | None
    taken_at: str | None
    max_pixels: int

    def frames(self, from_s: float = 0.0) -> Iterator[tuple[float, VideoFrame]]:
        """Decode frame by frame, each with its time in seconds from the first. Times only grow.

        If the file allows seeking, it begins at the last keyframe before `from_s`, else at its beginning.
        Raises `PictureRefused` if no frame can be decoded. Damage after the first frame is skipped.
        """
        first_s = self._seek(from_s) if from_s > 0 else None
        last_s = -1.0
        for frame in self._decoded():
            if frame.width * frame.height > self.max_pixels:
                raise PictureRefused(Refusal.VIDEO_TOO_HEAVY)
            if frame.pts is None:
                continue
            first_s = frame.time if first_s is None else first_s
            if frame.time - first_s > last_s:
                last_s = frame.time - first_s
                yield last_s, frame
        if last_s < 0:
            raise PictureRefused(Refusal.BROKEN_VIDEO)

    def _seek(self, to_s: float) -> float | None:
        """Seek to a keyframe at or before a time. Return when the film begins, None if that failed."""
        start, base = self.stream.start_time, self.stream.time_base
        if start is None or base is None:
            return None
        try:
            self.container.seek(start + int(to_s / base), stream=self.stream, backward=True)
        except av.FFmpegError as error:
            _log.info("no seeking in this file: %s", error)
            return None
        return float(start * base)

    def _decoded(self) -> Iterator[VideoFrame]:
        damages = 0
        packets = self.container.demux(self.stream)
        while damages < _MAX_DAMAGES:
            try:
                packet = next(packets, None)
            except av.FFmpegError as error:
                # Later frames could only be guessed.
                _log.info("reading ends early: %s", error)
                return
            if packet is None:
                return
            try:
                frames = packet.decode()
            except av.FFmpegError as error:
                if isinstance(error, MemoryError):
                    raise
                damages += 1
                continue
            yield from frames


@contextmanager
def opened_film(
    original: Path, *, max_pixels: int, threads: int, only_keyframes: bool = False
) -> Iterator[Film]:
    """Open a video. Raises `PictureRefused` for whatever is wrong with it."""
    with contextlib.ExitStack() as stack:
        file = stack.enter_context(original.open("rb"))
        media_type = sniff(file.read(SNIFF_BYTES))
        if media_type is None or not media_type.is_video:
            raise PictureRefused(Refusal.NOT_A_PICTURE)
        if media_type is not MediaType.WEBM and not is_whole(file):
            raise PictureRefused(Refusal.BROKEN_VIDEO)
        file.seek(0)
        try:
            container = stack.enter_context(_opened(file, media_type))
        except av.FFmpegError as error:
            raise _refused(error) from error
        stream = _chosen_stream(container)
        if stream.codec_context.width * stream.codec_context.height > max_pixels:
            raise PictureRefused(Refusal.VIDEO_TOO_HEAVY)
        stream.codec_context.thread_count = threads
        stream.codec_context.options = {"max_pixels": str(max_pixels)}
        stream.codec_context.skip_frame = "NONKEY" if only_keyframes else "DEFAULT"
        yield Film(container, stream, _duration_ms(container, stream), _taken_at(container), max_pixels)


def turn_of(frame: VideoFrame) -> int:
    """Return the rotation as an EXIF orientation. 1 (upright) for none, or for an odd angle."""
    # PyAV's types know one kind of side data only.
    side_data = cast(Mapping[SideDataType, memoryview], frame.side_data)
    try:
        a, b, _, c, d = struct.unpack("5i16x", bytes(side_data[SideDataType.DISPLAYMATRIX]))
    except (KeyError, struct.error):
        return 1
    largest = max(map(abs, (a, b, c, d))) or 1
    return _TURNS.get((round(a / largest), round(b / largest), round(c / largest), round(d / largest)), 1)


def size_of(film: Film, frame: VideoFrame) -> tuple[int, int]:
    """Return width and height with square pixels, before any turning."""
    stretch = film.stream.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, _MAX_STRETCH) <= stretch <= _MAX_STRETCH:
        stretch = Fraction(1)
    width = max(1, round(frame.width * stretch))
    if width * frame.height > film.max_pixels:
        raise PictureRefused(Refusal.VIDEO_TOO_HEAVY)
    return width, frame.height


def upright_size(size: tuple[int, int], turn: int) -> tuple[int, int]:
    width, height = size
    return (height, width) if is_sideways(turn) else (width, height)


def _opened(file: BinaryIO, media_type: MediaType) -> InputContainer:
    return av.open(
        file,
        "r",
        format=_DEMUXERS[media_type],
        buffer_size=_READ_BYTES,
        metadata_errors="replace",
        container_options={
            "max_streams": _MAX_STREAMS,
            "probesize": _PROBE_BYTES,
            "codec_whitelist": ",".join(sorted(_DECODERS)),
        },
    )


def _chosen_stream(container: InputContainer) -> VideoStream:
    """Return the video stream: never the cover of some music, and only one with an allowed decoder."""
    moving = [
        stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic
    ]
    if not moving:
        raise PictureRefused(Refusal.NO_PICTURE_IN_VIDEO)
    for stream in moving:
        # Without a decoder PyAV has no context either, whatever its types say.
        context = getattr(stream, "codec_context", None)
        if context is not None and context.codec.name in _DECODERS:
            return stream
    raise PictureRefused(Refusal.VIDEO_CODEC_UNKNOWN)


def _duration_ms(container: InputContainer, stream: VideoStream) -> int | None:
    if stream.duration is not None and stream.time_base is not None:
        duration_ms = round(stream.duration * stream.time_base * 1000)
    elif container.duration is not None:
        duration_ms = container.duration * 1000 // av.time_base
    else:
        return None
    return duration_ms if 0 < duration_ms <= _MAX_DURATION_MS else None


def _taken_at(container: InputContainer) -> str | None:
    # Apple's own field has local time with its offset. The other one is in UTC.
    for name in ("com.apple.quicktime.creationdate", "creation_time"):
        # A year at the limit overflows in another zone.
        with contextlib.suppress(KeyError, ValueError, OverflowError):
            taken = datetime.fromisoformat(container.metadata[name].strip())
            if taken.tzinfo is not None:
                return credible_time(taken.astimezone(UTC), datetime.now(UTC))
    return None


def _refused(error: Exception) -> PictureRefused:
    heavy = isinstance(error, MemoryError)
    return PictureRefused(Refusal.VIDEO_TOO_HEAVY if heavy else Refusal.BROKEN_VIDEO)
