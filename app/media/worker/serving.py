"""A process that works for the server, one request at a time, in bounded memory. It dies with the server.

It first writes a ready line, then one JSON line for each JSON line that it reads (see `protocol`). Of our
code it imports only `app.media`, because the files that it decodes may try to take it over.
"""

import ctypes
import logging
import os
import resource
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from app.media.edit import Edit
from app.media.errors import OUT_OF_MEMORY, PictureRefused
from app.media.looks import looking
from app.media.looks.faces import make_detector
from app.media.looks.seen import Look
from app.media.rendered import Rendered
from app.media.worker import protocol
from app.media.worker.lockdown import MAX_FILE_BYTES, NO_OTHERS, lock_down, own_room
from app.media.worker.steps import tell_steps_to


class Render(Protocol):
    """Do what `pipeline.render` does. A parameter, so that tests can misbehave in its place."""

    def __call__(self, original: Path, out_dir: Path, *, max_pixels: int, edit: Edit) -> Rendered: ...


# The server's own process answers people, so it goes first. With 5 its loop waited several times as long for
# a core while fifty guests sent. With 19 a machine that is busy otherwise would make no photos at all.
WORKER_NICENESS = 10

_log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_BYTES_PER_MB = 1024 * 1024


def prepare(
    memory_mb: int,
    niceness: int,
    looks: Sequence[str] = (),
    *,
    also: Mapping[Path, int] = NO_OTHERS,
    max_file_bytes: int = MAX_FILE_BYTES,
) -> BinaryIO:
    """Bind this process to its limits, its parent and its folder. Return the stream for its answers.

    `looks` names the looks to load (media/looks), `also` further folders (`lock_down`).
    """
    answers = _take_stdout()
    logging.basicConfig(stream=sys.stderr, format="%(message)s", level=logging.INFO)
    _die_with_parent()
    # Ctrl-C and a service manager's SIGTERM go to every process of the group. But the parent decides when we
    # end, so that a half decoded picture is not called broken.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(niceness)
    _limit_memory(memory_mb)
    looking.load(Look(look) for look in looks)
    # Last: all libraries are loaded by now, and no untrusted byte has been read.
    room = own_room()
    held = lock_down(room, also, max_file_bytes)
    if room is not None and not (held.files and held.calls):
        _log.warning("not locked down as it could be, see `python -m app doctor`: %s", held)
    return answers


def serve(requests: BinaryIO, answers: BinaryIO, render: Render) -> None:
    """Answer each request in turn. An exception that is not the picture's or the disk's ends the process."""
    send(answers, protocol.READY_LINE)
    # Now the process is ready, so nobody waits for this.
    make_detector()
    tell_steps_to(lambda step: send(answers, protocol.write_step(step)))
    for line in requests:
        try:
            request = protocol.read_request(line)
            looking.want(request.looks)
            rendered = render(
                request.original, request.out_dir, max_pixels=request.max_pixels, edit=request.edit
            )
        except PictureRefused as refused:
            _log.info("refused, %s: %r", refused.code, refused.__cause__)
            send(answers, protocol.write_refused(refused.code))
            if refused.code in OUT_OF_MEMORY:
                return  # a new process is safer than a heap that was full
        except OSError as error:
            send(answers, protocol.write_failed(error))
        else:
            send(answers, protocol.write_rendered(rendered))


def send(answers: BinaryIO, line: bytes) -> None:
    answers.write(line)
    answers.flush()


def _take_stdout() -> BinaryIO:
    # A library's output on descriptor 1 would be read as an answer. Send it to standard error.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _die_with_parent() -> None:
    # On Linux even a worker that hangs in a decoder dies at once. Elsewhere it ends with its standard input.
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(memory_mb: int) -> None:
    limit = memory_mb * _BYTES_PER_MB
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash must not leave a guest's picture on the disk
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except ValueError as error:  # macOS knows the limit by name only
        _log.warning("no memory limit on this system: %s", error)
