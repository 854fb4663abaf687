"""HTTPS in front of the real server: each recipe of docs/https.md that Debian has a program for."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.certificates import make_certificate
from tests.nginx.fronts import Front, caddy_front, nginx_front, tunnel_front
from tests.nginx.rendered_config import RunningNginx, run_nginx
from tests.patience import PATIENCE_S
from tests.ports import held_port
from tests.running import Person, Visitor, running
from tests.streams import event_stream

FRONTS = {"nginx": nginx_front, "caddy": caddy_front, "tunnel": tunnel_front}
# Guests come from an address of their own, proxies from the one that is named.
PROXIES = "127.0.0.1"
GUEST = "127.0.0.5"
FORGED = {"X-Forwarded-For": "192.0.2.77", "X-Forwarded-Proto": "http", "X-Real-IP": "192.0.2.77"}


@asynccontextmanager
async def secure_person(url: str, certificate: Path, **headers: str) -> AsyncIterator[Person]:
    """Someone who opens the wall by HTTPS and accepts this certificate alone."""
    someone = Person(url)
    await someone.http.aclose()
    context = ssl.create_default_context(cafile=certificate)
    transport = httpx.AsyncHTTPTransport(verify=context, http2=True, local_address=GUEST)
    someone.http = Visitor(
        base_url=url.replace("localhost", "127.0.0.1"),
        headers={"Host": url.removeprefix("https://"), **headers},
        transport=transport,
        timeout=PATIENCE_S,
    )
    try:
        yield someone
    finally:
        await someone.close()


async def look_at(url: str, certificate: Path) -> None:
    """Prove what HTTPS promises: safe cookies, an address for each guest, our pages' word, a live stream."""
    async with secure_person(url, certificate) as guest:
        seen = (await guest.http.get("/livez", headers=FORGED)).json()
        assert (seen["address"], seen["scheme"]) == (GUEST, "https")
        page = await guest.http.get("/upload")
        assert "; Secure" in page.headers["Set-Cookie"]
        async with event_stream(guest) as stream:
            sent = await guest.send_photo()
            await stream.until("photo", id=sent["id"])
        posted = await guest.http.post("/admin/login", json={"password": "no"}, headers={"Origin": url})
        assert posted.status_code == 401
        foreign = await guest.http.post("/admin/login", json={}, headers={"Origin": "https://evil.example"})
        assert foreign.status_code == 403


@pytest.mark.parametrize("front", FRONTS.values(), ids=list(FRONTS))
async def test_each_recipe_holds_in_front_of_the_app_alone(front: Front, tmp_path: Path) -> None:
    with running(tmp_path / "party", trusted_proxies=PROXIES) as app, front(tmp_path, app.port) as url:
        await look_at(url, tmp_path / "certificate.pem")


@pytest.mark.parametrize("front", FRONTS.values(), ids=list(FRONTS))
async def test_each_recipe_holds_in_front_of_the_shipped_nginx(front: Front, tmp_path: Path) -> None:
    with (
        running(tmp_path / "party", trusted_proxies=1) as app,
        run_nginx(tmp_path / "nginx", app.port, app.data_dir, trusted_proxies=PROXIES) as nginx,
        front(tmp_path, nginx.port) as url,
    ):
        await look_at(url, tmp_path / "certificate.pem")


async def test_the_shipped_nginx_with_a_certificate_holds_what_https_promises(tmp_path: Path) -> None:
    folder = tmp_path / "nginx" / "https"
    folder.mkdir(parents=True)
    certificate, key = make_certificate(folder, "localhost", 90)
    certificate, key = certificate.rename(folder / "fullchain.pem"), key.rename(folder / "privkey.pem")
    with running(tmp_path / "party", trusted_proxies=1) as app, held_port() as port:
        url = f"https://localhost:{port}"
        with run_nginx(
            tmp_path / "nginx",
            app.port,
            app.data_dir,
            listen_https=f"127.0.0.1:{port} ssl http2",
            public_url=url,
        ) as nginx:
            await look_at(url, certificate)
            async with secure_person(url, certificate) as guest:
                assert (await guest.http.get("/livez")).http_version == "HTTP/2"
            sent_on = ask(nginx, "/wall?a=b")
            assert (sent_on.status_code, sent_on.headers["Location"]) == (308, f"{url}/wall?a=b")
            assert_challenge_is_answered(nginx)


@pytest.mark.parametrize("named", ["", "10.0.0.0/8,fd00::/8"])
def test_nobody_else_is_believed(named: str, tmp_path: Path) -> None:
    with (
        running(tmp_path / "party", trusted_proxies=1) as app,
        run_nginx(tmp_path / "nginx", app.port, app.data_dir, trusted_proxies=named) as nginx,
    ):
        forged = {"X-Forwarded-For": "192.0.2.77", "X-Forwarded-Proto": "https"}
        seen = ask(nginx, "/livez", **forged).json()
    assert (seen["address"], seen["scheme"]) == ("127.0.0.1", "http")


def ask(nginx: RunningNginx, path: str, **headers: str) -> httpx.Response:
    return httpx.get(nginx.url + path, headers=headers, timeout=PATIENCE_S, trust_env=False)


def assert_challenge_is_answered(nginx: RunningNginx) -> None:
    """Put a challenge where certbot would (--webroot -w https/challenge), and ask as an issuer does."""
    webroot = nginx.prefix / "https" / "challenge"
    challenges = webroot / ".well-known" / "acme-challenge"
    challenges.mkdir(parents=True)
    (challenges / "token-1_A").write_text("token-1_A.thumbprint", encoding="utf-8")
    answer = ask(nginx, "/.well-known/acme-challenge/token-1_A")
    assert (answer.status_code, answer.text) == (200, "token-1_A.thumbprint")
    for path in ("/.well-known/acme-challenge/other", "/.well-known/acme-challenge/"):
        missing = ask(nginx, path)
        assert (missing.status_code, missing.headers["Content-Type"]) == (404, "text/plain"), path
    (challenges / "way-out").symlink_to(nginx.prefix / "nginx.conf")
    assert ask(nginx, "/.well-known/acme-challenge/way-out").status_code == 404


def test_a_challenge_is_answered_before_there_is_a_certificate(tmp_path: Path) -> None:
    with held_port() as nobody, run_nginx(tmp_path / "nginx", nobody, tmp_path) as nginx:
        assert_challenge_is_answered(nginx)
        assert ask(nginx, "/.well-known/other").status_code == 404


@pytest.mark.parametrize("wrong", ["1", "nginx", "127.0.0.1;", "10.0.0.0/", "$host", "10.0.0.1/8/"])
def test_nginx_does_not_start_with_proxies_that_are_no_addresses(wrong: str, tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="PARTYWALL_TRUSTED_PROXIES takes addresses"),
        run_nginx(tmp_path / "nginx", 1, tmp_path, trusted_proxies=wrong),
    ):
        pass
