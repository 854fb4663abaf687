"""The picture pipeline with nothing around it: `python -m bench.bare WAY SECONDS LEAST FILE`.

Renders the file again and again for that time, and LEAST times at least. Prints one line of JSON: how long
each took, and how long a core worked on it, in ms.

WAY is one of four. `ours` is all that a worker of the server does, `faceless` the same without faces,
`looked` the same with the check for nakedness. `pillow` is the same job as most people write it with Pillow:
open, turn, resize, save.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageOps

from app.media.looks import looking
from app.media.looks.faces import load_packages, make_detector
from app.media.looks.seen import Look
from app.media.pictures.pipeline import render
from app.media.renditions import THUMB_MAX_SIDE, WALL_MAX_SIDE

MAX_PIXELS = 100_000_000


def ours(original: Path, out_dir: Path) -> None:
    render(original, out_dir, max_pixels=MAX_PIXELS)


def pillow(original: Path, out_dir: Path) -> None:
    out_dir.mkdir()
    with Image.open(original) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
        for name, side in (("wall.jpg", WALL_MAX_SIDE), ("thumb.jpg", THUMB_MAX_SIDE)):
            smaller = upright.copy()
            smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
            smaller.save(out_dir / name, quality=85)


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "ours": ours,
    "faceless": ours,
    "looked": ours,
    "pillow": pillow,
}


def main(way: str, seconds: float, least: int, original: Path) -> None:
    if way in ("ours", "looked"):
        # As a worker of the server does.
        load_packages()
        make_detector()
    if way == "looked":
        looking.load([Look.NUDITY])
        looking.want([Look.NUDITY])
    times: list[float] = []
    cpu_times: list[float] = []
    with tempfile.TemporaryDirectory(prefix="partywall-bench-") as folder:
        WAYS[way](original, Path(folder, "warm"))
        print("ready", flush=True)
        sys.stdin.readline()
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at or len(times) < least:
            began, cpu_began = time.monotonic(), time.process_time()
            WAYS[way](original, Path(folder, str(len(times))))
            times.append((time.monotonic() - began) * 1000)
            cpu_times.append((time.process_time() - cpu_began) * 1000)
    print(json.dumps({"ms": times, "cpu_ms": cpu_times}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
