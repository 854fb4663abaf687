"""`doctor` against a real server, behind a real nginx with good and bad configurations, and without."""

import asyncio
import json
import re
import sqlite3
import subprocess
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from app.base.config import Config, load
from app.commands.doctor import doctor
from app.doctor import inside, machine, own_name, streaming, way
from app.doctor.findings import Finding, State
from app.doctor.streaming import Patience, check_stream
from app.doctor.visitor import Visitor
from app.media.worker import landlock
from tests.certificates import make_certificate, tls_server
from tests.clock_proxy import clock_proxy
from tests.nginx import rendered_config
from tests.nginx.rendered_config import RunningNginx, run_nginx
from tests.patience import PATIENCE_S
from tests.ports import held_port
from tests.running import CHECKOUT, Person, Server, environment, person, running

# As the nginx of these tests is configured.
OPTIONS: dict[str, object] = {"trusted_proxies": 1, "max_video_mb": 50}


@pytest.fixture(scope="module", autouse=True)
def patient_doctor() -> Iterator[None]:
    """A busy machine is no slow way to the wall: have the doctor take all the time that there is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.doctor.visitor.TIMEOUT_S", PATIENCE_S)
        patch.setattr(way, "TIMEOUT_S", PATIENCE_S)
        patch.setattr(way, "MAX_CLOCK_ERROR_S", PATIENCE_S)
        patch.setattr(streaming, "FIRST_BYTES_S", PATIENCE_S)
        yield


def run(*arguments: str, data_dir: Path, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "app", "doctor", *arguments],
        cwd=CHECKOUT,
        env=environment(data_dir, **options),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


def examine(url: str, app: Server, patience: Patience) -> tuple[int, list[Finding]]:
    """Have the whole doctor look at `url`, with the options of the server behind it."""
    options = Namespace(url=url, patience=patience.name, json=True)
    with redirect_stdout(StringIO()) as said:
        status = asyncio.run(doctor(config_of(app, **OPTIONS), options))
    found = json.loads(said.getvalue())["findings"]
    return status, [Finding(**each | {"state": State(each["state"])}) for each in found]


def config_of(app: Server, **options: object) -> Config:
    return load(environment(app.data_dir, port=app.port, **options))


def wrong(findings: Sequence[Finding]) -> set[str]:
    return {finding.check for finding in findings if finding.state is State.WRONG}


def said(findings: Sequence[Finding]) -> str:
    return "\n".join(f"{finding.message} {finding.advice}" for finding in findings)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("site") / "party", **OPTIONS) as server:
        yield server


@contextmanager
def misconfigured(folder: Path, app: Server, changes: dict[str, str]) -> Iterator[RunningNginx]:
    """Run nginx with the shipped configuration after exchanging some of its lines."""

    def spoil(template: str, values: Any) -> str:
        for line, other in changes.items():
            assert line in template, line
            template = template.replace(line, other)
        return rendered(template, values)

    rendered = rendered_config.render
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendered_config, "render", spoil)
        with run_nginx(folder, app.port, app.data_dir) as nginx:
            yield nginx


def test_behind_the_shipped_nginx_all_is_well_but_that_it_is_on_loopback(app: Server, tmp_path: Path) -> None:
    """The whole, and the stream's next ping is waited for."""
    with run_nginx(tmp_path, app.port, app.data_dir) as nginx:
        status, findings = examine(nginx.url, app, Patience.USUAL)
    assert status == 1
    assert wrong(findings) == {"Guests’ address"}
    for words in (
        "through nginx, HTTP/1.1",
        "one by one",
        "by which address it was asked",
        "HEIC",
        "word for word",
        "50 MB come through",
        "They can be opened",
    ):
        assert words in said(findings)


async def test_looking_stores_nothing(app: Server, tmp_path: Path) -> None:
    with run_nginx(tmp_path, app.port, app.data_dir) as nginx:
        async with person(app.url) as guest:
            await guest.send_photo()
            before = await _everything(app, guest)
            await asyncio.to_thread(examine, nginx.url, app, Patience.QUICK)
            assert await _everything(app, guest) == before


async def _everything(app: Server, guest: Person) -> tuple[object, list[str]]:
    private = app.data_dir / "private"
    files = sorted(str(path) for path in private.rglob("*") if path.is_file() and "sqlite3" not in path.name)
    return (await guest.photos(since=0))["photos"], files


def test_a_proxy_that_holds_events_back_is_found(
    app: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It does so for good, and that need not be waited for.
    monkeypatch.setattr(streaming, "MAX_SILENCE_S", 2.0)
    changes = {
        "proxy_buffering off;": "proxy_ignore_headers X-Accel-Buffering;",
        "gzip off;": "gzip_types text/event-stream; gzip_min_length 0;",
    }
    with misconfigured(tmp_path, app, changes) as nginx:
        findings = check_stream(Visitor(nginx.url), Patience.USUAL)
    assert wrong(findings) == {"Stream"}
    assert "held back" in said(findings)
    assert "proxy_buffering off;" in said(findings)


def test_a_proxy_that_ends_streams_early_is_found(app: Server, tmp_path: Path) -> None:
    with misconfigured(
        tmp_path, app, {"proxy_read_timeout 300s;\n        tcp_": "proxy_read_timeout 2s; tcp_"}
    ) as nginx:
        findings = check_stream(Visitor(nginx.url), Patience.USUAL)
    assert wrong(findings) == {"Stream"}
    assert "cut" in said(findings) or "breaks off" in said(findings)


def test_a_proxy_that_takes_only_small_bodies_is_found_wherever_they_go(
    app: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both ways are refused, so that this is never waited for to its end.
    monkeypatch.setattr(way, "REFUSAL_WAIT_S", PATIENCE_S)
    template = (rendered_config.SHIPPED / "default.conf.template").read_text()
    changes = {}
    for opening in ("location ~ ^(/p/[^/]+)?/api/new_photo$ {", "location ~ ^(/p/[^/]+)?/api/uploads {"):
        block = template[template.index(opening) :].split("}\n", 1)[0]
        changes[block] = block.replace("${PARTYWALL_MAX_BODY_MB}m", "1m")
    with misconfigured(tmp_path, app, changes) as nginx:
        findings = way.check_body_limit(config_of(app), Visitor(nginx.url), has_video=False)
    assert [finding.check for finding in findings if finding.state is State.WRONG] == ["Size of files"] * 2
    assert said(findings).count("client_max_body_size 54m;") == 2
    for path in ("/api/new_photo", "/api/uploads/"):
        assert path in said(findings)


def test_a_proxy_with_error_pages_of_its_own_is_found(
    app: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Bodies come through here, and no refusal of one is waited for.
    monkeypatch.setattr(way, "REFUSAL_WAIT_S", 0.05)
    with misconfigured(tmp_path, app, {"absolute_redirect off;": "proxy_intercept_errors on;"}) as nginx:
        findings = way.check_body_limit(config_of(app), Visitor(nginx.url), has_video=False)
    assert wrong(findings) == {"Refusals"}


@pytest.mark.parametrize(
    "host",
    ["", "proxy_set_header Host $host;", "proxy_set_header Host partywall;"],
    ids=["none", "no port", "other"],
)
def test_a_proxy_that_hides_by_which_address_it_was_asked_is_found(
    host: str, app: Server, tmp_path: Path
) -> None:
    bare = f"proxy_pass http://partywall; proxy_http_version 1.1; {host}"
    with misconfigured(tmp_path, app, {"include snippets/proxy.conf;": bare}) as nginx:
        findings = own_name.check_own_name(Visitor(nginx.url))
    assert wrong(findings) == {"Own name"}
    assert "proxy_set_header Host $http_host;" in said(findings)


def test_a_proxy_that_names_the_port_that_goes_without_saying_is_well(app: Server, tmp_path: Path) -> None:
    bare = "proxy_pass http://partywall; proxy_http_version 1.1; proxy_set_header Host 127.0.0.1:80;"
    with misconfigured(tmp_path, app, {"include snippets/proxy.conf;": bare}) as nginx:
        visitor = Visitor(nginx.url)
        visitor.url = "http://127.0.0.1"
        assert not wrong(own_name.check_own_name(visitor))


def test_a_proxy_that_opens_the_private_folder_is_found(app: Server, tmp_path: Path) -> None:
    changes = {"location /static/ {": "location /data/ { alias ${PARTYWALL_DATA_DIR}/; } location /static/ {"}
    with misconfigured(tmp_path, app, changes) as nginx:
        visitor = Visitor(nginx.url)
        assert wrong(way.check_files(config_of(app), visitor, visitor.ask("/livez"))) == {"Private files"}


def test_a_proxy_that_shows_the_numbers_is_found(app: Server) -> None:
    with clock_proxy(app.port, 0, says_via=False) as url:
        visitor = Visitor(url)
        assert "Numbers" in wrong(way.check_files(config_of(app), visitor, visitor.ask("/livez")))


def test_a_proxy_that_passes_pictures_on_is_told(app: Server, tmp_path: Path) -> None:
    with misconfigured(tmp_path, app, {"location /media/ {": "location /elsewhere/ {"}) as nginx:
        visitor = Visitor(nginx.url)
        findings = way.check_files(config_of(app), visitor, visitor.ask("/livez"))
        with_store = replace(config_of(app), storage_url="s3://party")
        without_folder = way.check_files(with_store, visitor, visitor.ask("/livez"))
    assert wrong(findings) == set()
    assert "passes pictures on" in said(findings)
    assert "passes pictures on" not in said(without_folder)


def test_a_proxy_whose_app_is_elsewhere_is_found(app: Server, tmp_path: Path) -> None:
    with held_port() as nobody, run_nginx(tmp_path, nobody, app.data_dir) as nginx:
        answer, findings = way.check_reached(Visitor(nginx.url))
    assert answer is None
    assert "cannot reach the app" in said(findings)


def test_another_program_in_our_place_is_found(app: Server, tmp_path: Path) -> None:
    with misconfigured(
        tmp_path, app, {"absolute_redirect off;": "location = /livez { return 200 hello; }"}
    ) as nginx:
        answer, findings = way.check_reached(Visitor(nginx.url))
    assert answer is None
    assert "Something else" in said(findings)


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
