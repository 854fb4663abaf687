"""Records and files that an earlier release has made open with this one, and lose nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from app.base.config import DATABASE_FILE
from app.db.migrate import FOLDER, migrate, migration_files
from tests.records import place
from tests.running import Server, jpeg, person, running
from tests.stage import stage

ROWS = Path(__file__).with_name("release_5_rows.sql")
LAST_MIGRATION = 5
SECRET_KEY = "15b4fa2cae5ed9c1fd026b61760b9acbc62050bf140b1b751db4cfe8199b5c51"
GUEST = "06700ae5ef1642ca38470f232d436099"
HOST_SESSION = "c5e01fa5b13ef319d32cd45a31849827"
PASSWORD = "an-old-password-of-the-host"
SHOWN, HIDDEN = "df2e5d362b73b1af0a628667a1ac53fc", "94a856194e4a6283d780402cc21c8526"
FOLDER_OF_SHOWN = "6a5b1570816178032d6479680b854280"

pytestmark = pytest.mark.default_party


def old_migrations(folder: Path) -> Path:
    """Return a folder with the migrations of that release."""
    folder.mkdir()
    for file in migration_files(FOLDER)[:LAST_MIGRATION]:
        (folder / file.name).write_text(file.read_text())
    return folder


def fill(data_dir: Path, migrations: Path) -> None:
    """Make a data folder, and a database where tests keep records in one, as that release left them."""
    private = data_dir / "private"
    address = place.address_of(data_dir)
    path = private / DATABASE_FILE
    rows = ROWS.read_text()
    migrate(address or path, migrations)
    if address:
        with psycopg.connect(address) as connection:
            connection.execute(rows.encode())
            connection.execute("insert into secrets (name, value) values ('cookie key', %s)", (SECRET_KEY,))
    else:
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(rows)
    private.mkdir(parents=True, exist_ok=True)
    (private / "secret.key").write_text(SECRET_KEY)
    picture = jpeg(64, 48)
    for photo_id in (SHOWN, HIDDEN):
        original = private / "originals" / photo_id[:2] / photo_id
        original.parent.mkdir(parents=True, exist_ok=True)
        original.write_bytes(picture)
    public = data_dir / "public" / FOLDER_OF_SHOWN[:2] / FOLDER_OF_SHOWN[2:]
    public.mkdir(parents=True)
    for name in ("thumb.jpg", "wall.jpg"):
        (public / name).write_bytes(picture)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("landed")
    fill(folder / "party", old_migrations(folder / "migrations"))
    with running(folder / "party", admin_password="") as started:
        yield started


async def test_the_photos_are_there_with_their_words_places_and_files(server: Server) -> None:
    async with person(server.url) as someone:
        (photo,) = (await someone.photos(before=""))["photos"]
        assert (photo["id"], photo["author"], photo["caption"]) == (SHOWN, "Mia", "Caught the first dance")
        assert (photo["change"], photo["position"]) == (1, 1)
        for rendition in photo["renditions"]:
            assert rendition["url"].startswith(f"/media/{FOLDER_OF_SHOWN[:2]}/")
            assert (await someone.http.get(rendition["url"])).status_code == 200
        told = await someone.photos(since=0)
        assert told["cursor"] >= 6


async def test_the_guest_is_still_the_one_who_sent_them(server: Server) -> None:
    signed = f"{GUEST}.Zso5TMNVYRgSSPj-_If289_B9v-YbUN2dBFD-uh2TOQ"
    async with person(server.url) as guest:
        guest.http.cookies.set(stage.guest_cookie, signed)
        assert (await guest.http.get("/api/uid")).json()["name"] == "Mia"
        (mine,) = (await guest.photos(mine=1))["photos"]
        assert mine["id"] == SHOWN
        edited = await guest.http.put(f"/api/photo/{SHOWN}", json={"caption": "Caught the first dance"})
        assert edited.status_code == 200


async def test_the_host_is_the_owner_with_the_old_password_and_session(server: Server) -> None:
    async with person(server.url) as host:
        host.http.cookies.set("partywall_host", HOST_SESSION)
        assert (await host.http.get("/api/admin/photos")).status_code == 200
    async with person(server.url) as host:
        assert (await host.sign_in(PASSWORD)).status_code == 200
        listed = (await host.http.get("/api/admin/photos")).json()["photos"]
        assert {photo["id"]: photo["state"] for photo in listed} == {SHOWN: "shown", HIDDEN: "hidden"}
        restored = await host.http.post(f"/api/admin/photo/{HIDDEN}/restore")
        assert restored.status_code == 200
        assert restored.json()["photo"]["caption"] == "Hidden by the host"
        await host.http.post(f"/api/admin/photo/{HIDDEN}/hide")


async def test_closed_uploads_are_a_break_with_the_hosts_words(server: Server) -> None:
    async with person(server.url) as guest:
        refused = await guest.send()
        assert refused.status_code == 403
        assert refused.json()["error"] == {
            "code": "UPLOADS_CLOSED",
            "message": "Back after the speeches",
        }
