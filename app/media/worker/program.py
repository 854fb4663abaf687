"""The process that renders pictures: `python -m app.media.worker.program <memory MB>` (see `serving`)."""

import sys

from app.media.pictures.pipeline import render
from app.media.worker.serving import WORKER_NICENESS, Render, prepare, serve


def main(memory_mb: int, render_picture: Render = render) -> None:
    """Answer requests until standard input ends, or memory ran out."""
    answers = prepare(memory_mb, WORKER_NICENESS)
    serve(sys.stdin.buffer, answers, render_picture)


if __name__ == "__main__":
    main(int(sys.argv[1]))
