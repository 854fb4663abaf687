"""Uploads through the real nginx with the shipped configuration: as they arrive, and as far as they came."""

from pathlib import Path

from tests.nginx.rendered_config import run_nginx
from tests.running import jpeg, person, running
from tests.tus.client import PHOTO, begin, original_of
from tests.tus.raw import raw_patch, until_on_disk


async def test_an_upload_goes_through_nginx_unbuffered_and_is_resumed(tmp_path: Path) -> None:
    with (
        running(tmp_path / "party", trusted_proxies=1) as app,
        run_nginx(tmp_path / "nginx", app.port, app.data_dir) as nginx,
    ):
        async with person(nginx.url) as guest:
            photo = jpeg() + bytes(2_000_000)
            upload = await begin(guest, len(photo), key="nginx")
            assert upload.path.startswith("/api/uploads/"), "an address that is right behind any proxy"
            async with raw_patch(upload, 0, len(photo)) as sending:
                await sending.send(photo[:100_000])
                await until_on_disk(app, upload, 100_000)
                await sending.hang_up()
            assert await upload.offset() == 100_000
            finished = await upload.send(100_000, photo[100_000:])
            assert finished.status_code == 204
            kept = original_of(app, finished.headers[PHOTO])
            assert len(kept.read_bytes()) == len(photo)
