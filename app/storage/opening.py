"""Open the storage that the options name: the data folder, or a store."""

from app.config import BadOption, Config
from app.storage.bucket import Address, Bucket
from app.storage.contract import Partials, Storage, StoreAway
from app.storage.durable import in_thread
from app.storage.folder import FolderStorage
from app.storage.partial import PartialFolder
from app.storage.pieces import PieceBook
from app.storage.s3 import S3Storage
from app.storage.s3_partials import S3Partials


async def open_storage(config: Config) -> Storage:
    """Make what is missing and prove that all of it works. Raises StoreAway with the reason."""
    _refuse_half_an_address(config)
    if config.storage_url is None:
        folder = FolderStorage(config.data_dir)
        await in_thread(folder.open)
        return folder
    outside = Bucket(_address(config, config.storage_public_url)) if config.storage_public_url else None
    store = S3Storage(config.data_dir, _bucket(config), outside)
    try:
        await store.open()
    except StoreAway as error:
        raise StoreAway(f"Files cannot be kept in {config.storage_url}: {error}.") from None
    return store


async def open_partials(config: Config, book: PieceBook) -> Partials:
    """Open the partial uploads; `book` has the records of those in a store."""
    if config.storage_url is None:
        folder = PartialFolder(config.data_dir)
        await in_thread(folder.open)
        return folder
    return S3Partials(_bucket(config), book)


def _refuse_half_an_address(config: Config) -> None:
    """Raise BadOption for options that say nothing without one another."""
    if (config.storage_key_id is None) != (config.storage_secret_key is None):
        raise BadOption("PARTYWALL_STORAGE_KEY_ID and PARTYWALL_STORAGE_SECRET_KEY belong together.")
    if config.storage_url is None and (
        config.storage_endpoint or config.storage_public_url or config.storage_key_id
    ):
        raise BadOption("PARTYWALL_STORAGE_URL is missing: it names the bucket.")


def _bucket(config: Config) -> Bucket:
    return Bucket(_address(config, config.storage_endpoint))


def _address(config: Config, endpoint: str | None) -> Address:
    assert config.storage_url is not None
    bucket, _, prefix = config.storage_url.removeprefix("s3://").partition("/")
    return Address(
        bucket=bucket,
        prefix=prefix,
        endpoint=endpoint,
        region=config.storage_region,
        key_id=config.storage_key_id,
        secret_key=config.storage_secret_key,
    )
