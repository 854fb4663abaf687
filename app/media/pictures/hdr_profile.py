"""Write an ICC profile that tones HDR stills by the same table as films (ICC.1:2022, 10.10).

The colour engine interpolates between the table's entries so that grey stays grey. Pillow's filter does not.
"""

import struct
from functools import lru_cache

from app.media.pictures.cicp import Cicp
from app.media.pictures.hdr import toned_lights
from app.media.pictures.matrix_profile import D50, SRGB_CHROMATICITIES, Vector, assembled, times, to_d50

# As many as the engine uses when it merges all steps into one table.
_LEVELS = 33
# CIE 1976: below this the curve is a line instead of a cube root.
_LAB_LINE_BELOW = (6 / 29) ** 3


def profile_of_hdr(cicp: Cicp) -> bytes:
    """Return a profile from PQ or HLG values to sRGB."""
    return _profile(cicp.transfer, cicp.primaries)


@lru_cache(maxsize=2)
def _profile(transfer: int, primaries: int) -> bytes:
    lights = toned_lights(transfer, primaries, _LEVELS)
    to_xyz = to_d50(SRGB_CHROMATICITIES)
    labs = [_lab(times(to_xyz, light)) for light in lights]
    # In the profile's table red changes slowest, in ours fastest.
    table = b"".join(
        labs[red + _LEVELS * (green + _LEVELS * blue)]
        for red in range(_LEVELS)
        for green in range(_LEVELS)
        for blue in range(_LEVELS)
    )
    identity = struct.pack(">9i", *(65536 if place % 4 == 0 else 0 for place in range(9)))
    straight = struct.pack(">2H", 0, 65535) * 3
    head = struct.pack(">4sI4B", b"mft2", 0, 3, 3, _LEVELS, 0) + identity + struct.pack(">2H", 2, 2)
    return assembled(b"Lab ", [((b"A2B0",), head + straight + table + straight)])


def _lab(xyz: Vector) -> bytes:
    """Encode a colour for lut16Type: lightness 100 is 0xFF00, and neutral colour is 0x8000."""
    x, y, z = (_root(part / white) for part, white in zip(xyz, D50, strict=True))
    lab = ((116 * y - 16) * 652.8, (500 * (x - y) + 128) * 256, (200 * (y - z) + 128) * 256)
    return struct.pack(">3H", *(min(65535, max(0, round(part))) for part in lab))


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > _LAB_LINE_BELOW else part * (29 / 6) ** 2 / 3 + 4 / 29
