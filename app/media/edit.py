"""The edit of a picture or a video: a small, bounded list of parameters, and its JSON.

The upright picture is mirrored, turned, straightened and cropped, in this order. Its colours come last.
Straightening turns about the middle and enlarges just enough that no corner is empty. So a crop is always
within the picture. All lengths are fractions, so one edit fits a screen copy and its original.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

MAX_ANGLE = 45.0
MAX_LEVEL = 100
MIN_CROP = 0.02
"""The smallest side of a crop, as a fraction. A picture of a few pixels is a mistake."""
MAX_TIME_MS = 24 * 3600 * 1000
MIN_CLIP_MS = 500
_PLACES = 5
_PLACES_OF_ANGLE = 2


@dataclass(frozen=True, slots=True)
class Crop:
    """A box in the picture after mirror, turns and angle, in fractions of its sides."""

    left: float
    top: float
    width: float
    height: float


WHOLE = Crop(0.0, 0.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Edit:
    """`turns` are quarter turns and `angle` is in degrees, both clockwise. Levels go from -100 to 100.

    `begin_ms`, `end_ms` (0 for the video's own end) and `poster_ms` are for videos, in the video's own time.
    With None the poster is chosen automatically.
    """

    crop: Crop = WHOLE
    turns: int = 0
    angle: float = 0.0
    mirror: bool = False
    brightness: int = 0
    contrast: int = 0
    warmth: int = 0
    saturation: int = 0
    begin_ms: int = 0
    end_ms: int = 0
    poster_ms: int | None = None

    @property
    def is_nothing(self) -> bool:
        return self == NO_EDIT

    @property
    def changes_shape(self) -> bool:
        return (self.crop, self.turns, self.angle, self.mirror) != (WHOLE, 0, 0.0, False)

    @property
    def changes_colours(self) -> bool:
        return (self.brightness, self.contrast, self.warmth, self.saturation) != (0, 0, 0, 0)

    @property
    def fits_pictures(self) -> bool:
        return (self.begin_ms, self.end_ms, self.poster_ms) == (0, 0, None)

    @property
    def fits_videos(self) -> bool:
        """Tell whether the edit fits a clip, which can have no crop and no colour changes."""
        return self == Edit(
            turns=self.turns, begin_ms=self.begin_ms, end_ms=self.end_ms, poster_ms=self.poster_ms
        )


NO_EDIT = Edit()


def turned(edit: Edit, quarters: int) -> Edit:
    """Return the edit with the whole picture, and its crop, turned further clockwise."""
    crop = edit.crop
    for _ in range(quarters % 4):
        crop = Crop(_rounded(1 - crop.top - crop.height), crop.left, crop.height, crop.width)
    return replace(edit, crop=crop, turns=(edit.turns + quarters) % 4)


def played_ms(edit: Edit, whole_ms: int | None) -> int | None:
    """Return how long a video of this length plays after its cut. None if that is not known."""
    if edit.end_ms and (whole_ms is None or edit.end_ms < whole_ms):
        return edit.end_ms - edit.begin_ms
    return None if whole_ms is None else max(1, whole_ms - edit.begin_ms)


def cover_scale(angle: float, width: float, height: float) -> float:
    """Return the factor by which a straightened picture must grow to leave no corner empty."""
    if not angle:
        return 1.0
    radians = math.radians(abs(angle))
    long_by_short = max(width, height) / max(1e-9, min(width, height))
    return math.cos(radians) + math.sin(radians) * long_by_short


def edit_json(edit: Edit) -> dict[str, object]:
    """Return the fields that differ from the defaults. Empty for no edit."""
    told: dict[str, object] = {}
    for field in fields(Edit):
        value = getattr(edit, field.name)
        if value != getattr(NO_EDIT, field.name):
            if isinstance(value, Crop):
                value = {side.name: getattr(value, side.name) for side in fields(Crop)}
            told[field.name] = value
    return told


def edit_text(edit: Edit) -> str:
    """Return the edit as text for records and workers. Empty for none. Equal edits have equal texts."""
    told = edit_json(edit)
    return json.dumps(told, separators=(",", ":")) if told else ""


def read_edit(text: str) -> Edit:
    """Read the text of `edit_text`. Raises ValueError."""
    if not text:
        return NO_EDIT
    values = json.loads(text)
    if not isinstance(values, dict):
        raise ValueError("not an edit")
    return edit_of(values)


def edit_of(values: Mapping[str, object]) -> Edit:
    """Return the edit of these fields. A missing field has its default.

    Raises ValueError with the field's name as its text, for an unknown field or one out of its bounds.
    """
    unknown = set(values) - {field.name for field in fields(Edit)}
    if unknown:
        raise ValueError(min(unknown))
    begin_ms = _whole(values, "begin_ms", 0, MAX_TIME_MS)
    end_ms = _whole(values, "end_ms", 0, MAX_TIME_MS)
    if end_ms and end_ms - begin_ms < MIN_CLIP_MS:
        raise ValueError("end_ms")
    mirror = values.get("mirror", False)
    if not isinstance(mirror, bool):
        raise ValueError("mirror")
    has_poster = values.get("poster_ms") is not None
    return Edit(
        crop=_crop(values["crop"]) if "crop" in values else WHOLE,
        turns=_whole(values, "turns", 0, 3),
        angle=_angle(values.get("angle", 0)),
        mirror=mirror,
        brightness=_whole(values, "brightness", -MAX_LEVEL, MAX_LEVEL),
        contrast=_whole(values, "contrast", -MAX_LEVEL, MAX_LEVEL),
        warmth=_whole(values, "warmth", -MAX_LEVEL, MAX_LEVEL),
        saturation=_whole(values, "saturation", -MAX_LEVEL, MAX_LEVEL),
        begin_ms=begin_ms,
        end_ms=end_ms,
        poster_ms=_whole(values, "poster_ms", 0, MAX_TIME_MS) if has_poster else None,
    )


def _crop(value: object) -> Crop:
    """Read a crop. It is clipped to the picture, because a finger at the edge goes a little too far."""
    sides = {field.name for field in fields(Crop)}
    if not isinstance(value, Mapping) or set(value) != sides:
        raise ValueError("crop")
    left, top, width, height = (_number(value[field.name], "crop") for field in fields(Crop))
    if not all(-1 <= side <= 2 for side in (left, top, width, height)):
        raise ValueError("crop")
    right, bottom = min(1.0, left + width), min(1.0, top + height)
    left, top = max(0.0, left), max(0.0, top)
    crop = Crop(_rounded(left), _rounded(top), _rounded(right - left), _rounded(bottom - top))
    if min(crop.width, crop.height) < MIN_CROP:
        raise ValueError("crop")
    return crop


def _angle(value: object) -> float:
    angle = round(_number(value, "angle"), _PLACES_OF_ANGLE)
    if abs(angle) > MAX_ANGLE:
        raise ValueError("angle")
    return angle + 0.0  # never -0.0, which has another text


def _whole(values: Mapping[str, object], name: str, least: int, most: int) -> int:
    value = values.get(name, 0)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise ValueError(name)
    return value


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(name)
    if not math.isfinite(value):
        raise ValueError(name)
    return float(value)


def _rounded(value: float) -> float:
    return round(value, _PLACES) + 0.0
