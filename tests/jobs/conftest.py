"""A media pool with one odd worker, and originals that tell it what to do."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.processing.media_pool import MediaPool
from tests.jobs.odd_pool import Original, make_pool
from tests.media.pictures import encoded, landscape


@pytest.fixture
async def pool() -> AsyncIterator[MediaPool]:
    """One worker, which misbehaves when the original's name says so."""
    made = make_pool()
    await made.start()
    yield made
    await made.close()


@pytest.fixture
def original(tmp_path: Path) -> Original:
    """Make a picture under a name that says how its worker shall behave."""
    content = encoded(landscape(), "JPEG")

    def _original(name: str) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return _original
