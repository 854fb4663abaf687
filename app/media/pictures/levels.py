"""Brightness, contrast, warmth and saturation of an sRGB picture, as in static/js/helpers/levels.js."""

from PIL import Image

from app.media.edit import MAX_LEVEL, Edit

_MIDDLE = 0.5
_WARMTH_GAIN = 0.2
_RED, _GREEN, _BLUE = 0.299, 0.587, 0.114


def adjust(picture: Image.Image, edit: Edit) -> Image.Image:
    """Return the RGB picture with the edit's levels. Without levels it is the same picture."""
    if (edit.brightness, edit.contrast, edit.warmth) != (0, 0, 0):
        picture = picture.point(curves(edit))
    if edit.saturation:
        picture = picture.convert("RGB", _mixing(edit.saturation / MAX_LEVEL))
    return picture


def curves(edit: Edit) -> list[int]:
    """Return 256 values each for red, green and blue.

    Brightness is a power: black and white stay, and nothing is clipped. Contrast is a slope through the
    middle, and warmth raises red against blue.
    """
    power = 2.0 ** (-edit.brightness / MAX_LEVEL)
    slope = 2.0 ** (edit.contrast / MAX_LEVEL)
    warm = _WARMTH_GAIN * edit.warmth / MAX_LEVEL
    told: list[int] = []
    for gain in (1 + warm, 1.0, 1 - warm):
        for value in range(256):
            level = ((value / 255) ** power - _MIDDLE) * slope + _MIDDLE
            told.append(min(255, max(0, int(level * gain * 255 + 0.5))))
    return told


def _mixing(saturation: float) -> tuple[float, ...]:
    keep, grey = 1 + saturation, -saturation
    rows: list[float] = []
    for row in range(3):
        for column, weight in enumerate((_RED, _GREEN, _BLUE)):
            rows.append(grey * weight + (keep if row == column else 0.0))
        rows.append(0.0)
    return tuple(rows)
