"""Read two facts from EXIF: which way is up, and when the picture was taken.

The picture does not depend on them, so nothing is raised whatever is wrong.
"""

import contextlib
from datetime import UTC, datetime, timedelta
from typing import BinaryIO

from PIL import ExifTags, Image

# Cameras with an unset clock say 1970 or 1980. None that writes EXIF is older than this.
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# A phone set to the wrong zone may be up to a day ahead of us.
_MAX_AHEAD = timedelta(days=1)
_XMP_KEYS = ("xmp", "XML:com.adobe.xmp", "Raw profile type xmp")


def read_exif(picture: Image.Image) -> Image.Exif:
    """Return the EXIF of a loaded picture. Damaged EXIF counts as none.

    For this, Pillow decodes a whole PNG, so do not call it before the pixels are counted.
    """
    # Pillow falls back to the XMP orientation, but browsers do not. In AVIF it would even turn twice.
    for key in _XMP_KEYS:
        picture.info.pop(key, None)
    try:
        return picture.getexif()
    except Exception:  # hostile EXIF raises nearly anything, but the pixels are fine
        return Image.Exif()


def read_tiff_exif(file: BinaryIO) -> Image.Exif:
    """Return the EXIF of an open RAW photo that is a TIFF. Damaged EXIF counts as none."""
    exif = Image.Exif()
    try:
        file.seek(0)
        exif.load_from_fp(file)
        exif.get_ifd(ExifTags.IFD.GPSInfo)
        exif.get_ifd(ExifTags.IFD.Exif)  # now, while the file is open
    except Exception:  # as above
        return Image.Exif()
    return exif


def orientation(exif: Image.Exif) -> int:
    """Return the EXIF orientation, 1 to 8. A missing or absurd value gives 1 (upright)."""
    value = exif.get(ExifTags.Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def taken_at(exif: Image.Exif, now: datetime) -> str | None:
    """Return when the picture was taken as `2024-06-01T18:02:03Z`. None if there is no credible time.

    A time without an offset is read in this machine's zone, because it is at the same party as the camera.
    """
    try:
        ifd = exif.get_ifd(ExifTags.IFD.Exif)
        taken = _parse(
            _text(ifd.get(ExifTags.Base.DateTimeOriginal)), _text(ifd.get(ExifTags.Base.OffsetTimeOriginal))
        )
    except Exception:  # as above: whatever it raises, there is no time
        return None
    return credible_time(taken, now)


def credible_time(taken: datetime, now: datetime) -> str | None:
    """Format a time as `2024-06-01T18:02:03Z`. None for a time that only a wrong clock can give."""
    if not _EARLIEST <= taken <= now + _MAX_AHEAD:
        return None
    return taken.strftime("%Y-%m-%dT%H:%M:%SZ")


def _parse(local: str, offset: str) -> datetime:
    with contextlib.suppress(ValueError):
        return datetime.strptime(f"{local} {offset}", "%Y:%m:%d %H:%M:%S %z").astimezone(UTC)
    return datetime.strptime(local, "%Y:%m:%d %H:%M:%S").astimezone().astimezone(UTC)


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii")
    return value.strip("\0 ") if isinstance(value, str) else ""
