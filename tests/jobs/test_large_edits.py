"""A very large original is edited in the memory that one worker may have, whatever is wanted of it."""

import sys
from pathlib import Path

import pytest
from PIL import Image

from app.media.edit import Crop, Edit
from app.media.worker.protocol import Request, read_answer, write_request
from app.processing.worker_process import WorkerProcess
from tests.media.pictures import MAX_PIXELS, encoded

MEMORY_MB = 1024
"""Half of what a worker has by default."""


@pytest.mark.parametrize(
    ("edit", "size"),
    [
        (Edit(turns=1), (8600, 11500)),
        (Edit(crop=Crop(0.25, 0.25, 0.25, 0.25)), (2875, 2150)),
        (Edit(crop=Crop(0.1, 0.1, 0.2, 0.2), angle=12, warmth=20), (1831, 1369)),
    ],
)
async def test_an_original_of_a_hundred_megapixels_is_edited_in_bounded_memory(
    edit: Edit, size: tuple[int, int], tmp_path: Path
) -> None:
    original = tmp_path / "photo.jpg"
    original.write_bytes(encoded(Image.new("RGB", (11500, 8600), (90, 120, 60)), "JPEG", quality=60))
    command = (sys.executable, "-m", "app.media.worker.program", str(MEMORY_MB))
    worker = await WorkerProcess.start(command)
    try:
        answer = await worker.ask(write_request(Request(original, tmp_path / "made", MAX_PIXELS, edit)))
    finally:
        await worker.stop()
    rendered = read_answer(answer)
    assert (rendered.width, rendered.height) == size
    assert max(rendered.renditions[-1].width, rendered.renditions[-1].height) > 1800
