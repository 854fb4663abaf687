"""Makes the parts that keep files in a store. It and its client are loaded only if a store is named."""

from app.base.config import Config
from app.storage.bucket import Address, Bucket
from app.storage.pieces import PieceBook
from app.storage.s3 import S3Storage
from app.storage.s3_partials import S3Partials


def make_storage(config: Config) -> S3Storage:
    outside = Bucket(_address(config, config.storage_public_url)) if config.storage_public_url else None
    return S3Storage(config.data_dir, _bucket(config), outside, config.reserve_bytes)


def make_partials(config: Config, book: PieceBook) -> S3Partials:
    return S3Partials(_bucket(config), book)


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
