"""Tone HDR films and stills (HLG as iPhones film it, PQ as in HDR10) down to sRGB.

One table serves the whole film and is made here in a blink. FFmpeg takes ten seconds and more to build its
own. Stills use the same table, so a film and a picture of one scene look alike. The transfer functions are
those of ITU-R BT.2100, and white is that of BT.2408, 203 cd/m².
"""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from app.media.pictures.cicp import BT709, BT2020, DISPLAY_P3, HDR_TRANSFERS, HLG, PQ

TRANSFERS = HDR_TRANSFERS

_LEVELS = 25
_WHITE_NITS = 203.0
_HLG_PEAK_NITS = 1000.0
_HLG_GAMMA = 1.2
# Up to here light is unchanged. Above, the highlights share the rest of the range.
_KNEE = 0.6
# To sRGB's colours: from BT.2020's (BT.2087), and from Display P3's (SMPTE EG 432-1).
_TO_SRGB = {
    BT2020: ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187)),
    DISPLAY_P3: ((1.2249, -0.2249, 0.0), (-0.0421, 1.0421, 0.0), (-0.0196, -0.0786, 1.0983)),
    BT709: ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}
_LUMA_2020 = (0.2627, 0.6780, 0.0593)
# IEC 61966-2-1.
_SRGB_LINEAR_BELOW = 0.0031308

_TABLE_FILE = "hdr.cube"

PIXELS = "gbrp10le"
COLOURS = "gbr:range=pc"
"""The format of the frames that go through a table."""

Colour = tuple[float, float, float]


@contextmanager
def table_file(folder: Path, transfer: int) -> Iterator[tuple[str, str]]:
    """Yield the filter step that converts HDR to sRGB. It reads its table when the chain is built.

    FFmpeg's filter interpolates between the table's entries so that grey stays grey. Pillow's does not.
    """
    path = folder / _TABLE_FILE
    colours = (_encoded_colour(light) for light in toned_lights(transfer, BT2020, _LEVELS))
    lines = (f"{red:.6f} {green:.6f} {blue:.6f}" for red, green, blue in colours)
    try:
        path.write_text("\n".join((f"LUT_3D_SIZE {_LEVELS}", *lines, "")))
        yield "lut3d", f"file={_quoted(path)}"
    finally:
        path.unlink(missing_ok=True)


def _quoted(path: Path) -> str:
    """Quote a path as a filter's argument."""
    return re.sub(r"([\\':,;\[\] ])", r"\\\1", str(path))


@lru_cache(maxsize=2)
def toned_lights(transfer: int, primaries: int, levels: int) -> tuple[Colour, ...]:
    """Return sRGB's linear light for each HDR value. Red changes fastest."""
    light = _pq_light if transfer == PQ else _hlg_light
    steps = [light(level / (levels - 1)) for level in range(levels)]
    matrix = _TO_SRGB.get(primaries, _TO_SRGB[BT2020])
    return tuple(
        _toned_light((red, green, blue), transfer, matrix)
        for blue in steps
        for green in steps
        for red in steps
    )


def _pq_light(value: float) -> float:
    """Return the light of a PQ value. 1.0 is white (SMPTE ST 2084)."""
    root = math.pow(value, 1 / 78.84375)
    nits = 10_000 * math.pow(max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root), 1 / 0.1593017578125)
    return nits / _WHITE_NITS


def _hlg_light(value: float) -> float:
    """Return the scene light of an HLG value, 0 to 1."""
    if value <= 0.5:
        return value * value / 3
    return (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12


def _toned_light(light: Colour, transfer: int, matrix: tuple[Colour, Colour, Colour]) -> Colour:
    if transfer == HLG:
        # The scene's light on a screen of 1,000 cd/m².
        luma = sum(weight * part for weight, part in zip(_LUMA_2020, light, strict=True))
        gain = math.pow(luma, _HLG_GAMMA - 1) * _HLG_PEAK_NITS / _WHITE_NITS
        light = (light[0] * gain, light[1] * gain, light[2] * gain)
    linear = [max(0.0, sum(factor * part for factor, part in zip(row, light, strict=True))) for row in matrix]
    # Scale by the brightest of the three, so that a bright red stays red.
    brightest = max(linear)
    scale = _toned(brightest) / brightest if brightest > 0 else 0.0
    red, green, blue = (part * scale for part in linear)
    return red, green, blue


def _encoded_colour(light: Colour) -> Colour:
    red, green, blue = (_encoded(part) for part in light)
    return red, green, blue


def _toned(light: float) -> float:
    if light <= _KNEE:
        return light
    room = 1 - _KNEE
    return _KNEE + room * (1 - math.exp(-(light - _KNEE) / room))


def _encoded(light: float) -> float:
    if light <= _SRGB_LINEAR_BELOW:
        return 12.92 * light
    return min(1.0, 1.055 * math.pow(light, 1 / 2.4) - 0.055)
