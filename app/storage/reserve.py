"""Disk space that is given up for what must work on a full disk: signing in, hiding, deleting, closing.

    private/reserve     bytes that mean nothing

It is given up in steps, so that another program which takes each at once cannot have it all, and is filled up
again as soon as there is room. Uploads never get it: what is missing of it does not count as free.
"""

import contextlib
import os
import shutil
from pathlib import Path

MB = 1024 * 1024
ENOUGH_BYTES = MB
"""What one act may need: pages of the database's log, a folder's entry."""
STEP_BYTES = MB
BLOCK_BYTES = MB // 4


class Reserve:
    """Blocking; `size` 0 keeps none."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    def missing_bytes(self) -> int:
        return self._size - self._kept_bytes()

    def make_room(self) -> None:
        """Give up a step of it when the disk is full; do nothing when there is room."""
        if self._free_bytes() < ENOUGH_BYTES:
            self.give_up()

    def give_up(self) -> bool:
        """Give up a step of it, and say whether there was one left."""
        kept = self._kept_bytes()
        if kept == 0:
            return False
        os.truncate(self._path, max(0, kept - STEP_BYTES))
        return True

    def fill_up(self) -> None:
        """Take back what is missing, as far as there is room beside what one act needs."""
        wanted = min(self.missing_bytes(), self._free_bytes() - ENOUGH_BYTES)
        if wanted < BLOCK_BYTES:
            return
        # A disk that fills up at this moment leaves a part of it, which is as good.
        with contextlib.suppress(OSError), self._path.open("ab") as file:
            self._path.chmod(0o600)
            for _ in range(wanted // BLOCK_BYTES):
                # Random, because some file systems keep no space for zeros.
                file.write(os.urandom(BLOCK_BYTES))
                file.flush()
            os.fsync(file.fileno())

    def _kept_bytes(self) -> int:
        try:
            return min(self._size, self._path.stat().st_size)
        except FileNotFoundError:
            return 0

    def _free_bytes(self) -> int:
        return shutil.disk_usage(self._path.parent).free
