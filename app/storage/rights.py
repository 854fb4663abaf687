"""Keeps private files for the server's own user, even if somebody made or copied them otherwise."""

import contextlib
from pathlib import Path

FOLDER_RIGHTS = 0o700
FILE_RIGHTS = 0o600
FOR_OTHERS = 0o077


def tighten(private: Path) -> None:
    """Take away other users' rights to the folder, its subfolders, and the key and records in it.

    Deeper files cannot be reached then. A folder that belongs to another user stays as it is.
    """
    with contextlib.suppress(PermissionError):
        _tighten(private, FOLDER_RIGHTS)
        for path in private.iterdir():
            _tighten(path, FOLDER_RIGHTS if path.is_dir() else FILE_RIGHTS)


def _tighten(path: Path, rights: int) -> None:
    if not path.is_symlink() and path.stat().st_mode & FOR_OTHERS:
        path.chmod(rights)
