"""Resumable uploads into a store: every replica can go on, and what a request kept before a cut counts."""

import asyncio
import base64
import hashlib

from app.storage.bucket import Bucket
from app.storage.s3 import original_key
from app.storage.s3_partials import UPLOADS
from app.storage.s3_upload import PIECE_BYTES
from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg, person
from tests.s3_server import S3Server
from tests.stage import stage
from tests.tus.client import PHOTO, begin, records, send_whole
from tests.tus.raw import raw_patch


async def pieces_of(bucket: Bucket, upload_id: str) -> int:
    return sum(entry.size for entry in await bucket.list(f"{UPLOADS}/{upload_id}"))


async def until_in_store(bucket: Bucket, upload_id: str, count: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while await pieces_of(bucket, upload_id) < count:
            await asyncio.sleep(0.02)


async def until_recorded(server: Server, question: str, number: int) -> None:
    async with asyncio.timeout(PATIENCE_S):
        with records(server) as db:
            while (db.execute(question).fetchone()[0] or 0) < number:
                await asyncio.sleep(0.02)


async def test_a_large_upload_becomes_one_original(guest: Person, bucket: Bucket) -> None:
    content = jpeg() + bytes(3 * PIECE_BYTES)
    finished = await send_whole(guest, content)
    assert finished.status_code == 204
    assert await bucket.read(original_key(finished.headers[PHOTO])) == content
    assert await bucket.list(UPLOADS) == []


async def test_an_upload_goes_on_at_another_replica(guest: Person, elsewhere: Person, bucket: Bucket) -> None:
    content = jpeg() + bytes(500_000)
    upload = await begin(guest, len(content))
    assert (await upload.send(0, content[:1])).status_code == 204
    assert (await upload.send(1, content[1:200_000])).status_code == 204
    upload.guest = elsewhere
    assert await upload.offset() == 200_000
    assert (await upload.send(100, content[100:])).status_code == 409
    finished = await upload.send(200_000, content[200_000:])
    assert await bucket.read(original_key(finished.headers[PHOTO])) == content


async def test_what_was_delivered_before_a_cut_counts(guest: Person, bucket: Bucket) -> None:
    content = jpeg() + bytes(700_001)
    upload = await begin(guest, len(content))
    async with raw_patch(upload, 0, len(content)) as sending:
        await sending.send(content[:500_123])
        await sending.hang_up()
    await until_in_store(bucket, upload.id, 500_123)
    assert await upload.offset() == 500_123
    finished = await upload.send(500_123, content[500_123:])
    assert await bucket.read(original_key(finished.headers[PHOTO])) == content


async def test_a_stalled_request_lets_go_to_another_replica(
    guest: Person, elsewhere: Person, bucket: Bucket, server: Server
) -> None:
    content = jpeg() + bytes(300_000)
    upload = await begin(guest, len(content))
    async with raw_patch(upload, 0, len(content)) as stalled:
        await stalled.send(content[:200_000])
        await until_recorded(server, "select count(*) from upload_turns where holder <> ''", 1)
        upload.guest = elsewhere
        # It is not taken by force there: the first request lets go by itself.
        offset = await upload.offset()
        assert offset <= 200_000
        finished = await upload.send(offset, content[offset:])
        assert finished.status_code == 204
        assert await stalled.status() in (423, None)
    assert await bucket.read(original_key(finished.headers[PHOTO])) == content


async def test_a_killed_replicas_upload_goes_on_at_another(s3_server: S3Server, own_server: Server) -> None:
    content = jpeg() + bytes(2 * PIECE_BYTES)
    kept = Bucket(s3_server.address(str(own_server.options["storage_url"]).split("/")[2], "party"))
    other = Server(own_server.data_dir, **own_server.options)
    await asyncio.to_thread(other.start)
    try:
        async with person(own_server.url) as guest, person(other.url) as elsewhere:
            await guest.http.get("/api/uid")
            elsewhere.http.cookies.set(stage.guest_cookie, guest.http.cookies[stage.guest_cookie])
            upload = await begin(guest, len(content))
            async with raw_patch(upload, 0, len(content)) as sending:
                await sending.send(content[: PIECE_BYTES + 100_000])
                await until_recorded(own_server, "select sum(size) from upload_pieces", PIECE_BYTES)
                await asyncio.to_thread(own_server.kill)
            upload.guest = elsewhere
            offset = await upload.offset()
            assert PIECE_BYTES <= offset <= PIECE_BYTES + 100_000
            finished = await upload.send(offset, content[offset:])
            assert await kept.read(original_key(finished.headers[PHOTO])) == content
            assert await kept.list(UPLOADS) == []
    finally:
        await asyncio.to_thread(other.stop)


async def test_a_wrong_checksum_undoes_its_piece_alone(guest: Person, bucket: Bucket) -> None:
    content = jpeg() + bytes(PIECE_BYTES + 1)
    upload = await begin(guest, len(content))
    await upload.send(0, content[:1000])
    right = base64.b64encode(hashlib.sha256(content[1000:]).digest()).decode()
    wrong = base64.b64encode(hashlib.sha256(content).digest()).decode()
    refused = await upload.send(1000, content[1000:], **{"Upload-Checksum": f"sha256 {wrong}"})
    assert refused.status_code == 460
    assert await upload.offset() == 1000
    finished = await upload.send(1000, content[1000:], **{"Upload-Checksum": f"sha256 {right}"})
    assert finished.status_code == 204
    assert await bucket.read(original_key(finished.headers[PHOTO])) == content
    assert await bucket.list(UPLOADS) == []


async def test_an_ended_upload_leaves_nothing_in_the_store(guest: Person, bucket: Bucket) -> None:
    upload = await begin(guest, 100_000)
    await upload.send(0, bytes(50_000))
    assert (await upload.end()).status_code == 204
    assert await pieces_of(bucket, upload.id) == 0
    assert (await upload.ask()).status_code == 410


async def test_what_is_no_photo_leaves_nothing_in_the_store(guest: Person, bucket: Bucket) -> None:
    assert (await send_whole(guest, b"no photo at all" * 100)).status_code == 415
    assert await bucket.list(UPLOADS) == []
