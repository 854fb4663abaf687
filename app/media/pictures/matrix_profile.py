"""Write an ICC profile for colours that are given by primaries and a curve (ICC.1:2022).

A still without a profile may describe its colours by code points (`nclx`, `cICP`) or by numbers (`gAMA`,
`cHRM`). With a matrix profile made of them, it is converted as any other picture.
"""

import struct
from functools import lru_cache

from app.media.pictures.cicp import BT709, BT2020, DISPLAY_P3, UNSPECIFIED, Cicp

Xy = tuple[float, float]
Vector = tuple[float, float, float]
Matrix = tuple[Vector, Vector, Vector]
Chromaticities = tuple[float, ...]
"""White, red, green and blue, x and y each, as in PNG's cHRM."""

_D65 = (0.3127, 0.3290)
SRGB_CHROMATICITIES: Chromaticities = (*_D65, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
# H.273, table 2, without BT.709 itself.
_PRIMARIES: dict[int, Chromaticities] = {
    4: (0.310, 0.316, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (*_D65, 0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (*_D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    7: (*_D65, 0.630, 0.340, 0.310, 0.595, 0.155, 0.070),
    BT2020: (*_D65, 0.708, 0.292, 0.170, 0.797, 0.131, 0.046),
    11: (0.314, 0.351, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    DISPLAY_P3: (*_D65, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060),
    22: (*_D65, 0.630, 0.340, 0.295, 0.605, 0.155, 0.077),
}
# H.273, table 3: the plain powers. All others are shown as sRGB, as in clips of films.
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
# IEC 61966-2-1 as a parametric curve of type 3: (a*x+b)^g from d on, c*x below.
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)

D50: Vector = (0.9642, 1.0, 0.8249)
_BRADFORD: Matrix = ((0.8951, 0.2664, -0.1614), (-0.7502, 1.7135, 0.0367), (0.0389, -0.0685, 1.0296))
_HEADER_BYTES = 128


def profile_of_cicp(cicp: Cicp) -> bytes | None:
    """Return a profile for code points without HDR. None if they mean sRGB, or are unknown to us."""
    chromaticities = _PRIMARIES.get(cicp.primaries)
    gamma = _GAMMAS.get(cicp.transfer)
    if chromaticities is None and (gamma is None or cicp.primaries not in (BT709, UNSPECIFIED)):
        return None
    return _profile(chromaticities or SRGB_CHROMATICITIES, gamma)


def profile_of_png(gamma: float | None, chromaticities: Chromaticities | None) -> bytes | None:
    """Return a profile for a PNG's gAMA (the encoding exponent) and cHRM. None for neither, or for nonsense.

    If one is missing, sRGB's is used for it.
    """
    if gamma is None and chromaticities is None:
        return None
    try:
        return _profile(chromaticities or SRGB_CHROMATICITIES, 1 / gamma if gamma else None)
    except (ZeroDivisionError, OverflowError, struct.error):
        return None


@lru_cache(maxsize=16)
def _profile(chromaticities: Chromaticities, gamma: float | None) -> bytes:
    red, green, blue = _columns(to_d50(chromaticities))
    curve = _para(0, (gamma,)) if gamma is not None else _para(3, _SRGB_CURVE)
    contents = [
        ((b"rXYZ",), _xyz(red)),
        ((b"gXYZ",), _xyz(green)),
        ((b"bXYZ",), _xyz(blue)),
        ((b"rTRC", b"gTRC", b"bTRC"), curve),
    ]
    return assembled(b"XYZ ", contents)


def assembled(space: bytes, contents: list[tuple[tuple[bytes, ...], bytes]]) -> bytes:
    """Return a screen profile with these contents, each under its tags, and the required tags.

    `space` is the space that colours are converted to.
    """
    words = "as told".encode("utf-16-be")
    text = b"mluc" + struct.pack(">IIIHHII", 0, 1, 12, 0x656E, 0x5553, len(words), 28) + words
    contents = [((b"desc", b"cprt"), text), ((b"wtpt",), _xyz(D50)), *contents]
    count = sum(len(names) for names, _ in contents)
    at = _HEADER_BYTES + 4 + 12 * count
    table, body = b"", b""
    for names, content in contents:
        for name in names:
            table += struct.pack(">4sII", name, at + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    header = struct.pack(
        ">I4sI4s4s4s12s4s4sIIIQIiii4s",
        at + len(body), b"", 0x04400000, b"mntr", b"RGB ", space, b"", b"acsp", b"", 0, 0, 0, 0, 0,
        *(round(part * 65536) for part in D50), b"",
    )  # fmt: skip
    return header.ljust(_HEADER_BYTES, b"\0") + struct.pack(">I", count) + table + body


def _xyz(vector: Vector) -> bytes:
    return b"XYZ " + struct.pack(">Iiii", 0, *(round(part * 65536) for part in vector))


def _para(kind: int, values: tuple[float, ...]) -> bytes:
    fixed = (round(value * 65536) for value in values)
    return b"para" + struct.pack(f">IHH{len(values)}i", 0, kind, 0, *fixed)


def to_d50(chromaticities: Chromaticities) -> Matrix:
    """Return the matrix from linear RGB to XYZ under D50, by Bradford's adaptation of the white."""
    white, *primaries = (_light(x, y) for x, y in zip(chromaticities[::2], chromaticities[1::2], strict=True))
    columns = _transposed(_rows(primaries))
    scales = times(_inverse(columns), white)
    to_xyz = _rows([_scaled(row, scales) for row in columns])
    cones, cones_d50 = times(_BRADFORD, white), times(_BRADFORD, D50)
    ratios = (cones_d50[0] / cones[0], cones_d50[1] / cones[1], cones_d50[2] / cones[2])
    scaled = _rows([_scaled((ratio,) * 3, row) for ratio, row in zip(ratios, _BRADFORD, strict=True)])
    return _product(_product(_inverse(_BRADFORD), scaled), to_xyz)


def _light(x: float, y: float) -> Vector:
    return (x / y, 1.0, (1 - x - y) / y)


def _rows(rows: list[Vector]) -> Matrix:
    first, second, third = rows
    return (first, second, third)


def _columns(matrix: Matrix) -> list[Vector]:
    return list(_transposed(matrix))


def _transposed(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    return ((a, d, g), (b, e, h), (c, f, i))


def _scaled(row: Vector, factors: Vector) -> Vector:
    return (row[0] * factors[0], row[1] * factors[1], row[2] * factors[2])


def times(matrix: Matrix, vector: Vector) -> Vector:
    first, second, third = (sum(_scaled(row, vector)) for row in matrix)
    return (first, second, third)


def _product(one: Matrix, other: Matrix) -> Matrix:
    return _transposed(_rows([times(one, column) for column in _columns(other)]))


def _inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    first, second, third = e * i - f * h, f * g - d * i, d * h - e * g
    whole = a * first + b * second + c * third
    return (
        (first / whole, (c * h - b * i) / whole, (b * f - c * e) / whole),
        (second / whole, (a * i - c * g) / whole, (c * d - a * f) / whole),
        (third / whole, (b * g - a * h) / whole, (a * e - b * d) / whole),
    )
