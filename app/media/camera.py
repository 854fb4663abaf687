"""Read from EXIF the camera's data and place. Every value is bounded, and nothing is raised.

The picture does not depend on it: a wrong value counts as missing.
"""

import math
import re
from collections.abc import Mapping

from PIL import ExifTags, Image

from app.media.facts import Facts

MAX_WORDS = 60
"""Limit for a camera's or lens's name. Some files have a letter there, or a megabyte."""
_MAX_ZONE_MINUTES = 14 * 60
_LONGEST_EXPOSURE_S = 3600.0
_WIDEST, _DARKEST = 0.5, 64.0
_MAX_ISO = 10_000_000
_LONGEST_FOCAL_MM = 10_000.0
_OFFSET = re.compile(r"([+-])(\d\d):(\d\d)")
_ISO6709 = re.compile(r"([+-]\d{1,2}(?:\.\d{1,9})?)([+-]\d{1,3}(?:\.\d{1,9})?)(?:[+-].*|/.*|CRS.*)?")
_SCREENSHOT = "screenshot"
# Sides in px of phones' and tablets' screens, the short one first.
_SCREENS = frozenset(
    (
        *((640, 1136), (720, 1280), (720, 1600), (750, 1334), (828, 1792), (1080, 1920), (1080, 2160)),
        *((1080, 2220), (1080, 2280), (1080, 2310), (1080, 2340), (1080, 2376), (1080, 2400), (1080, 2408)),
        *((1080, 2412), (1080, 2424), (1125, 2436), (1170, 2532), (1179, 2556), (1206, 2622), (1220, 2712)),
        *((1242, 2208), (1242, 2688), (1284, 2778), (1290, 2796), (1320, 2868), (1344, 2992), (1440, 2560)),
        *((1440, 2960), (1440, 3040), (1440, 3088), (1440, 3120), (1440, 3200), (1536, 2048), (1620, 2160)),
        *((1640, 2360), (1668, 2224), (1668, 2388), (2048, 2732)),
    )
)


def facts_of_exif(exif: Image.Exif, *, size: tuple[int, int], is_png: bool) -> Facts:
    """Return the facts in EXIF. `size` is that of the upright picture in px.

    A screenshot is a picture that says so, or a PNG of a screen's size without a camera.
    """
    details = _ifd(exif, ExifTags.IFD.Exif)
    camera = _camera(words(exif.get(ExifTags.Base.Make)), words(exif.get(ExifTags.Base.Model)))
    says_so = _SCREENSHOT in words(details.get(ExifTags.Base.UserComment)).lower()
    is_of_a_screen = is_png and not camera and (min(size), max(size)) in _SCREENS
    latitude, longitude = _place(_ifd(exif, ExifTags.IFD.GPSInfo))
    iso = _number(details.get(ExifTags.Base.ISOSpeedRatings), 1, _MAX_ISO)
    return Facts(
        camera=camera,
        lens=words(details.get(ExifTags.Base.LensModel)),
        exposure_s=_number(details.get(ExifTags.Base.ExposureTime), 1e-6, _LONGEST_EXPOSURE_S),
        aperture=_number(details.get(ExifTags.Base.FNumber), _WIDEST, _DARKEST),
        iso=None if iso is None else round(iso),
        focal_mm=_number(details.get(ExifTags.Base.FocalLength), 0.1, _LONGEST_FOCAL_MM),
        zone_minutes=zone_minutes(words(details.get(ExifTags.Base.OffsetTimeOriginal))),
        latitude=latitude,
        longitude=longitude,
        is_screenshot=says_so or is_of_a_screen,
    )


def facts_of_film(told: Mapping[str, str]) -> Facts:
    """Return the facts in a video's metadata, as phones write them."""
    camera = _camera(
        words(told.get("com.apple.quicktime.make") or told.get("com.android.manufacturer")),
        words(told.get("com.apple.quicktime.model") or told.get("com.android.model")),
    )
    written = _ISO6709.fullmatch(
        words(told.get("com.apple.quicktime.location.ISO6709") or told.get("location"))
    )
    latitude, longitude = (float(written[1]), float(written[2])) if written else (0.0, 0.0)
    place = _credible(latitude, longitude)
    zone = words(told.get("com.apple.quicktime.creationdate"))[-5:]
    return Facts(
        camera=camera,
        zone_minutes=zone_minutes(f"{zone[:3]}:{zone[3:]}"),
        latitude=place[0],
        longitude=place[1],
    )


def zone_minutes(offset: str) -> int | None:
    """Read an offset such as `+02:00`. None for one that no place on Earth has."""
    found = _OFFSET.fullmatch(offset)
    if found is None or int(found[3]) >= 60:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if minutes > _MAX_ZONE_MINUTES:
        return None
    return -minutes if found[1] == "-" else minutes


def words(value: object) -> str:
    """Return a short printable text. Of bytes only ASCII is kept, without EXIF's mark for a comment."""
    if isinstance(value, bytes):
        value = value[: 8 * MAX_WORDS].removeprefix(b"ASCII\0\0\0").decode("ascii", "ignore")
    if not isinstance(value, str):
        return ""
    kept = "".join(letter if letter.isprintable() else " " for letter in value[: 8 * MAX_WORDS])
    return " ".join(kept.split())[:MAX_WORDS].rstrip()


def _camera(make: str, model: str) -> str:
    # Many models begin with the maker's name.
    name = model if model.lower().startswith(make.lower().split(" ")[0] or "\0") else f"{make} {model}"
    return name.strip()[:MAX_WORDS].rstrip()


def _ifd(exif: Image.Exif, tag: int) -> Mapping[int, object]:
    try:
        return dict(exif.get_ifd(tag))
    except Exception:  # hostile EXIF raises nearly anything
        return {}


def _place(gps: Mapping[int, object]) -> tuple[float | None, float | None]:
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    if latitude is None or longitude is None:
        return None, None
    return _credible(latitude, longitude)


def _credible(latitude: float, longitude: float) -> tuple[float | None, float | None]:
    """Return the place if it is credible. 0, 0 means that there was no reception."""
    is_place = -90 <= latitude <= 90 and -180 <= longitude <= 180
    is_unset = abs(latitude) < 0.001 and abs(longitude) < 0.001
    # About a metre. More digits are noise.
    return (round(latitude, 5), round(longitude, 5)) if is_place and not is_unset else (None, None)


def _degrees(parts: object, side: object, negative: str) -> float | None:
    if not isinstance(parts, tuple) or len(parts) != 3:
        return None
    numbers = [_number(part, 0, 360) for part in parts]
    if None in numbers:
        return None
    degrees, minutes, seconds = (number or 0.0 for number in numbers)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if words(side).upper().startswith(negative) else value


def _number(value: object, least: float, most: float) -> float | None:
    if isinstance(value, tuple) and value:
        value = value[0]
    try:
        number = float(value)  # type: ignore[arg-type]
    except Exception:  # a fraction over nothing, a text, a list: as above
        return None
    return number if math.isfinite(number) and least <= number <= most else None
