"""Both kinds of storage, and what they need around them."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import pytest

from app.base.clock import now_iso
from app.db import Database, migrate
from app.intake.upload_pieces import RecordedPieces
from app.parties.state import ensure_default_party
from app.records.guest import upsert_guest
from app.records.upload import Upload, UploadState, insert_upload
from app.storage import FolderStorage, Partials, Storage
from app.storage.bucket import Bucket
from app.storage.partial import PartialFolder
from app.storage.s3 import S3Storage
from app.storage.s3_partials import S3Partials
from tests.s3_server import S3Server

GUEST = "b" * 32


@pytest.fixture
def bucket(s3_server: S3Server) -> Bucket:
    return Bucket(s3_server.address(s3_server.new_bucket(), "party"))


@pytest.fixture(params=["folder", "s3"])
async def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    """Storage of either kind, opened."""
    if request.param == "folder":
        folder = FolderStorage(tmp_path)
        folder.open()
        return folder
    store = S3Storage(tmp_path, cast(Bucket, request.getfixturevalue("bucket")), None)
    await store.open()
    return store


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    migrate(tmp_path / "records.sqlite3")
    opened = await Database.open(tmp_path / "records.sqlite3")
    yield opened
    await opened.close()


@pytest.fixture
async def upload_id(database: Database) -> str:
    """An upload that has been announced, as every one has before its first byte comes."""
    party = await ensure_default_party(database, None)
    upload = Upload(
        id="ab" + "2" * 30,
        party_id=party.id,
        guest_id=GUEST,
        state=UploadState.RECEIVING,
        length=1000,
        metadata="",
        upload_key="",
        author="",
        caption="",
        photo_id=None,
        refusal="",
        created_at=now_iso(),
        expires_at=now_iso(),
    )
    async with database.transaction() as connection:
        await upsert_guest(connection, party.id, GUEST, "Ben", now_iso())
        await insert_upload(connection, upload)
    return upload.id


@pytest.fixture
def s3_partials(bucket: Bucket, database: Database) -> S3Partials:
    return S3Partials(bucket, RecordedPieces(database))


@pytest.fixture(params=["folder", "s3"])
def partials(request: pytest.FixtureRequest, tmp_path: Path) -> Partials:
    """Partial uploads of either kind."""
    if request.param == "folder":
        folder = PartialFolder(tmp_path)
        folder.open()
        return folder
    return cast(S3Partials, request.getfixturevalue("s3_partials"))
