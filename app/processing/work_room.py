"""The one folder that a worker process can reach. Its input is put there, and its output fetched from there.

    <room>/given/<name>     the original by another name (a link, or a copy on another disk), to be read
    <room>/made/            what the worker writes

Nothing in `made` is trusted: only plain files with known names leave it.
"""

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from pathlib import Path

from app.media.rendered import CLIP_FILE, RENDITION_FILES
from app.media.worker.lockdown import GIVEN, MADE
from app.storage.durable import fsync_folder
from app.storage.staging import Hold, is_held

PREFIX = "partywall-worker-"
FETCHED = (*RENDITION_FILES, CLIP_FILE)


class WorkRoom:
    """Blocking. Create it by `make`, and call `remove` at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.given = folder / GIVEN
        self.made = folder / MADE
        for path in (self.given, self.made):
            path.mkdir(mode=0o700)
        self._hold = Hold.on(folder)

    @classmethod
    def make(cls, parent: Path) -> "WorkRoom":
        """Make a room, and its parent if it is missing."""
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)))

    def give(self, original: Path) -> Path:
        """Put a file in, and delete all of the one before. Raises OSError."""
        self.clear()
        path = self.given / original.name
        try:
            os.link(original, path)
        except FileNotFoundError:
            raise
        except OSError:
            # Another disk, or a file system without links.
            shutil.copyfile(original, path)
        return path

    def fetch(self, folder: Path) -> None:
        """Move all output to `folder` (made if missing), durably. If that fails, leave nothing there."""
        folder.mkdir(parents=True, exist_ok=True)
        moved: list[Path] = []
        try:
            for name in FETCHED:
                if self._is_plain(name):
                    _move(self.made / name, folder / name)
                    moved.append(folder / name)
            fsync_folder(folder)
        except BaseException:
            for path in moved:
                path.unlink(missing_ok=True)
            raise
        finally:
            self.clear()

    def clear(self) -> None:
        """Delete a failed file's link: it would keep the bytes on the disk after the original is deleted."""
        for folder in (self.given, self.made):
            for path in folder.iterdir():
                path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove it. Further calls do nothing."""
        self._hold.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _is_plain(self, name: str) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return stat.S_ISREG((self.made / name).lstat().st_mode)
        return False


def _move(source: Path, target: Path) -> None:
    try:
        source.rename(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        shutil.copyfile(source, target)


def sweep_rooms(parent: Path) -> None:
    """Remove the rooms that killed servers left."""
    with contextlib.suppress(FileNotFoundError):
        for folder in parent.glob(f"{PREFIX}*"):
            if not is_held(folder):
                shutil.rmtree(folder, ignore_errors=True)
