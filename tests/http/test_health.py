"""/livez and /readyz: what a supervisor hears, and what is no reason to take the wall away."""

import re
from pathlib import Path

from app.base.qr import qr_svg
from tests.ports import held_port
from tests.running import Person, Server, person, running
from tests.test_disk import fill, small_disk

__all__ = ["small_disk"]


async def test_a_server_that_can_do_its_work_is_ready(guest: Person) -> None:
    assert (await guest.http.get("/livez")).json() == {
        "alive": True,
        "address": "127.0.0.1",
        "scheme": "http",
    }
    answer = await guest.http.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "records": "ok",
        "storage": "ok",
        "workers": "ok",
        "redis": "unused",
    }


async def test_looking_leaves_nothing_behind(server: Server, guest: Person) -> None:
    await guest.http.get("/readyz")
    assert list((server.data_dir / "private" / "staging").iterdir()) == []


async def test_without_its_records_it_is_alive_and_not_ready(fresh_server: Server) -> None:
    with fresh_server.books() as books:
        books.execute("alter table parties rename to lost")
        books.commit()
    async with person(fresh_server.url) as supervisor:
        answer = await supervisor.http.get("/readyz")
        assert (answer.status_code, answer.json()["records"]) == (503, "away")
        assert (await supervisor.http.get("/livez")).status_code == 200


async def test_without_its_folder_it_is_not_ready(server: Server, guest: Person) -> None:
    staging, elsewhere = server.data_dir / "private" / "staging", server.data_dir / "elsewhere"
    staging.rename(elsewhere)
    try:
        answer = await guest.http.get("/readyz")
    finally:
        elsewhere.rename(staging)
    assert (answer.status_code, answer.json()["storage"]) == (503, "away")
    assert (await guest.http.get("/readyz")).status_code == 200


async def test_a_full_disk_is_told_and_the_wall_stays(small_disk: Path) -> None:
    with running(small_disk / "party", min_free_mb=0) as server:
        fill(small_disk, leave_bytes=0)
        async with person(server.url) as supervisor:
            answer = await supervisor.http.get("/readyz")
    assert (answer.status_code, answer.json()["storage"]) == (200, "full")


async def test_without_redis_it_is_ready_and_says_so(tmp_path: Path) -> None:
    with (
        held_port() as nobody,
        running(tmp_path / "party", redis_url=f"redis://127.0.0.1:{nobody}") as server,
    ):
        async with person(server.url) as supervisor:
            while (answer := await supervisor.http.get("/readyz")).json()["redis"] != "away":
                pass
    assert answer.status_code == 200
    assert answer.json()["ready"]


async def test_the_qr_code_opens_the_sending_page(server: Server, guest: Person) -> None:
    told = re.search(r"Guests +(\S+)/\n", server.log)
    assert told
    assert (await guest.http.get("/qr.svg")).text == qr_svg(f"{told[1]}/upload")
    for old in ("/", "/upload"):
        assert (await guest.http.get(old)).status_code == 200
