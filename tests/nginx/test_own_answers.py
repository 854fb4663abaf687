"""What nginx answers itself: pictures, static files, and its own errors, with the app away."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from app.web.origins import HEADERS
from tests.nginx.rendered_config import RunningNginx, lay_out, nginx_command, run_nginx
from tests.patience import PATIENCE_S
from tests.ports import held_port

FOREVER = "public, max-age=31536000, immutable"
PHOTO = "ab/0123456789abcdef0123456789abcd/wall.jpg"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder and a static folder with a file of each kind that matters here."""
    root = tmp_path_factory.mktemp("nginx")
    files = {
        f"data/public/{PHOTO}": "a photo",
        "data/public/.hidden/secret.jpg": "a hidden file",
        "data/private/originals/original.jpg": "an original",
        "static/css/base.css": "body { margin: 0 }",
        "static/js/pages/wall.js": "export {};",
        "static/.secret": "a hidden file",
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (root / "data/public/ab/link.jpg").symlink_to(root / "data/private/originals/original.jpg")
    return root


@pytest.fixture(scope="module")
def nginx(folders: Path) -> Iterator[RunningNginx]:
    """nginx with nobody behind it: the app is away."""
    with (
        held_port() as nobody,
        run_nginx(folders / "nginx", nobody, folders / "data", folders / "static", 1) as running,
    ):
        yield running


@pytest.fixture
def client(nginx: RunningNginx) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=nginx.url, trust_env=False, timeout=PATIENCE_S) as client:
        yield client


def assert_our_headers(answer: httpx.Response, but: frozenset[str] = frozenset()) -> None:
    for name, value in HEADERS.items():
        if name not in but:
            assert answer.headers.get_list(name) == [value]
    # The version is nobody's business.
    assert answer.headers["Server"] == "nginx"


def test_the_shipped_configuration_is_valid(folders: Path, tmp_path: Path) -> None:
    prefix = tmp_path / "nginx"
    command = nginx_command(prefix, "-t")
    with held_port() as port, held_port() as nobody:
        lay_out(prefix, port, nobody, folders / "data", folders / "static")
        checked = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "[warn] conflicting" not in checked.stderr


def test_a_photo_is_kept_for_good_and_nothing_in_it_can_run(client: httpx.Client) -> None:
    answer = client.get(f"/media/{PHOTO}")
    assert (answer.status_code, answer.text) == (200, "a photo")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers.get_list("Cache-Control") == [FOREVER]
    assert answer.headers.get_list("Content-Security-Policy") == ["default-src 'none'"]
    assert_our_headers(answer, but=frozenset({"Content-Security-Policy"}))


def test_a_photo_taken_down_is_gone_with_the_next_request(client: httpx.Client, folders: Path) -> None:
    file = folders / "data/public/cd/ef/wall.jpg"
    file.parent.mkdir(parents=True)
    file.write_text("soon gone")
    # Asked for often enough that a cache of open files would have kept it.
    assert [client.get("/media/cd/ef/wall.jpg").status_code for _ in range(5)] == [200] * 5
    file.unlink()
    gone = client.get("/media/cd/ef/wall.jpg")
    assert gone.status_code == 404
    assert gone.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/ab/",
        "/media/.hidden/secret.jpg",
        # A link out of the public folder, and the ways up that clients try.
        "/media/ab/link.jpg",
        "/media/../private/originals/original.jpg",
        "/media/%2e%2e/private/originals/original.jpg",
        "/media/ab/..%2f..%2f..%2fprivate/originals/original.jpg",
        "/media../private/originals/original.jpg",
        "/static/",
        "/static/css/",
        "/static/.secret",
        "/.git/config",
        "/errors/404.html",
    ],
)
def test_nothing_but_published_files_is_served(nginx: RunningNginx, path: str) -> None:
    # By hand: a client would tidy the path up before it asks.
    with httpx.Client(trust_env=False, timeout=PATIENCE_S) as client:
        request = httpx.Request("GET", nginx.url, extensions={"target": path.encode()})
        answer = client.send(request)
    # What is no file's address goes to the app, which is away here.
    assert answer.status_code in (400, 404, 502)
    assert "original" not in answer.text
    assert "hidden file" not in answer.text
    assert "Index of" not in answer.text
    assert_our_headers(answer)


@pytest.mark.parametrize(
    ("address", "cache"),
    [("/static/css/base.css", "no-cache"), ("/static/css/base.css?v=0a1b2c", FOREVER)],
)
def test_only_a_versioned_static_file_is_kept_for_good(
    client: httpx.Client, address: str, cache: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.headers.get_list("Cache-Control") == [cache]
    assert_our_headers(answer)


def test_a_module_has_the_type_that_browsers_insist_on(client: httpx.Client) -> None:
    assert client.get("/static/js/pages/wall.js").headers["Content-Type"] == "text/javascript"


def test_with_the_app_away_a_person_gets_a_page_that_comes_back_by_itself(client: httpx.Client) -> None:
    answer = client.get("/wall")
    assert answer.status_code == 502
    assert 'http-equiv="refresh"' in answer.text
    assert "nginx" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert_our_headers(answer)
    assert client.get("/errors/style.css").headers["Content-Type"] == "text/css"


def test_with_the_app_away_a_program_gets_json(client: httpx.Client) -> None:
    for path in ("/api/photos", "/api/events", "/api/uid"):
        answer = client.get(path)
        assert answer.status_code == 502
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json()["error"]["code"] == "AWAY"
        assert answer.headers["Cache-Control"] == "no-store"
        assert_our_headers(answer)


@pytest.mark.parametrize(
    ("path", "size"),
    [
        ("/api/photo/1", 65 * 1024),
        ("/api/admin/uploads", 65 * 1024),
        ("/api/new_photo", 6 * 1024 * 1024),
    ],
)
def test_too_large_a_body_is_refused_with_json(client: httpx.Client, path: str, size: int) -> None:
    answer = client.post(path, content=b"x" * size)
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "TOO_LARGE"
    assert_our_headers(answer)


@pytest.mark.parametrize(("path", "size"), [("/admin", 65 * 1024), ("/upload", 6 * 1024 * 1024)])
def test_too_large_a_form_is_refused_with_a_page(client: httpx.Client, path: str, size: int) -> None:
    answer = client.post(path, content=b"x" * size)
    assert answer.status_code == 413
    assert "too big" in answer.text
    assert_our_headers(answer)


def test_a_chunked_body_that_declares_no_length_is_counted(client: httpx.Client) -> None:
    answer = client.post("/api/photo/1", content=(b"x" * 1024 for _ in range(70)))
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "TOO_LARGE"
