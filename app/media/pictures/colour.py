"""Bring any pixel mode and colour profile to plain sRGB on a white ground."""

import io
from functools import cache

from PIL import Image, ImageCms

from app.media.pictures.png import MAX_PROFILE_BYTES

# Transparent pictures (logos, drawings, signatures) are mostly dark ink meant for paper. On white all of them
# are legible, on the wall's black many would vanish.
GROUND = (255, 255, 255)

_SRGB = ImageCms.createProfile("sRGB")
# Modes that ImageCms can read directly, by the profile's colour space.
_MODES_BY_SPACE = {"RGB": ("RGB", "RGBA"), "GRAY": ("L",), "CMYK": ("CMYK",)}
# The profiles of most cameras. A conversion from sRGB to sRGB would cost as much as decoding. The names must
# match exactly: some profiles whose names begin with sRGB are linear.
_SRGB_NAMES = ("sRGB", "sRGB IEC61966-2.1", "sRGB IEC61966-2-1", "sRGB built-in")

_LEVELS_16 = 65536


def to_scalable(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode fit for resampling: L, LA, RGB, RGBA or CMYK.

    Palettes and colour keys become real alpha. 16 bits of grey are scaled to 8, as Pillow would clip them.
    """
    if picture.mode.startswith("I"):
        return _from_16_bit_grey(picture)
    if picture.has_transparency_data and picture.mode not in ("LA", "RGBA"):
        return picture.convert("RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return picture
    return picture.convert("L" if picture.mode in ("1", "F") else "RGB")


def to_srgb(picture: Image.Image, icc_profile: bytes | None) -> Image.Image:
    """Return the picture as RGB in sRGB, without alpha. A broken or unfit profile counts as sRGB."""
    if picture.mode == "LA":
        picture = picture.convert("RGBA")
    if icc_profile and len(icc_profile) <= MAX_PROFILE_BYTES:
        picture = _through_profile(picture, icc_profile)
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, GROUND)
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _through_profile(picture: Image.Image, icc_profile: bytes) -> Image.Image:
    try:
        profile = ImageCms.ImageCmsProfile(io.BytesIO(icc_profile))
        if ImageCms.getProfileDescription(profile).strip() in _SRGB_NAMES:
            return picture
        modes = _MODES_BY_SPACE[profile.profile.xcolor_space.strip()]
        if picture.mode not in modes:
            if modes[0] != "RGB" or picture.mode != "L":
                return picture
            picture = picture.convert("RGB")  # a grey picture with an RGB profile is common and valid
        converted = ImageCms.profileToProfile(
            picture,
            profile,
            _SRGB,
            renderingIntent=ImageCms.Intent.PERCEPTUAL,
            outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
        )
    except MemoryError:
        raise
    except Exception:  # a hostile profile raises nearly anything, but the picture is fine without it
        return picture
    return converted or picture


def _from_16_bit_grey(picture: Image.Image) -> Image.Image:
    # A lookup table on mode I takes only 16-bit values, and PNG has no larger ones.
    wide = picture.convert("I")
    grey = wide.point(_to_8_bit(), "L")
    key = picture.info.get("transparency")
    if not isinstance(key, int):
        return grey
    opaque = wide.point([0 if value == key else 255 for value in range(_LEVELS_16)], "L")
    return Image.merge("LA", (grey, opaque))


@cache
def _to_8_bit() -> list[int]:
    # Made on first use: few guests send 16 bits of grey, and else each worker would build it.
    return [round(value * 255 / (_LEVELS_16 - 1)) for value in range(_LEVELS_16)]
