"""The processes that open videos, and the check whether this machine can.

`python -m app.media.videos.worker poster <memory MB> [<look> …]` answers as the picture worker does (see
`serving`), with posters. `... clip <memory MB> <CPU seconds>` makes one clip: it takes one request, reports
its progress, answers, and ends. Without the codec, both say so in place of the ready line.
"""

import resource
import sys
from collections.abc import Sequence
from typing import BinaryIO

from app.media.errors import PictureRefused
from app.media.worker import protocol
from app.media.worker.serving import WORKER_NICENESS, prepare, send, serve
from app.media.worker.steps import tell_steps_to

try:
    from av.codec.codec import Codec, UnknownCodecError

    from app.media.videos.clip import make_clip
    from app.media.videos.poster import render_poster
except ImportError as error:
    # The extra `video` is not installed, or was built for another machine.
    _missing: str | None = f"the package av cannot be used ({error})"
else:
    try:
        Codec("libx264", "w")
        _missing = None
    except UnknownCodecError:
        _missing = "the installed package av has no H.264 encoder"

# A clip is never urgent: photos, posters and requests come first.
_CLIP_NICENESS = 19


def main(kind: str, memory_mb: int, cpu_s: int | None = None, looks: Sequence[str] = ()) -> None:
    answers = prepare(memory_mb, WORKER_NICENESS if kind == "poster" else _CLIP_NICENESS, looks)
    if _missing is not None:
        send(answers, protocol.write_unable(_missing))
    elif kind == "poster":
        serve(sys.stdin.buffer, answers, render_poster)
    else:
        if cpu_s is not None:
            resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s))
        serve_one_clip(sys.stdin.buffer, answers)


def serve_one_clip(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer the first request. An exception that is not the video's or the disk's ends the process."""
    send(answers, protocol.READY_LINE)
    line = requests.readline()
    if not line:
        return
    tell_steps_to(lambda step: send(answers, protocol.write_step(step)))
    request = protocol.read_request(line)
    try:
        made = make_clip(
            request.original,
            request.out_dir,
            max_pixels=request.max_pixels,
            edit=request.edit,
            tell=lambda done_s: send(answers, protocol.write_progress(done_s)),
        )
    except PictureRefused as refused:
        send(answers, protocol.write_refused(refused.code))
    except OSError as error:
        send(answers, protocol.write_failed(error))
    else:
        send(answers, protocol.write_clip(made))


if __name__ == "__main__":
    wanted, limit_mb, *more = sys.argv[1:]
    if wanted == "poster":
        main(wanted, int(limit_mb), looks=more)
    else:
        main(wanted, int(limit_mb), int(more[0]) if more else None)
