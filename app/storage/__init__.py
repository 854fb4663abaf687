"""Where the bytes are: private originals, public renditions. Knows keys and files, no web and no SQL."""

from app.storage.addresses import media_url, new_folder
from app.storage.contract import HeldUpload, Partials, Storage, StoreAway
from app.storage.folder import FolderStorage
from app.storage.staging import Hold, Staged

__all__ = [
    "FolderStorage",
    "HeldUpload",
    "Hold",
    "Partials",
    "Staged",
    "Storage",
    "StoreAway",
    "media_url",
    "new_folder",
]
