"""The doctor on HTTPS in front of the wall: each fault of a proxy, and the line that mends it."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.doctor import streaming
from app.doctor.findings import Finding, State
from app.doctor.forwarded import check_challenge, check_who_asks
from app.doctor.streaming import Patience, check_stream
from app.doctor.visitor import Visitor
from tests.doctor.at_work import config_of, misconfigured
from tests.nginx import rendered_config
from tests.nginx.fronts import nginx_front
from tests.nginx.rendered_config import run_nginx
from tests.running import Server, running

OPTIONS: dict[str, object] = {"trusted_proxies": 1}
# The doctor asks as 127.0.0.1, so a proxy needs another address to be told from it.
PROXY = "127.0.0.2"
AS_PROXY = {"location / {": f"location / {{ proxy_bind {PROXY};"}
LET_THROUGH = "proxy_pass_header X-Accel-Buffering;"
SCHEME = "proxy_set_header X-Forwarded-Proto $scheme;"
ADDRESS = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"


def told(findings: Sequence[Finding], state: State) -> str:
    return "\n".join(f"{finding.message} {finding.advice}" for finding in findings if finding.state is state)


def who_asks(app: Server, url: str, **options: object) -> list[Finding]:
    visitor = Visitor(url)
    return check_who_asks(config_of(app, **OPTIONS | options), visitor, visitor.ask("/livez"))


def test_a_named_proxy_with_the_recipes_lines_is_well(app: Server, tmp_path: Path) -> None:
    with (
        run_nginx(tmp_path / "nginx", app.port, app.data_dir, trusted_proxies=PROXY) as nginx,
        nginx_front(tmp_path, nginx.port, instead=AS_PROXY) as url,
    ):
        (finding,) = who_asks(app, url)
    assert finding.state is State.GOOD
    assert "by https" in finding.message


def test_a_proxy_whose_scheme_is_not_believed_is_found(app: Server, tmp_path: Path) -> None:
    with (
        run_nginx(tmp_path / "nginx", app.port, app.data_dir) as nginx,
        nginx_front(tmp_path, nginx.port) as url,
    ):
        said = told(who_asks(app, url), State.WRONG)
    assert "not Secure" in said
    assert SCHEME in said
    assert "PARTYWALL_TRUSTED_PROXIES" in said


def test_a_proxy_in_every_guests_place_is_told(app: Server, tmp_path: Path) -> None:
    with (
        run_nginx(tmp_path / "nginx", app.port, app.data_dir) as nginx,
        nginx_front(tmp_path, nginx.port, instead=AS_PROXY) as url,
    ):
        said = told(who_asks(app, url), State.NOTE)
    assert "as 127.0.0.1, and the app saw 127.0.0.2" in said
    assert ADDRESS in said


def test_a_proxy_that_passes_on_what_anybody_claims_is_found(app: Server, tmp_path: Path) -> None:
    with (
        run_nginx(tmp_path / "nginx", app.port, app.data_dir, trusted_proxies=PROXY) as nginx,
        nginx_front(tmp_path, nginx.port, instead=AS_PROXY | {ADDRESS: ""}) as url,
    ):
        said = told(who_asks(app, url), State.WRONG)
    assert "Anybody can write" in said
    assert ADDRESS in said


def test_an_app_that_believes_whoever_reaches_it_is_found(app: Server) -> None:
    said = told(who_asks(app, app.url), State.WRONG)
    assert "not a number" in said


def test_a_doctor_at_a_named_proxys_address_is_no_forger(tmp_path: Path) -> None:
    named = {"trusted_proxies": "127.0.0.1"}
    with running(tmp_path / "party", **named) as server:
        assert told(who_asks(server, server.url, **named), State.WRONG) == ""


def test_an_inner_nginx_that_swallows_the_word_about_buffering_is_found(
    app: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It holds events back for good, and that need not be waited for.
    monkeypatch.setattr(streaming, "MAX_SILENCE_S", 2.0)
    spoilt = tmp_path / "shipped"
    shutil.copytree(rendered_config.SHIPPED, spoilt)
    snippet = spoilt / "snippets" / "proxy.conf"
    words = snippet.read_text(encoding="utf-8")
    assert LET_THROUGH in words
    snippet.write_text(words.replace(LET_THROUGH, ""), encoding="utf-8")
    monkeypatch.setattr(rendered_config, "SHIPPED", spoilt)
    with (
        run_nginx(tmp_path / "nginx", app.port, app.data_dir) as nginx,
        nginx_front(tmp_path, nginx.port) as url,
    ):
        findings = check_stream(Visitor(url), Patience.USUAL)
    said = told(findings, State.WRONG)
    assert "held back" in said
    assert LET_THROUGH in said


def test_an_nginx_that_lets_no_challenge_through_is_told(app: Server, tmp_path: Path) -> None:
    changes = {"location ^~ /.well-known/acme-challenge/ {": "location ^~ /elsewhere/ {"}
    with misconfigured(tmp_path, app, changes) as nginx:
        said = told(check_challenge(Visitor(nginx.url)), State.NOTE)
    assert "location ^~ /.well-known/acme-challenge/ { root" in said


def test_the_shipped_nginx_lets_challenges_through(app: Server, tmp_path: Path) -> None:
    with run_nginx(tmp_path, app.port, app.data_dir) as nginx:
        assert check_challenge(Visitor(nginx.url)) == []
