"""Find faces in a picture, so that a cropping screen keeps them in view. Nobody is recognised.

The detector is dlib's, by histograms of oriented gradients (Dalal and Triggs, 2005). Its model is part of the
package. It finds faces that look roughly forwards and are at least an eighth of the picture wide. It does not
find profiles and smaller faces.
"""

import importlib
import math
import os
from typing import Any

from PIL import Image

from app.media.rendered import Face

LOOK_PIXELS = 720 * 540
"""Larger pictures are shrunk to this many pixels first: it bounds the time to some 30 ms of a core."""
MOST_ENLARGED = 5
MOST_FACES = 24
"""No crop of a crowd can keep more faces anyway."""
# The detector's box goes from the brows to the chin, but a head is larger. These are fractions of the box.
_ABOVE, _BESIDE, _BELOW = 0.35, 0.12, 0.12
_DIGITS = 4

_dlib: Any = None
_numpy: Any = None
_detector: Any = None


def load_packages() -> bool:
    """Load the detector's packages into this process. False if the extra `faces` is not installed.

    A process that has not called this finds no faces and needs neither package.
    """
    global _dlib, _numpy
    # One thread, and no memory for more: the process is one of several.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        _dlib = importlib.import_module("dlib")
        _numpy = importlib.import_module("numpy")
    except ImportError:
        return False
    return True


def make_detector() -> None:
    """Unpack the model, which takes a quarter of a second. Does nothing without the packages."""
    global _detector
    if _dlib is not None:
        _detector = _dlib.get_frontal_face_detector()


def faces_in(picture: Image.Image) -> tuple[Face, ...]:
    """Return the heads in an upright picture, the largest first. None without a detector."""
    if _detector is None:
        return ()
    width, height = picture.size
    scale = math.sqrt(LOOK_PIXELS / (width * height))
    if scale < 1:
        # Shrink by a whole number and averaging: a third of the time of any other way.
        grey = picture.reduce(math.ceil(1 / scale)).convert("L")
    else:
        scale = min(scale, MOST_ENLARGED)
        size = max(1, int(width * scale)), max(1, int(height * scale))
        grey = picture.convert("L").resize(size, Image.Resampling.BILINEAR)
    found = [_head(box, grey.size) for box in _detector(_numpy.asarray(grey), 0)]
    found.sort(key=lambda face: face.width * face.height, reverse=True)
    return tuple(face for face in found if face.width > 0 and face.height > 0)[:MOST_FACES]


def _head(box: Any, size: tuple[int, int]) -> Face:
    wide, high = box.width(), box.height()
    left, right = (_part(at, size[0]) for at in (box.left() - _BESIDE * wide, box.right() + _BESIDE * wide))
    top, bottom = (_part(at, size[1]) for at in (box.top() - _ABOVE * high, box.bottom() + _BELOW * high))
    return Face(left, top, round(right - left, _DIGITS), round(bottom - top, _DIGITS))


def _part(at: float, whole: int) -> float:
    return round(min(1.0, max(0.0, at / whole)), _DIGITS)
