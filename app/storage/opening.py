"""Open the storage that the options name: the data folder, or a store."""

from app.base.config import BadOption, Config
from app.storage.contract import Partials, Storage, StoreAway
from app.storage.durable import in_thread
from app.storage.folder import FolderStorage
from app.storage.partial import PartialFolder
from app.storage.pieces import PieceBook


async def open_storage(config: Config) -> Storage:
    """Make what is missing, and prove that the storage works.

    Raises BadOption for half an address, and StoreAway with the reason when the store does not work.
    """
    _refuse_half_an_address(config)
    if config.storage_url is None:
        folder = FolderStorage(config.data_dir, config.reserve_bytes)
        await in_thread(folder.open)
        return folder
    from app.storage.opening_s3 import make_storage  # its client is an extra, and takes its time to load

    store = make_storage(config)
    try:
        await store.open()
    except StoreAway as error:
        raise StoreAway(f"Files cannot be kept in {config.storage_url}: {error}.") from None
    return store


async def open_partials(config: Config, book: PieceBook) -> Partials:
    """Open the partial uploads. `book` has the records of those in a store."""
    if config.storage_url is None:
        folder = PartialFolder(config.data_dir)
        await in_thread(folder.open)
        return folder
    from app.storage.opening_s3 import make_partials

    return make_partials(config, book)


def _refuse_half_an_address(config: Config) -> None:
    """Raise BadOption for options that make sense only together."""
    if (config.storage_key_id is None) != (config.storage_secret_key is None):
        raise BadOption("PARTYWALL_STORAGE_KEY_ID and PARTYWALL_STORAGE_SECRET_KEY belong together.")
    if config.storage_url is None and (
        config.storage_endpoint or config.storage_public_url or config.storage_key_id
    ):
        raise BadOption("PARTYWALL_STORAGE_URL is missing: it names the bucket.")
