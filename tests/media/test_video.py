"""Videos as phones and browsers make them: a poster that shows them, a clip that hides their sender."""

import json
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import pytest
from PIL import Image

from app.media.edit import Edit
from app.media.errors import PictureRefused, Refusal
from app.media.rendered import MadeClip, Rendered
from app.media.videos.clip import LONG_SIDE, MAX_S, SHORT_SIDE, make_clip
from app.media.videos.poster import render_poster
from tests.media.films import BLUE, GREEN, RED, WHITE, FilmSpec, box, film, film_file, sound_only
from tests.media.pictures import MAX_PIXELS

ALIKE = 24
"""How far a channel may be from what was filmed: two lossy codecs were between."""
PLACE = "+52.5200+013.4050/"


def poster(path: Path) -> tuple[Rendered, Image.Image]:
    rendered = render_poster(path, path.parent, max_pixels=MAX_PIXELS)
    return rendered, Image.open(path.parent / "wall.jpg").convert("RGB")


def clip(path: Path) -> tuple[MadeClip, list[Any], Image.Image]:
    """Make a film's clip; return what it says it is, its frames, and the first of them."""
    made = make_clip(path, path.parent, max_pixels=MAX_PIXELS)
    with av.open(str(path.parent / "clip.mp4")) as container:
        frames = list(container.decode(video=0))
    return made, frames, cast(Image.Image, frames[0].to_image())  # type: ignore[no-untyped-call]


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    width, height = picture.size
    at = [(width // 8, height // 8), (7 * width // 8, height // 8)]
    at += [(width // 8, 7 * height // 8), (7 * width // 8, 7 * height // 8)]
    return [cast(tuple[int, ...], picture.getpixel(place)) for place in at]


def are_alike(seen: list[tuple[int, ...]], expected: list[tuple[int, int, int]]) -> bool:
    return all(
        abs(one - other) <= ALIKE
        for colour, wanted in zip(seen, expected, strict=True)
        for one, other in zip(colour, wanted, strict=True)
    )


@pytest.mark.parametrize(
    "spec",
    [
        FilmSpec(),
        FilmSpec(container="mov", has_sound=True),
        FilmSpec(codec="libx265"),
        FilmSpec(codec="libvpx-vp9", container="webm"),
        FilmSpec(codec="libvpx", container="webm"),
        FilmSpec(codec="libsvtav1", pixels="yuv420p10le", options={"preset": "13"}),
        FilmSpec(pixels="yuv444p"),
        FilmSpec(codec="libx265", pixels="yuv420p10le"),
    ],
    ids=lambda spec: f"{spec.codec} {spec.container} {spec.pixels}",
)
def test_what_phones_and_browsers_film_is_shown(spec: FilmSpec, tmp_path: Path) -> None:
    path = film_file(tmp_path, spec)
    rendered, picture = poster(path)
    made, frames, first = clip(path)
    assert (rendered.width, rendered.height) == (made.clip.width, made.clip.height) == (320, 240)
    assert are_alike(corners(picture), [RED, GREEN, BLUE, WHITE])
    assert are_alike(corners(first), [RED, GREEN, BLUE, WHITE])
    assert (len(frames), frames[0].format.name) == (30, "yuv420p")
    assert rendered.duration_ms is not None
    assert abs(rendered.duration_ms - 1000) < 50


@pytest.mark.parametrize(
    ("turn", "expected", "is_sideways"),
    [
        (90, [GREEN, WHITE, RED, BLUE], True),
        (-90, [BLUE, RED, WHITE, GREEN], True),
        (180, [WHITE, BLUE, GREEN, RED], False),
    ],
)
def test_a_turned_film_stands_upright(
    turn: int, expected: list[tuple[int, int, int]], is_sideways: bool, tmp_path: Path
) -> None:
    path = film_file(tmp_path, FilmSpec(turn=turn))
    rendered, picture = poster(path)
    made, _, first = clip(path)
    size = (240, 320) if is_sideways else (320, 240)
    assert (rendered.width, rendered.height) == (made.clip.width, made.clip.height) == size
    assert are_alike(corners(picture), expected)
    assert are_alike(corners(first), expected)


@pytest.mark.parametrize(
    ("size", "stretch", "upright", "fitted"),
    [
        ((321, 241), None, (321, 241), (320, 240)),
        ((320, 240), Fraction(4, 3), (427, 240), (426, 240)),
        ((320, 240), Fraction(100, 1), (320, 240), (320, 240)),
        ((2600, 120), None, (2600, 120), (1920, 88)),
        ((120, 2200), None, (120, 2200), (104, 1920)),
        ((16, 16), None, (16, 16), (16, 16)),
    ],
)
def test_a_clip_is_even_and_never_larger_than_its_film_or_the_wall(
    size: tuple[int, int],
    stretch: Fraction | None,
    upright: tuple[int, int],
    fitted: tuple[int, int],
    tmp_path: Path,
) -> None:
    codec, container = ("libvpx-vp9", "webm") if size[0] % 2 else ("libx264", "mp4")
    path = film_file(
        tmp_path, FilmSpec(size=size, stretch=stretch, frames=3, codec=codec, container=container)
    )
    rendered, _ = poster(path)
    made, frames, _ = clip(path)
    assert (rendered.width, rendered.height) == upright
    assert (made.clip.width, made.clip.height) == fitted == (frames[0].width, frames[0].height)
    assert max(fitted) <= LONG_SIDE
    assert min(fitted) <= SHORT_SIDE


def test_nothing_in_a_clip_or_poster_says_who_filmed_it_where_or_when(tmp_path: Path) -> None:
    spec = FilmSpec(
        container="mov",
        has_sound=True,
        metadata={
            "com.apple.quicktime.location.ISO6709": PLACE,
            "location": PLACE,
            "creation_time": "2024-06-01T18:02:03.000000Z",
            "com.apple.quicktime.model": "iPhone 99",
            "comment": "Ben's own words",
        },
    )
    path = film_file(tmp_path, spec)
    assert PLACE.encode() in path.read_bytes(), "the film must say it for this to show anything"
    rendered, _ = poster(path)
    clip(path)
    assert rendered.taken_at == "2024-06-01T18:02:03Z"
    for name in ("clip.mp4", "wall.jpg", "thumb.jpg"):
        content = (tmp_path / name).read_bytes()
        for private in (PLACE.encode(), b"iPhone", b"Ben", b"Lavf", b"ISO6709"):
            assert private not in content, name
    with av.open(str(tmp_path / "clip.mp4")) as container:
        assert [stream.type for stream in container.streams] == ["video"]
        assert "creation_time" not in container.metadata
    content = (tmp_path / "clip.mp4").read_bytes()
    # FFmpeg's empty list of tags; the times in the header are zero, and the index stands before the frames.
    header = content.index(b"mvhd") + 8
    assert content[header : header + 8] == bytes(8)
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize(
    ("name", "said", "taken_at"),
    [
        ("com.apple.quicktime.creationdate", "2024-06-01T20:02:03+0200", "2024-06-01T18:02:03Z"),
        ("creation_time", "1904-01-01T00:00:00.000000Z", None),
        ("com.apple.quicktime.creationdate", "yesterday", None),
    ],
)
def test_when_it_was_filmed_is_believed_if_it_can_be(
    name: str, said: str, taken_at: str | None, tmp_path: Path
) -> None:
    rendered, _ = poster(film_file(tmp_path, FilmSpec(container="mov", metadata={name: said})))
    assert rendered.taken_at == taken_at


def test_a_long_fast_film_is_cut_and_thinned(tmp_path: Path) -> None:
    path = film_file(tmp_path, FilmSpec(size=(64, 48), rate=60, frames=60 * 32, key_every=60))
    rendered, _ = poster(path)
    made, frames, _ = clip(path)
    assert rendered.duration_ms == 32_000
    assert made.whole_ms is None, "there is more of it"
    assert len(frames) == MAX_S * 30
    assert MAX_S - 0.1 < frames[-1].time < MAX_S


def test_a_film_that_does_not_say_how_long_it_is_has_a_length_once_its_clip_is_made(tmp_path: Path) -> None:
    path = film_file(tmp_path, FilmSpec(codec="libvpx", container="webm", rate=20, frames=30))
    made, frames, _ = clip(path)
    assert made.whole_ms is not None
    assert abs(made.whole_ms - 1500) < 60
    assert len(frames) == 30, "a slower film keeps its own pace"


@pytest.mark.parametrize(
    ("dark_frames", "key_every"), [(20, 100), (15, 15), (0, 100)], ids=["one key", "dark key", "lit"]
)
def test_the_poster_is_a_frame_with_something_to_see(
    dark_frames: int, key_every: int, tmp_path: Path
) -> None:
    path = film_file(tmp_path, FilmSpec(frames=60, dark_frames=dark_frames, key_every=key_every))
    _, picture = poster(path)
    assert are_alike(corners(picture), [RED, GREEN, BLUE, WHITE])


def test_the_poster_is_from_about_a_second_on_where_there_is_that_much(tmp_path: Path) -> None:
    opening = Image.new("RGB", (320, 240), BLUE)
    spec = FilmSpec(frames=60, opening=opening, dark_frames=20, key_every=15)
    _, picture = poster(film_file(tmp_path, spec))
    assert are_alike(corners(picture), [RED, GREEN, BLUE, WHITE])
    short = FilmSpec(frames=20, opening=opening, dark_frames=10, key_every=20)
    _, picture = poster(film_file(tmp_path, short))
    assert are_alike(corners(picture), [BLUE] * 4)


@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_the_poster_is_the_frame_that_was_chosen(container: str, tmp_path: Path) -> None:
    codec = "libvpx-vp9" if container == "webm" else "libx264"
    early, late = Image.new("RGB", (64, 48), RED), Image.new("RGB", (64, 48), BLUE)
    spec = FilmSpec(
        codec, container, size=(64, 48), frames=90, dark_frames=45, key_every=20, opening=early, picture=late
    )
    path = film_file(tmp_path, spec)

    for poster_ms, colour in ((0, RED), (1400, RED), (1600, BLUE), (60_000, BLUE)):
        render_poster(path, tmp_path, max_pixels=MAX_PIXELS, edit=Edit(poster_ms=poster_ms))
        seen = Image.open(tmp_path / "wall.jpg").convert("RGB")
        assert are_alike(corners(seen), [colour] * 4), poster_ms


def test_a_clip_goes_from_its_begin_to_its_end_and_is_turned(tmp_path: Path) -> None:
    spec = FilmSpec(frames=90, dark_frames=45, key_every=20, opening=Image.new("RGB", (320, 240), RED))
    path = film_file(tmp_path, spec)
    edit = Edit(begin_ms=1500, end_ms=2500, turns=1)

    made = make_clip(path, tmp_path, max_pixels=MAX_PIXELS, edit=edit)

    assert (made.clip.width, made.clip.height, made.whole_ms) == (240, 320, 1000)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        frames = list(container.decode(video=0))
    assert len(frames) == 30
    first = cast(Image.Image, frames[0].to_image())  # type: ignore[no-untyped-call]
    assert are_alike(corners(first), [BLUE, RED, WHITE, GREEN])
    rendered = render_poster(path, tmp_path, max_pixels=MAX_PIXELS, edit=edit)
    assert (rendered.width, rendered.height, rendered.duration_ms) == (240, 320, 1000)
    assert are_alike(corners(Image.open(tmp_path / "wall.jpg").convert("RGB")), [BLUE, RED, WHITE, GREEN])


def test_a_begin_after_the_films_end_leaves_its_last_frame(tmp_path: Path) -> None:
    made = make_clip(film_file(tmp_path), tmp_path, max_pixels=MAX_PIXELS, edit=Edit(begin_ms=60_000))

    assert made.clip.width == 320
    with av.open(str(tmp_path / "clip.mp4")) as container:
        assert len(list(container.decode(video=0))) == 1


def test_a_film_that_is_all_dark_has_a_dark_poster(tmp_path: Path) -> None:
    _, picture = poster(film_file(tmp_path, FilmSpec(frames=40, dark_frames=40)))
    assert picture.getextrema() == ((0, 0), (0, 0), (0, 0))


@pytest.mark.parametrize("transfer", [18, 16], ids=["HLG", "PQ"])
def test_hdr_is_toned_to_what_a_screen_shows(transfer: int, tmp_path: Path) -> None:
    """Greys stay grey and in order, and HDR's white, at three quarters of HLG, is bright but not glaring."""
    steps = Image.new("L", (320, 64))
    for step in range(10):
        steps.paste(round(step * 255 / 9), (step * 32, 0, step * 32 + 32, 64))
    spec = FilmSpec(
        codec="libx265",
        pixels="yuv420p10le",
        size=(320, 64),
        transfer=transfer,
        picture=steps.convert("RGB"),
        options={"x265-params": f"log-level=none:colorprim=9:transfer={transfer}:colormatrix=9"},
    )
    path = film_file(tmp_path, spec)
    _, picture = poster(path)
    _, _, first = clip(path)
    for shown in (picture, first):
        greys = [cast(tuple[int, ...], shown.getpixel((step * 32 + 16, 32))) for step in range(10)]
        assert all(max(grey) - min(grey) <= 6 for grey in greys)
        levels = [grey[1] for grey in greys]
        assert levels == sorted(levels)
        assert levels[0] < 10
        assert levels[-1] > 245
        white = levels[7] if transfer == 18 else levels[5]
        assert 200 < white < 252
    poster_levels, clip_levels = (
        [cast(tuple[int, ...], shown.getpixel((step * 32 + 16, 32)))[1] for step in range(10)]
        for shown in (picture, first)
    )
    assert all(abs(one - other) < ALIKE for one, other in zip(poster_levels, clip_levels, strict=True)), (
        "one does not jump to the other"
    )


def cut_in_the_middle() -> bytes:
    # Written in fragments, each with its own index: what is there of it could be played.
    whole = film(FilmSpec(frames=60, movflags="frag_keyframe+empty_moov", options={"crf": "1"}))
    return whole[: len(whole) - len(whole) // 3]


def no_frames() -> bytes:
    return box(b"ftyp", b"isom\0\0\2\0isommp41") + box(b"moov", box(b"mvhd", bytes(100))) + box(b"mdat")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (film()[:-500], Refusal.BROKEN_VIDEO),
        (cut_in_the_middle(), Refusal.BROKEN_VIDEO),
        (box(b"ftyp", b"isom\0\0\2\0isom") + bytes(4096), Refusal.BROKEN_VIDEO),
        (box(b"ftyp", b"isom\0\0\2\0isom") + b"\xff" * 4096, Refusal.BROKEN_VIDEO),
        (no_frames(), Refusal.NO_PICTURE_IN_VIDEO),
        (sound_only(), Refusal.NO_PICTURE_IN_VIDEO),
        (sound_only("mov"), Refusal.NO_PICTURE_IN_VIDEO),
        (film(FilmSpec(codec="mpeg4")), Refusal.VIDEO_CODEC_UNKNOWN),
        (film(FilmSpec(codec="mjpeg", container="mov", pixels="yuvj420p")), Refusal.VIDEO_CODEC_UNKNOWN),
        (b"\x1aE\xdf\xa3\x87\x42\x82\x84webm" + bytes(4096), Refusal.BROKEN_VIDEO),
    ],
    ids=[
        *("no index", "half the frames", "zeros", "ones", "no frames", "sound", "sound in a mov"),
        *("MPEG-4 part 2", "Motion JPEG", "webm zeros"),
    ],
)
def test_what_cannot_be_shown_is_refused_and_leaves_nothing(
    content: bytes, code: Refusal, tmp_path: Path
) -> None:
    path = tmp_path / "film"
    path.write_bytes(content)
    for make in (render_poster, make_clip):
        with pytest.raises(PictureRefused) as refused:
            make(path, tmp_path, max_pixels=MAX_PIXELS)
        assert refused.value.code is code
    assert [entry.name for entry in tmp_path.iterdir()] == ["film"]


def test_more_pixels_than_are_allowed_are_not_decoded(tmp_path: Path) -> None:
    path = film_file(tmp_path)
    for make in (render_poster, make_clip):
        with pytest.raises(PictureRefused) as refused:
            make(path, tmp_path, max_pixels=320 * 240 - 1)
        assert refused.value.code is Refusal.VIDEO_TOO_HEAVY


def test_a_size_that_the_index_hides_is_found_while_decoding(tmp_path: Path) -> None:
    """The index says 16x16, the frames are larger."""
    content = bytearray(film(FilmSpec(size=(320, 240))))
    entry = content.index(b"avc1", content.index(b"stsd")) + 28
    assert content[entry : entry + 4] == bytes((1, 64, 0, 240))
    content[entry : entry + 4] = bytes((0, 16, 0, 16))
    path = tmp_path / "film"
    path.write_bytes(bytes(content))
    with pytest.raises(PictureRefused):
        render_poster(path, tmp_path, max_pixels=1000)


def test_a_film_with_holes_is_played_as_far_as_it_goes(tmp_path: Path) -> None:
    content = bytearray(film(FilmSpec(frames=120, options={"crf": "5"})))
    frames_at = content.index(b"mdat") + 4
    middle = frames_at + (content.index(b"moov") - frames_at) // 2
    content[middle : middle + 400] = bytes(400)
    path = tmp_path / "film"
    path.write_bytes(bytes(content))
    _, picture = poster(path)
    _, frames, _ = clip(path)
    assert are_alike(corners(picture), [RED, GREEN, BLUE, WHITE])
    assert len(frames) > 50


def test_a_lie_about_time_makes_no_more_frames(tmp_path: Path) -> None:
    """One frame that lasts for a year, as the index says, is one frame."""
    path = film_file(tmp_path, FilmSpec(frames=2, rate=1))
    content = bytearray(path.read_bytes())
    at = content.index(b"stts") + 4
    entries = int.from_bytes(content[at + 4 : at + 8])
    for entry in range(entries):
        place = at + 8 + entry * 8 + 4
        content[place : place + 4] = (2**31 - 1).to_bytes(4)
    path.write_bytes(bytes(content))
    rendered, _ = poster(path)
    _, frames, _ = clip(path)
    assert len(frames) == 1
    assert rendered.duration_ms is None or rendered.duration_ms < 24 * 3600 * 1000


def test_only_the_video_worker_loads_the_codec() -> None:
    program = "import sys, app.site.factory, app.media.worker.program; print('av' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "False"


@pytest.mark.parametrize("kind", ["poster", "clip"])
@pytest.mark.parametrize(
    ("prelude", "said"),
    [
        ("sys.modules['av'] = None", "the package av cannot be used"),
        ("import av.codec.codec as c; c.Codec = no_encoder", "no H.264 encoder"),
    ],
    ids=["no av", "no encoder"],
)
def test_a_machine_without_the_codec_says_so_in_place_of_being_ready(
    kind: str, prelude: str, said: str
) -> None:
    program = f"""
import sys
def no_encoder(name, mode):
    raise av.codec.codec.UnknownCodecError(name)
{prelude}
from app.media.videos import worker as video_worker
video_worker.main({kind!r}, 2048)
"""
    if "no_encoder" in prelude:
        program = program.replace("import sys\n", "import sys\nimport av.codec.codec\n", 1)
    shown = subprocess.run(
        [sys.executable, "-c", program], input="", capture_output=True, text=True, check=True
    )
    assert said in json.loads(shown.stdout)["unable"]
