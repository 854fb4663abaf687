"""An upload of any size costs the server no more memory than a small one."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person, running
from tests.streams import event_stream
from tests.tus.client import begin, files_in

MB = 1024 * 1024
SHORT_MB = 384
MAX_GROWTH_MB = 24


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds for the whole upload, MB by which the server's memory peaked above what it was before."""

    seconds: float
    growth_mb: float


async def send_large(server: Server, megabytes: int) -> Measured:
    """Send an upload of zeros, which is refused at its end, and watch the server's memory."""
    async with person(server.url) as guest, event_stream(guest):
        guest.http.timeout = 10 * PATIENCE_S
        # What every photo costs once, and the first large body, are no growth.
        assert (await guest.send(jpeg(3000, 2000))).status_code == 201
        await _send_zeros(server, 32)
        before_mb = _peak_mb(server, reset=True)
        began = time.monotonic()
        await _send_zeros(server, megabytes)
        return Measured(time.monotonic() - began, _peak_mb(server) - before_mb)


async def _send_zeros(server: Server, megabytes: int) -> None:
    async def zeros() -> AsyncIterator[bytes]:
        block = bytes(MB)
        for _ in range(megabytes):
            yield block

    async with person(server.url) as guest:
        guest.http.timeout = 10 * PATIENCE_S
        upload = await begin(guest, megabytes * MB)
        refused = await upload.send(0, zeros())
        assert refused.json()["error"]["code"] == "NOT_A_PICTURE"
    assert files_in(server, "private/uploads") == []


def _peak_mb(server: Server, *, reset: bool = False) -> float:
    """Return the most memory that the server has held since the last reset."""
    process = Path(f"/proc/{server.pid}")
    if reset:
        (process / "clear_refs").write_text("5")
    lines = (process / "status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


async def test_memory_stays_flat_while_a_large_upload_comes_in(tmp_path: Path) -> None:
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    with running(tmp_path / "party", max_photo_mb=4096) as server:
        async with asyncio.timeout(10 * PATIENCE_S):
            measured = await send_large(server, SHORT_MB)
    assert measured.growth_mb < MAX_GROWTH_MB, measured
