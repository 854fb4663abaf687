"""What counts of an upload is always the beginning of what was sent, wherever receiving it ends."""

import asyncio
import errno
import os
from pathlib import Path
from typing import Any, cast
from unittest import mock

import pytest

from app.base.errors import AppError, disk_full
from app.intake import views_tus_body
from app.server import body as bodies
from app.server.body import BoundedBody
from app.storage.partial import PartialFolder

PIECES = [bytes([number]) * 1000 for number in range(1, 21)]
SENT = b"".join(PIECES)


class Sending(BoundedBody):
    """A body whose next piece comes once the last one was taken and anybody waits for anything."""

    def __init__(self) -> None:
        super().__init__(len(SENT), None)
        self.max_bytes = len(SENT)
        self._coming = list(PIECES)
        self.come()

    def come(self) -> None:
        if not self._coming:
            return self.set_complete()
        if not self._waiting_bytes:
            self.append(self._coming.pop(0))
        asyncio.get_running_loop().call_soon(self.come)
        return None


class FullAfter:
    """Stands for the server: its disk is full at the look of this number."""

    def __init__(self, looks: int) -> None:
        self._looks = looks

    def refuse_on_full_disk(self) -> None:
        self._looks -= 1
        if self._looks < 0:
            raise disk_full()


class Anything:
    async def at(self, more: bytes) -> None:
        """Every beginning will do."""


async def received(tmp_path: Path, services: object, error: type[BaseException]) -> bytes:
    partials = PartialFolder(tmp_path)
    partials.open()
    async with partials.held("upload") as file:
        with pytest.raises(error):
            await views_tus_body._copy(
                cast(Any, services), file, Sending(), None, len(SENT), cast(Any, Anything())
            )
    return partials.path("upload").read_bytes()


@pytest.mark.parametrize("looks", range(4))
async def test_on_a_full_disk(looks: int, tmp_path: Path) -> None:
    kept = await received(tmp_path, FullAfter(looks), AppError)
    assert SENT.startswith(kept)


@pytest.mark.parametrize("looks", range(1, 4))
async def test_of_a_body_that_hardly_moves(looks: int, tmp_path: Path) -> None:
    left = looks

    def fail(body: BoundedBody) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise TimeoutError

    with mock.patch.object(bodies.BoundedBody, "_check_progress", fail):
        kept = await received(tmp_path, FullAfter(1000), AppError)
    assert SENT.startswith(kept)


async def test_on_a_disk_that_takes_a_part_of_a_piece(tmp_path: Path) -> None:
    write, room = os.write, 1500

    def write_some(descriptor: int, data: bytes) -> int:
        nonlocal room
        if room == 0:
            raise OSError(errno.ENOSPC, "no space left")
        written = write(descriptor, data[:room])
        room -= written
        return written

    with mock.patch("app.storage.partial_file.os.write", write_some):
        kept = await received(tmp_path, FullAfter(1000), OSError)
    assert kept == SENT[:1500]
