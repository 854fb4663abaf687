"""Write finished files so that a reader, or a power cut, never finds half of one."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path


def write_durably(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put all the files into the folder (made if missing), or none. Raises OSError, as for a full disk.

    Each is written under a temporary name, synced and renamed. The folder is synced last.
    """
    _make_durably(folder)
    try:
        for name, content in files.items():
            with _temporary(folder, name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            _temporary(folder, name).replace(folder / name)
        _sync_folder(folder)
    except BaseException:
        remove_files(folder, files)
        raise


def _make_durably(folder: Path) -> None:
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        _sync_folder(path.parent)


def remove_files(folder: Path, names: Iterable[str]) -> None:
    """Remove the named files and leftovers of interrupted writes. Missing files are no error."""
    for name in names:
        _temporary(folder, name).unlink(missing_ok=True)
        (folder / name).unlink(missing_ok=True)


def _temporary(folder: Path, name: str) -> Path:
    return folder / f".{name}.part"


def _sync_folder(folder: Path) -> None:
    # Without this the renames may be lost, although the contents are safe.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
