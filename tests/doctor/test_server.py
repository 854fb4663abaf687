"""`doctor` on the server: its trust, clock, certificate, records, disk and workers, and its words."""

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.doctor import inside, machine, way
from app.doctor.visitor import Visitor
from app.media.worker import landlock
from tests.certificates import make_certificate, tls_server
from tests.clock_proxy import clock_proxy
from tests.doctor.at_work import config_of, said, wrong
from tests.nginx.rendered_config import run_nginx
from tests.patience import PATIENCE_S
from tests.ports import held_port
from tests.running import CHECKOUT, Server, environment, running


def run(*arguments: str, data_dir: Path, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", "doctor", *arguments],
        cwd=CHECKOUT,
        env=environment(data_dir, **options),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


@pytest.mark.parametrize(("trusted", "is_wrong"), [(0, True), (1, False)])
def test_a_proxy_that_the_app_does_not_know_of_is_found(
    app: Server, tmp_path: Path, trusted: int, is_wrong: bool
) -> None:
    with run_nginx(tmp_path, app.port, app.data_dir) as nginx:
        findings = way.check_trust(config_of(app, trusted_proxies=trusted), Visitor(nginx.url).ask("/livez"))
    assert bool(wrong(findings)) == is_wrong
    assert ("PARTYWALL_TRUSTED_PROXIES=1" in said(findings)) == is_wrong


def test_trust_without_a_proxy_is_told(app: Server) -> None:
    findings = way.check_trust(config_of(app, trusted_proxies=1), Visitor(app.url).ask("/livez"))
    assert "PARTYWALL_TRUSTED_PROXIES=0" in said(findings)


@pytest.mark.parametrize("apart_s", [-3600, 3600])
def test_a_wrong_clock_is_found(app: Server, apart_s: int) -> None:
    with clock_proxy(app.port, apart_s) as url:
        findings = way.check_clock(Visitor(url).ask("/livez"))
    assert wrong(findings) == {"Clock"}
    told = re.search(r"(\d+) s (ahead|behind)", said(findings))
    assert told is not None
    assert told[2] == ("ahead" if apart_s > 0 else "behind")
    assert abs(int(told[1]) - abs(apart_s)) < PATIENCE_S


def test_a_right_clock_is_right(app: Server) -> None:
    assert not wrong(way.check_clock(Visitor(app.url).ask("/livez")))


@pytest.mark.parametrize(
    ("name", "days", "is_known", "is_wrong", "words"),
    [
        ("localhost", 90, True, False, "valid for"),
        ("localhost", 5, True, False, "Renew it"),
        ("localhost", 90, False, True, "self-signed"),
        ("wall.example.org", 90, True, True, "mismatch"),
    ],
    ids=["good", "soon", "unknown", "another-name"],
)
def test_a_certificate_is_seen_as_phones_see_it(
    name: str,
    days: int,
    is_known: bool,
    is_wrong: bool,
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    certificate, key = make_certificate(tmp_path, name, days)
    if is_known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with tls_server(certificate, key) as port:
        findings = way.check_certificate(Visitor(f"https://localhost:{port}"))
    assert bool(wrong(findings)) == is_wrong
    assert words in said(findings)


async def test_a_redis_that_is_away_is_found() -> None:
    with held_port() as nobody:
        findings = await inside.check_redis(f"redis://127.0.0.1:{nobody}")
    assert wrong(findings) == {"Redis"}
    assert "none is lost" in said(findings)


def test_a_disk_without_room_is_found(app: Server) -> None:
    assert wrong(machine.check_disk(config_of(app, min_free_mb=1_000_000))) == {"Disk"}
    assert wrong(machine.check_disk(config_of(app, min_free_mb=0))) == set()


async def test_a_decoder_that_fails_is_found(app: Server) -> None:
    """The pictures that it draws have two megapixels."""
    findings = await machine.check_workers(config_of(app, max_megapixels=1))
    assert wrong(findings) == {"Media workers"}
    assert "JPEG" in said(findings)


async def test_whether_photos_are_checked_for_nakedness_is_told(
    app: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(app)
    assert re.search(r"checked for it .*: \d+ ms", said(await machine.check_nudity(config)))
    # Room for pictures, and none for a model.
    findings = await machine.check_nudity(config_of(app, decode_memory_mb=256))
    assert wrong(findings) == {"Nakedness"}
    monkeypatch.setattr(machine, "is_installed", lambda: False)
    findings = await machine.check_nudity(config)
    assert wrong(findings) == set()
    assert "make nudity" in said(findings)


def test_what_a_decoder_is_kept_from_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    if landlock.version() > 0:
        findings = machine.check_lockdown()
        assert wrong(findings) == set()
        assert "no network" in said(findings)
    # As a kernel without it answers.
    monkeypatch.setattr(machine, "LOCKDOWN", ("-c", 'print(\'{"files": false, "calls": true}\')'))
    findings = machine.check_lockdown()
    assert wrong(findings) == set()
    assert "no Landlock (files):" in said(findings)


async def test_damaged_records_are_found(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        server.stop()
        records = server.data_dir / "private" / "partywall.sqlite3"
        assert wrong(await inside.check_records(records)) == set()
        content = bytearray(records.read_bytes())
        content[4096 : 4096 + 2000] = b"\xff" * 2000
        records.write_bytes(content)
        findings = await inside.check_records(records)
    assert wrong(findings) == {"Records"}
    assert "backup" in said(findings)


async def test_records_of_an_older_version_are_told(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        server.stop()
        records = server.data_dir / "private" / "partywall.sqlite3"
        with sqlite3.connect(records) as connection:
            connection.execute("delete from migrations where name like '0001%'")
        findings = await inside.check_records(records)
    assert wrong(findings) == set()
    assert "next start" in said(findings)


async def test_records_of_a_newer_version_are_told(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        server.stop()
        records = server.data_dir / "private" / "partywall.sqlite3"
        with sqlite3.connect(records) as connection:
            connection.execute("insert into migrations values ('9999_later.sql', 'now')")
        findings = await inside.check_records(records)
    assert wrong(findings) == {"Records"}
    assert "newer" in said(findings)


def test_a_server_that_does_not_run_is_told_clearly(tmp_path: Path) -> None:
    with held_port() as nobody:
        ended = run("--quick", data_dir=tmp_path / "party", port=nobody)
    assert ended.returncode == 1
    lines = ended.stdout.splitlines()
    assert re.match("WRONG Server +It does not run here", lines[0])
    assert "Start it" in lines[1]
    assert "Nothing answers" in ended.stdout
    assert ended.stdout.endswith("Something is wrong: see above what to do.\n")
    # For a pipe, words without colours; and no log lines of the workers' between them.
    assert "\x1b[" not in ended.stdout
    assert ended.stderr == ""


def test_a_server_that_is_not_ready_is_told(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        (server.data_dir / "private" / "staging").rename(server.data_dir / "elsewhere")
        findings = inside.check_server(config_of(server))
    assert wrong(findings) == {"Server"}
    assert "storage" in said(findings)


def test_an_address_that_leads_nowhere_is_found(app: Server) -> None:
    findings = way.check_address(config_of(app), Visitor("http://no-such-name.invalid"))
    assert wrong(findings) == {"Guests’ address"}
    assert "PARTYWALL_PUBLIC_URL" in said(findings)


def test_an_address_that_the_qr_code_does_not_carry_is_told(app: Server) -> None:
    config = config_of(app, public_url="http://192.168.1.20:8080")
    findings = way.check_address(config, Visitor("http://192.168.1.21"))
    assert wrong(findings) == set()
    assert "lead to http://192.168.1.20:8080" in said(findings)
    assert said(way.check_address(config, Visitor("http://192.168.1.20:8080"))).count("lead") == 1


def test_an_address_that_is_none_is_wrong_usage(tmp_path: Path) -> None:
    ended = run("--url", "wall", data_dir=tmp_path)
    assert ended.returncode == 2
    assert "--url takes a web address" in ended.stderr
