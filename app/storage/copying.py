"""Copies for a backup, into a folder that works as a data folder itself, while the party goes on."""

import os
import shutil
from pathlib import Path


def copy_tree(source: Path, target: Path) -> int:
    """Copy all files below a folder; return their number."""
    count = 0
    for folder, _, names in os.walk(source):
        copy = target / Path(folder).relative_to(source)
        copy.mkdir(parents=True, exist_ok=True)
        shutil.copymode(folder, copy)
        for name in names:
            try:
                shutil.copy2(Path(folder) / name, copy / name)
            except FileNotFoundError:
                continue  # deleted meanwhile, by its guest or a host
            count += 1
    return count


def make_parent(path: Path, data_dir: Path) -> None:
    """Make the parent folders of a file in a data folder, as private as the originals."""
    for folder in reversed(path.parents):
        if folder != data_dir and data_dir in folder.parents:
            is_public = folder.relative_to(data_dir).parts[0] == "public"
            folder.mkdir(mode=0o755 if is_public else 0o700, exist_ok=True)
