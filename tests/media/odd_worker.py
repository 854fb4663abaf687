"""The media worker, misbehaving as the name of the original asks, as broken libraries and kernels do."""

import ctypes
import os
import signal
import sys
from pathlib import Path

from app.media.edit import Edit
from app.media.pictures.pipeline import render
from app.media.rendered import Rendered
from app.media.worker import program as worker
from app.media.worker.steps import Step, enter


def _odd(original: Path, out_dir: Path, *, max_pixels: int, edit: Edit) -> Rendered:
    behaviour = original.stem
    if behaviour == "hang":
        _begin(out_dir)
        while True:
            signal.pause()
    if behaviour == "decoding":
        enter(Step.DECODE)
        os.kill(os.getpid(), signal.SIGKILL)
    if behaviour == "killed":
        _begin(out_dir)
        os.kill(os.getpid(), signal.SIGKILL)
    if behaviour == "segfault":
        ctypes.string_at(0)
    if behaviour == "bug":
        raise RuntimeError("a bug of ours")
    if behaviour == "babble":
        sys.stdout.write("on standard output\n")
        sys.stderr.write("on standard error\n" * 100_000)
        os.write(1, b"and on its descriptor\n" * 100_000)
    if behaviour == "garbage":
        os.write(_ANSWERS, b"[1, 2]\n")
        signal.pause()
    return render(original, out_dir, max_pixels=max_pixels, edit=edit)


def _begin(out_dir: Path) -> None:
    # Half of what a real render writes, as it is when a process dies in the middle.
    out_dir.mkdir(parents=True, exist_ok=True)
    (out_dir / "thumb.jpg").write_bytes(b"whole")
    (out_dir / ".wall.jpg.part").write_bytes(b"half")


# The real standard output, before the worker hides it.
_ANSWERS = os.dup(1)

if __name__ == "__main__":
    worker.main(int(sys.argv[1]), sys.argv[2:], _odd)
