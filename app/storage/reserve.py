"""Disk space kept for what must work on a full disk: signing in, hiding, deleting, closing.

    private/reserve     bytes that mean nothing

It is released in steps, so that another program which takes each step at once cannot have it all. It is
filled up again as soon as there is room. Uploads never get it: its missing part does not count as free.
"""

import contextlib
import os
import shutil
from pathlib import Path

MB = 1024 * 1024
ENOUGH_BYTES = MB
"""What one action may need: pages of the database's log, a folder's entry."""
STEP_BYTES = MB
BLOCK_BYTES = MB // 4


class Reserve:
    """Its calls block. A `size` of 0 keeps no reserve."""

    def __init__(self, path: Path, size: int) -> None:
        self._path = path
        self._size = size

    def missing_bytes(self) -> int:
        return self._size - self._kept_bytes()

    def make_room(self) -> None:
        """Release a step if the disk is full; do nothing if there is room."""
        if self._free_bytes() < ENOUGH_BYTES:
            self.give_up()

    def give_up(self) -> bool:
        """Release a step, and tell whether there was one left."""
        kept = self._kept_bytes()
        if kept == 0:
            return False
        os.truncate(self._path, max(0, kept - STEP_BYTES))
        return True

    def fill_up(self) -> None:
        """Fill up what is missing, as long as there is room beside what one action needs."""
        wanted = min(self.missing_bytes(), self._free_bytes() - ENOUGH_BYTES)
        if wanted < BLOCK_BYTES:
            return
        # If the disk fills up at this moment, a part of it stays, which is just as good.
        with contextlib.suppress(OSError), self._path.open("ab") as file:
            self._path.chmod(0o600)
            for _ in range(wanted // BLOCK_BYTES):
                # Random bytes, because some file systems use no space for zeros.
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
