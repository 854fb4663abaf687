"""The one folder that a worker process can reach: its file is brought there, and what it makes is fetched.

    <room>/given/<name>     the original by another name (a link, or on another disk a copy), to be read
    <room>/made/            what the worker writes

Nothing in `made` is trusted: only plain files of known names leave it.
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
    """Blocking. Made by `make`; whoever made it calls `remove`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.given = folder / GIVEN
        self.made = folder / MADE
        for path in (self.given, self.made):
            path.mkdir(mode=0o700)
        self._hold = Hold.on(folder)

    @classmethod
    def make(cls, parent: Path) -> "WorkRoom":
        """Make a room; its parent is made, too."""
        parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent)))

    def give(self, original: Path) -> Path:
        """Bring a file in, and nothing of the one before stays. Raises OSError."""
        self.clear()
        path = self.given / original.name
        try:
            os.link(original, path)
        except FileNotFoundError:
            raise
        except OSError:
            # Another disk, or one that knows no links.
            shutil.copyfile(original, path)
        return path

    def fetch(self, folder: Path) -> None:
        """Move all that was made to `folder` (made if missing), durably, or leave nothing there."""
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
        """Leave nothing of a file that came to nothing: a link would keep its bytes when it is deleted."""
        for folder in (self.given, self.made):
            for path in folder.iterdir():
                path.unlink(missing_ok=True)

    def remove(self) -> None:
        """Remove it; further calls do nothing."""
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
