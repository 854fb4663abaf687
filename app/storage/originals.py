"""An original takes the place of the screen copy that was kept until it came."""

from app.storage.durable import in_thread, rename_durably
from app.storage.folder import FolderStorage


async def replace_original(storage: FolderStorage, photo_id: str, arrived_id: str) -> None:
    """Keep the bytes `arrived_id` as the photo's original, instead of its copy; it may be called again."""
    await in_thread(_replace, storage, photo_id, arrived_id)


def _replace(storage: FolderStorage, photo_id: str, arrived_id: str) -> None:
    arrived, kept = storage.original(arrived_id), storage.original(photo_id)
    try:
        rename_durably(arrived, kept)
    except FileNotFoundError:
        if not kept.exists():
            raise
