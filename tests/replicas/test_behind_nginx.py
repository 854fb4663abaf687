"""The shipped nginx before two replicas: a photo's whole way, also when one of them has died."""

import asyncio
from pathlib import Path

from tests.nginx.rendered_config import run_nginx
from tests.patience import PATIENCE_S
from tests.running import Server, jpeg, person
from tests.streams import event_stream
from tests.tus.client import PHOTO, begin

PHOTOS = 8


async def test_phones_and_walls_go_on_when_a_replica_dies(replicas: list[Server], tmp_path: Path) -> None:
    dying, other = replicas
    with run_nginx(tmp_path / "nginx", dying.port, dying.data_dir, more_ports=[other.port]) as nginx:
        async with person(nginx.url) as guest, person(other.url) as watcher:
            await guest.http.get("/api/uid")
            async with event_stream(watcher, since=0) as stream:
                photos = {f"key {number}": jpeg(500, 400) for number in range(PHOTOS)}
                sent = [
                    asyncio.create_task(guest.send_until_taken(photo, key)) for key, photo in photos.items()
                ]
                await stream.until("photo")
                dying.kill()
                ids = await asyncio.gather(*sent)
                for photo_id in ids:
                    event = await stream.until("photo", id=photo_id)
                    for rendition in event.data["renditions"]:
                        assert (await guest.http.get(rendition["url"])).status_code == 200
            assert len(set(ids)) == PHOTOS
            async with event_stream(guest, since=0) as again:
                for photo_id in ids:
                    await again.until("photo", id=photo_id)


async def test_streams_are_spread_over_the_replicas(replicas: list[Server], tmp_path: Path) -> None:
    one, two = replicas
    with run_nginx(tmp_path / "nginx", one.port, one.data_dir, more_ports=[two.port]) as nginx:
        async with (
            person(nginx.url) as guest,
            event_stream(guest) as first,
            event_stream(guest) as second,
        ):
            one.kill()
            async with asyncio.timeout(PATIENCE_S):
                while not (first.is_over or second.is_over):
                    await asyncio.sleep(0.01)
            lasting = second if first.is_over else first
            sent = await guest.send_until_taken(jpeg(), "key")
            await lasting.until("photo", id=sent)


async def test_the_first_photo_that_meets_a_dead_replica_is_taken_by_another(
    replicas: list[Server], tmp_path: Path
) -> None:
    dead, other = replicas
    with run_nginx(tmp_path / "nginx", dead.port, dead.data_dir, more_ports=[other.port]) as nginx:
        dead.kill()
        async with person(nginx.url) as guest:
            assert (await guest.send(jpeg(500, 400), key="key")).status_code == 201
        assert "Connection refused" in nginx.log(), "the dead one was asked first"


async def test_an_upload_whose_replica_died_is_carried_on_by_the_next_request(
    replicas: list[Server], tmp_path: Path
) -> None:
    dying, other = replicas
    with run_nginx(tmp_path / "nginx", dying.port, dying.data_dir, more_ports=[other.port]) as nginx:
        async with person(nginx.url) as guest:
            photo = jpeg(500, 400)
            upload = await begin(guest, len(photo), key="key")
            assert (await upload.send(0, photo[:1000])).status_code == 204
            dying.kill()
            rest = await upload.send(1000, photo[1000:])
            assert rest.status_code == 204
            assert (await guest.http.get(f"/api/photo/{rest.headers[PHOTO]}")).status_code == 200
        assert "Connection refused" in nginx.log(), "the dead one was asked first"
