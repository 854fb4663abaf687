"""Bring any pixel mode and colour profile to plain sRGB on a white ground."""

import io
from functools import cache

from PIL import Image, ImageCms

from app.media.pictures.png import MAX_PROFILE_BYTES

# Transparent pictures (logos, drawings, signatures) are mostly dark ink meant for paper: on white all of them
# can be read, on the wall's black many would vanish.
GROUND = (255, 255, 255)

_SRGB = ImageCms.createProfile("sRGB")
# What ImageCms can read directly, by the profile's own colour space.
_MODES_BY_SPACE = {"RGB": ("RGB", "RGBA"), "GRAY": ("L",), "CMYK": ("CMYK",)}
# Those of most cameras; to convert from sRGB to sRGB would cost as much as to decode. Not every name that
# begins with sRGB will do: some profiles of that family are linear.
_SRGB_NAMES = ("sRGB", "sRGB IEC61966-2.1", "sRGB IEC61966-2-1", "sRGB built-in")

_LEVELS_16 = 65536


def to_scalable(picture: Image.Image) -> Image.Image:
    """Return the picture in a mode that resampling is right for: L, LA, RGB, RGBA or CMYK.

    Palettes and colour keys become real alpha; 16 bits of grey are scaled to 8, where Pillow would clip.
    """
    if picture.mode.startswith("I"):
        return _from_16_bit_grey(picture)
    if picture.has_transparency_data and picture.mode not in ("LA", "RGBA"):
        return picture.convert("RGBA")
    if picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return picture
    return picture.convert("L" if picture.mode in ("1", "F") else "RGB")


def to_srgb(picture: Image.Image, icc_profile: bytes | None) -> Image.Image:
    """Return the picture as RGB in sRGB, without alpha; a broken or foreign profile is taken to be sRGB."""
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
            picture = picture.convert(
                "RGB"
            )  # a grey picture with an RGB profile is common and means what it says
        converted = ImageCms.profileToProfile(
            picture,
            profile,
            _SRGB,
            renderingIntent=ImageCms.Intent.PERCEPTUAL,
            outputMode="RGBA" if picture.mode == "RGBA" else "RGB",
        )
    except MemoryError:
        raise
    except Exception:  # a hostile profile raises nearly anything; without it the picture is still one
        return picture
    return converted or picture


def _from_16_bit_grey(picture: Image.Image) -> Image.Image:
    # A lookup table on mode I takes 16-bit values only, which is all that PNG can hold.
    wide = picture.convert("I")
    grey = wide.point(_to_8_bit(), "L")
    key = picture.info.get("transparency")
    if not isinstance(key, int):
        return grey
    opaque = wide.point([0 if value == key else 255 for value in range(_LEVELS_16)], "L")
    return Image.merge("LA", (grey, opaque))


@cache
def _to_8_bit() -> list[int]:
    # Not at the start: few guests ever send 16 bits of grey, and each worker would make all of it.
    return [round(value * 255 / (_LEVELS_16 - 1)) for value in range(_LEVELS_16)]
