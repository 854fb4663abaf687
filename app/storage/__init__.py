"""Where the bytes are: private originals, public renditions. Knows keys and files, no web and no SQL."""

from app.storage.folder import FolderStorage, Staged, media_url, new_folder

__all__ = ["FolderStorage", "Staged", "media_url", "new_folder"]
