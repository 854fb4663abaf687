"""Where a server listens: a Unix socket beside the port, one server on each, and what a killed one left."""

import stat
from pathlib import Path

import httpx
import pytest

from app.base.config import BadOption, load
from tests.patience import PATIENCE_S
from tests.running import Server, running
from tests.test_commands import assert_refused, run


def ask(path: Path, request: str = "/readyz") -> httpx.Response:
    at_socket = httpx.HTTPTransport(uds=str(path))
    with httpx.Client(transport=at_socket, base_url="http://party", timeout=PATIENCE_S) as client:
        return client.get(request)


def test_it_answers_at_its_socket_and_at_its_port(tmp_path: Path) -> None:
    path = tmp_path / "app.sock"
    with running(tmp_path / "party", socket=path) as server:
        assert ask(path).json()["ready"] is True
        assert httpx.get(f"{server.url}/readyz", timeout=PATIENCE_S).json()["ready"] is True
        # nginx is another user.
        assert stat.S_IMODE(path.stat().st_mode) == 0o666


def test_the_socket_of_a_killed_server_is_taken_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "app.sock"
    server = Server(tmp_path / "party", socket=path)
    server.start()
    server.kill()
    assert path.is_socket()
    server.start()
    assert ask(path).status_code == 200
    server.stop()


def test_two_servers_do_not_share_a_socket(tmp_path: Path) -> None:
    path = tmp_path / "app.sock"
    with running(tmp_path / "one", socket=path):
        second = run("serve", data_dir=tmp_path / "two", socket=path)
        assert_refused(second, str(path), "another server", "PARTYWALL_SOCKET")
        assert ask(path).status_code == 200


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a-file", "is no socket"),
        ("x" * 120, "at most 107 bytes"),
        ("nowhere/app.sock", "folder that this user can write to"),
    ],
)
def test_what_can_be_no_socket_is_refused_with_a_reason(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "a-file").write_text("kept")
    with pytest.raises(BadOption, match=f"PARTYWALL_SOCKET.*{reason}"):
        load({"PARTYWALL_SOCKET": str(tmp_path / name)})
