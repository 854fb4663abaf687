"""`doctor` behind a real nginx: the shipped configuration is well, and the faults of others are found."""

import asyncio
import json
from argparse import Namespace
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from app.commands.doctor import doctor
from app.doctor import own_name, streaming, way
from app.doctor.findings import Finding, State
from app.doctor.streaming import Patience, check_stream
from app.doctor.visitor import Visitor
from tests.clock_proxy import clock_proxy
from tests.doctor.at_work import OPTIONS, config_of, misconfigured, said, wrong
from tests.nginx import rendered_config
from tests.nginx.rendered_config import run_nginx
from tests.patience import PATIENCE_S
from tests.ports import held_port
from tests.running import Person, Server, person


def examine(url: str, app: Server, patience: Patience) -> tuple[int, list[Finding]]:
    """Have the whole doctor look at `url`, with the options of the server behind it."""
    options = Namespace(url=url, patience=patience.name, json=True)
    with redirect_stdout(StringIO()) as said:
        status = asyncio.run(doctor(config_of(app, **OPTIONS), options))
    found = json.loads(said.getvalue())["findings"]
    return status, [Finding(**each | {"state": State(each["state"])}) for each in found]


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
