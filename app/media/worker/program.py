"""The process that renders pictures: `python -m app.media.worker.program <memory MB> [faces]`; see `serving`.

With `faces` it also says where there are any, if the extra of that name is installed.
"""

import sys

from app.media.pictures.faces import load_packages, make_detector
from app.media.pictures.pipeline import render
from app.media.worker.protocol import LOOK_FOR_FACES
from app.media.worker.serving import WORKER_NICENESS, Render, prepare, serve


def main(memory_mb: int, render_picture: Render = render, *, looks_for_faces: bool = False) -> None:
    """Answer requests until standard input ends, or memory ran out."""
    # As everything that it works with: before it is locked down.
    if looks_for_faces:
        load_packages()
    answers = prepare(memory_mb, WORKER_NICENESS)
    serve(sys.stdin.buffer, answers, render_picture, make_detector)


if __name__ == "__main__":
    main(int(sys.argv[1]), looks_for_faces=LOOK_FOR_FACES in sys.argv[2:])
