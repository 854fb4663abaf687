"""What is private is for the server's own user alone, also where somebody made or copied it otherwise."""

import contextlib
from pathlib import Path

FOLDER_RIGHTS = 0o700
FILE_RIGHTS = 0o600
FOR_OTHERS = 0o077


def tighten(private: Path) -> None:
    """Take away what others may do with the folder, its folders, and the key and records in it.

    What lies deeper is out of reach then. A folder that belongs to somebody else stays as it is.
    """
    with contextlib.suppress(PermissionError):
        _tighten(private, FOLDER_RIGHTS)
        for path in private.iterdir():
            _tighten(path, FOLDER_RIGHTS if path.is_dir() else FILE_RIGHTS)


def _tighten(path: Path, rights: int) -> None:
    if not path.is_symlink() and path.stat().st_mode & FOR_OTHERS:
        path.chmod(rights)
