"""The commands as a person types them: what they print, how they end, and what is there afterwards."""

import asyncio
import hashlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app.people.forms import MAX_PASSWORD
from tests.kept_party import PASSWORD
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Person, Server, environment, jpeg, person, running
from tests.stage import stage

NEW_PASSWORD = "another-password"


def run(
    *arguments: str, data_dir: Path, stdin: str = "", **options: object
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=CHECKOUT,
        # That the machine is busy with other things is no word of a command's.
        env=environment(data_dir, **{"log_level": "error", **options}),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


def assert_refused(ended: "subprocess.CompletedProcess[str]", *words: str) -> None:
    """Assert that a command failed with one sentence that has these words, and status 1."""
    assert ended.returncode == 1, ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1, ended.stderr
    for word in words:
        assert word in ended.stderr


async def fetch_all(reader: Person) -> dict[str, list[str]]:
    """Return the sha256 of every rendition, by photo."""
    found: dict[str, list[str]] = {}
    for photo in (await reader.photos(since=0))["photos"]:
        answers = [await reader.http.get(rendition["url"]) for rendition in photo["renditions"]]
        assert [answer.status_code for answer in answers] == [200] * len(answers)
        found[photo["id"]] = [hashlib.sha256(answer.content).hexdigest() for answer in answers]
    return found


def test_the_help_explains_every_command(tmp_path: Path) -> None:
    ended = run("--help", data_dir=tmp_path)
    assert ended.returncode == 0
    text = " ".join(ended.stdout.split())
    for command in ("serve", "migrate", "healthcheck", "doctor", "set-password", "account", "backup", "demo"):
        meaning = text.split(f" {command} ", 1)[1]
        assert len(meaning.split(".")[0].split()) >= 5, f"{command} is explained"


@pytest.mark.parametrize(
    "arguments",
    [[], ["dance"], ["backup"], ["demo", "--photos", "many"], ["doctor", "--quick", "--thorough"]],
)
def test_a_command_that_is_not_one_ends_with_status_2(arguments: list[str], tmp_path: Path) -> None:
    ended = run(*arguments, data_dir=tmp_path)
    assert ended.returncode == 2
    assert "usage:" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_migrate_makes_the_records_and_the_second_time_says_that_all_is_done(tmp_path: Path) -> None:
    first, second = (run("migrate", data_dir=tmp_path / "party") for _ in range(2))
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stdout.startswith("0001_")
    assert second.stdout == "The database is up to date.\n"


async def test_a_password_set_beside_a_running_server_counts_at_once_and_ends_every_session(
    fresh_server: Server,
) -> None:
    async with person(fresh_server.url) as host, person(fresh_server.url) as again:
        assert (await host.sign_in()).status_code == 200
        ended = await asyncio.to_thread(
            run, "set-password", data_dir=fresh_server.data_dir, stdin=f"{NEW_PASSWORD}\r\n"
        )
        assert ended.returncode == 0, ended.stderr
        assert NEW_PASSWORD not in ended.stdout + ended.stderr
        assert (await host.http.get("/api/admin/photos")).status_code == 401
        assert (await again.sign_in(PASSWORD)).status_code == 401
        assert (await again.sign_in(NEW_PASSWORD)).status_code == 200


@pytest.mark.parametrize("password", ["", "four", "12345678", "abababab", "x" * 20])
def test_a_password_that_can_be_guessed_is_refused_with_what_would_do(password: str, tmp_path: Path) -> None:
    assert_refused(
        run("set-password", data_dir=tmp_path, stdin=f"{password}\n"), "at least 8 characters, or 10"
    )


def test_a_password_that_is_too_long_is_refused(tmp_path: Path) -> None:
    refused = run("set-password", data_dir=tmp_path, stdin="abcdef" * 40 + "\n")
    assert_refused(refused, f"at most {MAX_PASSWORD} characters")


async def test_the_health_check_tells_whether_the_server_answers(fresh_server: Server) -> None:
    port = fresh_server.port
    check = ("healthcheck",)
    answers = await asyncio.to_thread(run, *check, data_dir=fresh_server.data_dir, port=port)
    assert (answers.returncode, answers.stderr) == (0, "")
    everywhere = await asyncio.to_thread(
        run, *check, data_dir=fresh_server.data_dir, port=port, host="0.0.0.0"
    )
    assert everywhere.returncode == 0
    await asyncio.to_thread(fresh_server.terminate)
    silent = await asyncio.to_thread(run, *check, data_dir=fresh_server.data_dir, port=port)
    assert (silent.returncode, silent.stderr) == (1, "")


async def test_a_backup_of_a_running_party_is_a_party(fresh_server: Server, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    async with person(fresh_server.url) as guest:
        pictures = [jpeg(500 + n, 400) for n in range(3)]
        sent = {(await guest.send_photo(picture))["id"]: picture for picture in pictures}
        ended = await asyncio.to_thread(run, "backup", str(copy), data_dir=fresh_server.data_dir)
        assert ended.returncode == 0, ended.stderr
        await guest.send_photo(caption="after the backup")
        before = await fetch_all(guest)
        cookie = guest.http.cookies[stage.guest_cookie]
    await asyncio.to_thread(fresh_server.terminate)
    for photo_id, content in sent.items():
        assert (copy / "private" / "originals" / photo_id[:2] / photo_id).read_bytes() == content
    assert (copy / "private").stat().st_mode & 0o077 == 0, "the copy is as private as the party"
    # Whatever the records were kept in, the copy needs nothing but itself.
    server = Server(copy, database_url="")
    await asyncio.to_thread(server.start)
    try:
        async with person(server.url) as same_guest:
            same_guest.http.cookies.set(stage.guest_cookie, cookie)
            assert await fetch_all(same_guest) == {photo_id: before[photo_id] for photo_id in sent}
            assert {photo["id"] for photo in (await same_guest.photos(mine=1))["photos"]} == set(sent)
            await same_guest.send_photo()
    finally:
        await asyncio.to_thread(server.stop)


def test_a_backup_does_not_write_over_anything(tmp_path: Path) -> None:
    run("migrate", data_dir=tmp_path / "party")
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / "mine").write_text("kept")
    assert_refused(run("backup", str(tmp_path / "copy"), data_dir=tmp_path / "party"), "copy", "new folder")
    assert [path.name for path in (tmp_path / "copy").iterdir()] == ["mine"]


def test_a_backup_of_no_party_is_refused_and_makes_nothing(tmp_path: Path) -> None:
    assert_refused(run("backup", str(tmp_path / "copy"), data_dir=tmp_path / "none"), "no party")
    assert not (tmp_path / "copy").exists()


async def test_a_demo_fills_an_empty_folder_as_guests_would_and_refuses_a_used_one(tmp_path: Path) -> None:
    party = tmp_path / "party"
    made = await asyncio.to_thread(run, "demo", "--photos", "2", data_dir=party)
    assert made.returncode == 0, made.stderr
    with running(party) as server:
        async with person(server.url) as guest:
            photos = (await guest.photos(since=0))["photos"]
            assert len(await fetch_all(guest)) == len(photos) == 2
            assert all(photo["author"] and photo["placeholder"] for photo in photos)
    assert len([path for path in (party / "private" / "originals").rglob("*") if path.is_file()]) == 2
    assert_refused(await asyncio.to_thread(run, "demo", "--photos", "2", data_dir=party), "already")


@pytest.mark.parametrize("arguments", [["--photos", "0"], ["--photos", "-3"], ["--every", "0"]])
def test_a_demo_of_nothing_is_refused(arguments: list[str], tmp_path: Path) -> None:
    assert_refused(run("demo", *arguments, data_dir=tmp_path / "party"), "above zero")


def test_a_port_that_is_taken_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert_refused(run("serve", data_dir=tmp_path, port=port), str(port), "PARTYWALL_PORT")


def test_a_host_that_is_not_here_ends_the_start_with_one_sentence(tmp_path: Path) -> None:
    assert_refused(run("serve", data_dir=tmp_path, host="192.0.2.1"), "192.0.2.1", "PARTYWALL_HOST")
