"""A backup of a party whose files are in a store is a party in a folder."""

import asyncio
import subprocess
import sys
from pathlib import Path

from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Server, environment, jpeg, person, running
from tests.stage import stage
from tests.tus.client import begin


async def test_a_backup_is_a_party_in_a_folder(own_server: Server, tmp_path: Path) -> None:
    copy, content, large = tmp_path / "copy", jpeg(), jpeg() + bytes(300_000)
    async with person(own_server.url) as guest:
        sent = await guest.send_photo(content)
        upload = await begin(guest, len(large))
        await upload.send(0, large[:100_000])
        await upload.send(100_000, large[100_000:200_000])
        cookie = guest.http.cookies[stage.guest_cookie]
    ended = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "app", "backup", str(copy)],
        cwd=CHECKOUT,
        env=environment(own_server.data_dir, **own_server.options),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert ended.returncode == 0, ended.stderr
    assert (copy / "private" / "originals" / sent["id"][:2] / sent["id"]).read_bytes() == content
    assert (copy / "private" / "originals").stat().st_mode & 0o077 == 0
    assert (copy / "public").stat().st_mode & 0o055 == 0o055
    with running(copy, database_url="", storage_url="") as server:
        async with person(server.url) as same_guest:
            same_guest.http.cookies.set(stage.guest_cookie, cookie)
            assert [photo["id"] for photo in (await same_guest.photos())["photos"]] == [sent["id"]]
            for rendition in sent["renditions"]:
                assert (await same_guest.http.get(rendition["url"])).status_code == 200
            upload.guest = same_guest
            assert await upload.offset() == 200_000
            assert (await upload.send(200_000, large[200_000:])).status_code == 204
