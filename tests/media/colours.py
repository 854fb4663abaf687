"""Colours that are known, and a profile that nothing but a colour manager gets right."""

from PIL import ImageCms

# A JPEG of one plain colour changes it by this much at most.
CLOSE = 4

Colour = tuple[int, ...]


def assert_close(colour: Colour, expected: Colour) -> None:
    assert all(abs(one - other) <= CLOSE for one, other in zip(colour, expected, strict=True)), colour


def wide_gamut_profile() -> bytes:
    """Return sRGB's profile with red and green exchanged: what honours it must exchange them as well."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    # Another name, or it would be taken for the sRGB that cameras embed.
    return bytes(
        profile.replace("sRGB".encode("utf-16-be"), "Test".encode("utf-16-be")).replace(b"sRGB", b"Test")
    )
