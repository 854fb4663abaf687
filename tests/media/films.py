"""Small videos for the tests, made with the same library in the way that phones make theirs."""

import io
import struct
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import Colorspace
from av.video.stream import VideoStream
from PIL import Image

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 200, 40), (30, 40, 220), (240, 240, 240)


def quarters(width: int, height: int) -> Image.Image:
    """Draw a picture that cannot be taken for itself turned: red, green, blue, white, from the top left."""
    picture = Image.new("RGB", (width, height), WHITE)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    return picture


@dataclass(frozen=True, slots=True)
class FilmSpec:
    """What to film: first `dark_frames`, black or of the `opening`; `turn` in degrees, counterclockwise."""

    codec: str = "libx264"
    container: str = "mp4"
    size: tuple[int, int] = (320, 240)
    frames: int = 30
    rate: int = 30
    pixels: str = "yuv420p"
    turn: int = 0
    stretch: Fraction | None = None
    dark_frames: int = 0
    key_every: int = 15
    has_sound: bool = False
    transfer: int | None = None
    picture: Image.Image | None = None
    opening: Image.Image | None = None
    metadata: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    movflags: str = "use_metadata_tags"


_FAST = {
    "libx264": {"preset": "ultrafast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
}
_BT2020, _LIMITED = 9, 1


def film(spec: FilmSpec | None = None) -> bytes:
    """Make a video as bytes."""
    spec = spec or FilmSpec()
    target = io.BytesIO()
    options = {"movflags": spec.movflags} if spec.container in ("mp4", "mov") else {}
    with av.open(target, "w", format=spec.container, container_options=options) as output:
        output.metadata.update(spec.metadata)
        options = _FAST.get(spec.codec, {}) | spec.options
        stream = cast(VideoStream, output.add_stream(spec.codec, rate=spec.rate, options=options))
        stream.width, stream.height = spec.size
        stream.pix_fmt = spec.pixels
        stream.codec_context.gop_size = spec.key_every
        if spec.stretch is not None:
            stream.codec_context.sample_aspect_ratio = spec.stretch
        if spec.transfer is not None:
            context = stream.codec_context
            context.color_trc = spec.transfer
            context.color_primaries = context.colorspace = _BT2020
            context.color_range = _LIMITED
        if spec.turn:
            stream.set_display_rotation(spec.turn)
        sound = output.add_stream("aac", rate=48_000) if spec.has_sound else None
        lit = VideoFrame.from_image(spec.picture or quarters(*spec.size))  # type: ignore[no-untyped-call]
        dark = VideoFrame.from_image(spec.opening or Image.new("RGB", spec.size))  # type: ignore[no-untyped-call]
        for number in range(spec.frames):
            frame = (dark if number < spec.dark_frames else lit).reformat(
                format=spec.pixels,
                dst_colorspace=Colorspace.BT2020 if spec.transfer is not None else None,
            )
            frame.pts, frame.time_base = number, Fraction(1, spec.rate)
            output.mux(stream.encode(frame))
        output.mux(stream.encode())
        if sound is not None:
            _record(output, sound, spec.frames * 48_000 // spec.rate // 1024)
    return target.getvalue()


def _record(output: OutputContainer, sound: AudioStream, pieces: int) -> None:
    for number in range(pieces):
        silence = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        silence.sample_rate, silence.pts = 48_000, number * 1024
        silence.time_base = Fraction(1, 48_000)
        output.mux(sound.encode(silence))
    output.mux(sound.encode())


def film_file(folder: Path, spec: FilmSpec | None = None, name: str = "film") -> Path:
    path = folder / name
    path.write_bytes(film(spec))
    return path


def sound_only(container: str = "mp4") -> bytes:
    """Make a file of a video's type that holds nothing to see."""
    target = io.BytesIO()
    with av.open(target, "w", format=container) as output:
        _record(output, output.add_stream("aac", rate=48_000), 20)
    return target.getvalue()


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content
