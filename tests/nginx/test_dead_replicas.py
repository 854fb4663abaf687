"""A request that meets a dead replica: it goes to the next one where that is safe, and only there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.nginx.dead_app import dying_port
from tests.nginx.listening_app import ListeningApp, run_listening_app
from tests.nginx.rendered_config import run_nginx
from tests.patience import PATIENCE_S
from tests.ports import held_port

PHOTO = b"x" * (2 * 1024 * 1024)
SMALL = b"{}"
SAFE_TWICE = [
    ("GET", "/", b""),
    ("GET", "/api/photos", b""),
    ("PUT", "/api/photo/one", SMALL),
    ("DELETE", "/api/photo/one", b""),
    ("DELETE", "/api/uploads/one", b""),
]
NEVER_TWICE = [
    ("POST", "/api/admin/photo/one/hide", SMALL),
    ("POST", "/api/new_photo", PHOTO),
    ("POST", "/upload", PHOTO),
    ("PATCH", "/api/uploads/one", PHOTO),
]


@pytest.fixture
def app() -> Iterator[ListeningApp]:
    with run_listening_app() as running:
        yield running


@contextmanager
def client_of(dead_ports: list[int], app: ListeningApp, tmp_path: Path) -> Iterator[httpx.Client]:
    """Reach the app through nginx, which asks the dead replicas first."""
    (tmp_path / "data" / "public").mkdir(parents=True)
    first, *others = dead_ports
    nginx = run_nginx(tmp_path / "nginx", first, tmp_path / "data", tmp_path, more_ports=[*others, app.port])
    with nginx as running, httpx.Client(base_url=running.url, trust_env=False, timeout=PATIENCE_S) as client:
        yield client
        assert "while connecting to upstream" in running.log() or "reset by peer" in running.log(), (
            "a dead one was asked first"
        )


@pytest.mark.parametrize(("method", "path", "body"), SAFE_TWICE + NEVER_TWICE)
def test_every_request_goes_on_to_the_next_replica_when_the_first_is_gone(
    app: ListeningApp, tmp_path: Path, method: str, path: str, body: bytes
) -> None:
    with held_port() as dead, client_of([dead], app, tmp_path) as client:
        assert client.request(method, path, content=body).status_code == 200
    assert len(app.headers) == 1


def test_a_request_finds_the_one_replica_that_is_left_of_three(app: ListeningApp, tmp_path: Path) -> None:
    with (
        held_port() as dead,
        held_port() as dead_too,
        client_of([dead, dead_too], app, tmp_path) as client,
    ):
        assert client.post("/api/new_photo", content=PHOTO).status_code == 200


@pytest.mark.parametrize(("method", "path", "body"), SAFE_TWICE)
def test_what_is_as_good_twice_goes_on_when_its_replica_dies_under_it(
    app: ListeningApp, tmp_path: Path, method: str, path: str, body: bytes
) -> None:
    with dying_port() as dying, client_of([dying], app, tmp_path) as client:
        assert client.request(method, path, content=body).status_code == 200


@pytest.mark.parametrize(("method", "path", "body"), NEVER_TWICE)
def test_what_may_have_changed_something_is_the_phones_to_send_again(
    app: ListeningApp, tmp_path: Path, method: str, path: str, body: bytes
) -> None:
    with dying_port() as dying, client_of([dying], app, tmp_path) as client:
        assert client.request(method, path, content=body).status_code == 502
    assert not app.headers


def test_a_request_that_ends_servers_does_not_go_through_all_of_them(
    app: ListeningApp, tmp_path: Path
) -> None:
    with (
        dying_port() as one,
        dying_port() as two,
        dying_port() as three,
        client_of([one, two, three], app, tmp_path) as client,
    ):
        assert client.get("/").status_code == 502
    assert not app.headers
