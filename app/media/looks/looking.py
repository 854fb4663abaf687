"""Which looks this worker can take, and the looks that the picture at hand gets.

Models are loaded before the worker locks itself down. A look sees the picture as it is shown, upright and in
sRGB, as small as its thumb. The state is the process's: a worker does one thing at a time.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic

from PIL import Image

from app.media.looks.faces import load_packages
from app.media.looks.nudity import load_nudity
from app.media.looks.seen import NOTHING, Look, Seen, Unable

SLOW_S = 2.0
"""A look takes a twentieth of a second; one that takes this long would make guests wait."""
REST_S = 60.0
"""For so long after a slow look no other one is taken by this worker."""

Model = Callable[[Image.Image], float]
LOADERS: dict[Look, Callable[[], Model]] = {Look.NUDITY: load_nudity}

_log = logging.getLogger(__name__)

_models: dict[Look, Model] = {}
_rests_until: dict[Look, float] = {}
_wanted: frozenset[Look] = frozenset()


def load(looks: Iterable[Look]) -> None:
    """Load what these looks need; what cannot be had is missing from then on."""
    for look in looks:
        try:
            if look is Look.FACES:
                load_packages()
            else:
                _models[look] = LOADERS[look]()
        except Exception as error:
            # Whatever a library raises that is not there, was built for another machine, or finds no memory.
            _log.warning("pictures are not looked at for %s: %r", look, error)


def want(looks: Iterable[Look]) -> None:
    """Take these looks at each picture from now on."""
    global _wanted
    _wanted = frozenset(looks)


@contextmanager
def looked_at_meanwhile(picture: Image.Image) -> Iterator[Callable[[], Seen]]:
    """Take the looks that are wanted beside the caller's own work; yield how to wait for what was seen.

    The model lets go of the interpreter while it works, so on a core of its own a look costs no time. The
    thread begins here and not before the lock-down, which holds only for threads that begin after it.
    """
    if not _wanted:
        yield lambda: NOTHING
        return
    with ThreadPoolExecutor(1, "look") as beside:
        try:
            begun = beside.submit(look_at, picture)
        except RuntimeError:
            # No memory for a thread is no reason to lose the picture: look when asked.
            yield lambda: look_at(picture)
            return
        yield begun.result


def look_at(picture: Image.Image) -> Seen:
    """Take the looks that are wanted."""
    if Look.NUDITY not in _wanted:
        return NOTHING
    nudity = _taken(Look.NUDITY, picture)
    return Seen(nudity_unable=nudity) if isinstance(nudity, Unable) else Seen(nudity=round(nudity, 4))


def _taken(look: Look, picture: Image.Image) -> float | Unable:
    model = _models.get(look)
    if model is None:
        return Unable.MISSING
    began_at = monotonic()
    if began_at < _rests_until.get(look, 0.0):
        return Unable.SLOW
    try:
        said = model(picture)
    except Exception:
        # The picture is fine: what a library makes of it is no reason to lose it.
        _log.exception("a look for %s failed", look)
        return Unable.MISSING
    if monotonic() - began_at > SLOW_S:
        _rests_until[look] = monotonic() + REST_S
    return said
