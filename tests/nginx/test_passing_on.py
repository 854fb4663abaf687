"""What nginx passes on to the app, and how: whose word it takes, and what it must not hold back."""

import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.web.origins import HEADERS
from tests.nginx.listening_app import ListeningApp, run_listening_app
from tests.nginx.rendered_config import RunningNginx, run_nginx
from tests.patience import PATIENCE_S


@pytest.fixture
def app() -> Iterator[ListeningApp]:
    with run_listening_app() as running:
        yield running


@pytest.fixture
def nginx(app: ListeningApp, tmp_path: Path) -> Iterator[RunningNginx]:
    (tmp_path / "data" / "public").mkdir(parents=True)
    with run_nginx(tmp_path / "nginx", app.port, tmp_path / "data", tmp_path) as running:
        yield running


@pytest.fixture
def client(nginx: RunningNginx) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=nginx.url, trust_env=False, timeout=PATIENCE_S) as client:
        yield client


def test_the_apps_own_headers_are_not_sent_twice(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.text == "the app's own page"
    for name, value in HEADERS.items():
        assert answer.headers.get_list(name) == [value]


def test_what_a_client_says_about_its_address_is_replaced(
    client: httpx.Client, app: ListeningApp, nginx: RunningNginx
) -> None:
    client.get(
        "/",
        headers={
            "X-Forwarded-For": "203.0.113.7",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "evil.example",
            "X-Real-IP": "203.0.113.7",
            "Forwarded": "for=203.0.113.7",
        },
    )
    seen = app.headers[0]
    assert seen.get_all("X-Forwarded-For") == ["127.0.0.1"]
    assert seen.get_all("X-Forwarded-Proto") == ["http"]
    assert seen.get_all("X-Forwarded-Host") == [f"127.0.0.1:{nginx.port}"]
    assert seen.get_all("Host") == [f"127.0.0.1:{nginx.port}"]
    assert "X-Real-IP" not in seen
    assert "Forwarded" not in seen


def test_a_connection_to_the_app_is_for_one_request(client: httpx.Client, app: ListeningApp) -> None:
    # One that is kept, as newer nginx do, may end just as the next request is sent over it.
    client.get("/")
    assert app.headers[0].get_all("Connection") == ["close"]


def test_an_event_leaves_at_once(client: httpx.Client, app: ListeningApp) -> None:
    with client.stream("GET", "/api/events", headers={"Accept-Encoding": "gzip"}) as answer:
        pieces = answer.iter_raw()
        # The app holds the second event until the first has been read: a buffer would wait here for ever.
        assert next(pieces) == b"data: 1\n\n"
        assert "Content-Encoding" not in answer.headers
        app.may_send_second_event.set()
        assert b"".join(pieces) == b"data: 2\n\n"


@pytest.mark.parametrize("path", ["/api/new_photo", "/upload"])
def test_a_photo_reaches_the_app_while_the_phone_is_still_sending(
    nginx: RunningNginx, app: ListeningApp, path: str
) -> None:
    length = 2 * 1024 * 1024
    head = f"POST {path} HTTP/1.1\r\nHost: wall\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", nginx.port), timeout=PATIENCE_S) as phone:
        phone.sendall(head.encode() + b"x" * 1000)
        assert app.first_bytes_of_body.wait(PATIENCE_S)
        phone.sendall(b"x" * (length - 1000))
        assert phone.recv(1024).startswith(b"HTTP/1.1 200 ")


def test_a_photo_just_over_the_apps_limit_is_the_apps_to_refuse(client: httpx.Client) -> None:
    # 50 MB is the app's limit here; its answer says so in the guest's language, nginx's could not.
    answer = client.post("/api/new_photo", content=b"x" * (51 * 1024 * 1024))
    assert answer.text == "taken"
