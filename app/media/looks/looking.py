"""The looks that this worker can take, and those that the current picture gets.

Models are loaded before the worker locks itself down. A look sees the picture as it is shown: upright, in
sRGB, and as small as its thumb. The state is global, because a worker does one thing at a time.
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
"""A look usually takes a twentieth of a second. One that takes this long would make guests wait."""
REST_S = 60.0
"""After a slow look, this worker takes no other for this long."""

Model = Callable[[Image.Image], float]
LOADERS: dict[Look, Callable[[], Model]] = {Look.NUDITY: load_nudity}

_log = logging.getLogger(__name__)

_models: dict[Look, Model] = {}
_rests_until: dict[Look, float] = {}
_wanted: frozenset[Look] = frozenset()


def load(looks: Iterable[Look]) -> None:
    """Load what these looks need. A look whose library cannot be loaded is MISSING from then on."""
    for look in looks:
        try:
            if look is Look.FACES:
                load_packages()
            else:
                _models[look] = LOADERS[look]()
        except Exception as error:
            # Anything: the library is missing, was built for another machine, or finds no memory.
            _log.warning("pictures are not looked at for %s: %r", look, error)


def want(looks: Iterable[Look]) -> None:
    """Take these looks at each picture from now on."""
    global _wanted
    _wanted = frozenset(looks)


@contextmanager
def looked_at_meanwhile(picture: Image.Image) -> Iterator[Callable[[], Seen]]:
    """Take the wanted looks beside the caller's own work. Yields a function that waits for the result.

    The model releases the interpreter lock while it works, so with a free core a look costs no time. The
    thread must start after the lock-down, which holds only for threads that start later.
    """
    if not _wanted:
        yield lambda: NOTHING
        return
    with ThreadPoolExecutor(1, "look") as beside:
        try:
            begun = beside.submit(look_at, picture)
        except RuntimeError:
            # Without memory for a thread, do not lose the picture: look when asked.
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
        # The picture is fine: a library's fault is no reason to lose it.
        _log.exception("a look for %s failed", look)
        return Unable.MISSING
    if monotonic() - began_at > SLOW_S:
        _rests_until[look] = monotonic() + REST_S
    return said
