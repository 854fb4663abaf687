"""The endless supply of demo pictures: which scene, in which shape, seeded by the picture's number."""

import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from PIL import ExifTags, Image

from demo.finish import develop
from demo.scenes import (
    aurora,
    balloons,
    candles,
    champagne,
    city,
    dunes,
    festoon,
    flowers,
    garden,
    hot_air,
    lakes,
    mirror_ball,
    poppies,
    ridges,
    sea,
    sparks,
    stage,
)

JPEG_QUALITY = 88
WIDE, CLASSIC, PANORAMA, SQUARE = (2100, 1400), (2000, 1500), (2400, 1000), (1600, 1600)
TALL, UPRIGHT, PHONE = (1400, 2100), (1500, 2000), (1215, 2160)

# The evening on which the demo party takes place, in the guests' own time.
PARTY_START = datetime(2026, 6, 20, 18, 4, 12, tzinfo=timezone(timedelta(hours=2)))
MINUTES_BETWEEN_PICTURES = 9
PARTY_MINUTES = 540

# The camera was held so that the stored pixels must be turned like this to give this EXIF orientation.
_TURNS = {
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
    3: Image.Transpose.ROTATE_180,
}


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of picture: its name, the function that paints it, and the shapes it looks well in."""

    name: str
    paint: Callable[[random.Random, int, int], Image.Image]
    shapes: tuple[tuple[int, int], ...]


SCENES = (
    Scene("festoon", festoon.festoon, (WIDE, TALL, CLASSIC)),
    Scene("balloons", balloons.balloons, (UPRIGHT, WIDE, TALL)),
    Scene("sunset", sea.sunset_at_sea, (WIDE, PANORAMA, TALL)),
    Scene("champagne", champagne.champagne, (TALL, WIDE, CLASSIC)),
    Scene("bouquet", flowers.bouquet, (SQUARE, CLASSIC, UPRIGHT)),
    Scene("ridges", ridges.dusk_ridges, (PANORAMA, TALL, WIDE)),
    Scene("lanterns", lakes.lantern_lake, (PHONE, WIDE, UPRIGHT)),
    Scene("tent", garden.garden_tent, (WIDE, CLASSIC, SQUARE)),
    Scene("poppies", poppies.poppy_meadow, (UPRIGHT, WIDE, TALL)),
    Scene("candles", candles.candle_table, (CLASSIC, WIDE, UPRIGHT)),
    Scene("fireworks", sparks.fireworks, (TALL, WIDE, PHONE)),
    Scene("stage", stage.stage_lights, (WIDE, UPRIGHT, CLASSIC)),
    Scene("dawn", hot_air.balloon_dawn, (CLASSIC, TALL, WIDE)),
    Scene("mirror ball", mirror_ball.mirror_ball, (UPRIGHT, WIDE, SQUARE)),
    Scene("lake", lakes.misty_lake, (WIDE, CLASSIC, PANORAMA)),
    Scene("sparklers", sparks.sparklers, (CLASSIC, TALL, WIDE)),
    Scene("skyline", city.skyline, (WIDE, PANORAMA, UPRIGHT)),
    Scene("confetti", stage.confetti, (PHONE, WIDE, UPRIGHT)),
    Scene("dunes", dunes.moon_over_dunes, (WIDE, TALL, CLASSIC)),
    Scene("aurora", aurora.northern_lights, (WIDE, UPRIGHT, CLASSIC)),
)


def scene_of(number: int) -> Scene:
    """Say which scene a picture shows; all of them come once before the first comes again."""
    return SCENES[number % len(SCENES)]


def size_of(number: int) -> tuple[int, int]:
    """Give the width and height of a picture when it is upright."""
    shapes = scene_of(number).shapes
    return shapes[number // len(SCENES) % len(shapes)]


def taken_at(number: int) -> datetime:
    """Say when a picture was taken during the party, in the guests' own time."""
    return PARTY_START + timedelta(minutes=number * MINUTES_BETWEEN_PICTURES % PARTY_MINUTES)


def orientation_of(number: int) -> int:
    """Give the EXIF orientation: now and then a camera was not held upright."""
    return (6, 8, 3)[number // 6 % 3] if number % 6 == 4 else 1


def compose(number: int) -> Image.Image:
    """Paint a picture; the same number always gives the same pixels."""
    scene, (width, height) = scene_of(number), size_of(number)
    rng = random.Random(f"{scene.name} {number}")  # noqa: S311 - a picture must come out the same every time
    return develop(scene.paint(rng, width, height), rng)


def draw(number: int) -> bytes:
    """Paint a picture and store it as a camera would: some turned and labelled so, some with their time."""
    picture, exif, orientation = compose(number), Image.Exif(), orientation_of(number)
    if orientation != 1:
        picture = picture.transpose(_TURNS[orientation])
        exif[ExifTags.Base.Orientation] = orientation
    if number % 3 == 1:
        details = exif.get_ifd(ExifTags.IFD.Exif)
        details[ExifTags.Base.DateTimeOriginal] = taken_at(number).strftime("%Y:%m:%d %H:%M:%S")
        details[ExifTags.Base.OffsetTimeOriginal] = "+02:00"
    stored = io.BytesIO()
    picture.save(stored, "JPEG", quality=JPEG_QUALITY, exif=exif)
    return stored.getvalue()
