"""The process that renders pictures and takes the wanted looks (see `serving`).

`python -m app.media.worker.program <memory MB> [<look> …]`
"""

import sys
from collections.abc import Sequence

from app.media.pictures.pipeline import render
from app.media.worker.serving import WORKER_NICENESS, Render, prepare, serve


def main(memory_mb: int, looks: Sequence[str] = (), render_picture: Render = render) -> None:
    """Answer requests until standard input ends or memory runs out."""
    answers = prepare(memory_mb, WORKER_NICENESS, looks)
    serve(sys.stdin.buffer, answers, render_picture)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
