"""The options: what each takes, what it is without being set, and how a wrong one names itself."""

import os
import subprocess
import sys
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path

import pytest

from app.base.config import BadOption, load
from app.base.options import OPTIONS
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, environment

SECRETS = [option.name for option in OPTIONS if option.is_secret]
SECRET = "redis://localhost:6379/0"
"""Long enough for a password and an address for Redis: a value that most secrets take."""
OTHER_SECRETS = {
    "database_url": "postgresql://wall:pw@localhost/wall",
    "smtp_url": "smtp://wall:pw@mail.example.org:587",
}


def secret_of(name: str) -> str:
    """Return a value that the secret takes."""
    return OTHER_SECRETS.get(name, SECRET)


DEFAULTS: Mapping[str, object] = {
    "host": "0.0.0.0",
    "port": 8080,
    "socket": None,
    "public_url": None,
    "title": None,
    "admin_password": None,
    "secret_key": None,
    "redis_url": None,
    "database_url": None,
    "storage_url": None,
    "storage_endpoint": None,
    "storage_region": "us-east-1",
    "storage_key_id": None,
    "storage_secret_key": None,
    "storage_public_url": None,
    "metrics_token": None,
    "log_format": "text",
    "log_level": None,
    "max_photo_mb": 50,
    "max_video_mb": 500,
    "max_megapixels": 100,
    "media_workers": None,
    "decode_memory_mb": 2048,
    "decode_timeout_s": 20,
    "clip_timeout_s": 300,
    "faces": "on",
    "trusted_proxies": 0,
    "min_free_mb": 32,
    "reserve_mb": 8,
    "upload_hours": 24,
    "guest_uploads": 200,
    "push_services": (
        "fcm.googleapis.com",
        "*.googleapis.com",
        "*.push.services.mozilla.com",
        "*.push.apple.com",
        "*.notify.windows.com",
    ),
    "smtp_url": None,
    "mail_from": None,
    "oidc_issuer": None,
    "oidc_client_id": None,
    "oidc_client_secret": None,
    "guest_uploads_mb": 4000,
    "party_uploads_mb": 20000,
    "guest_kept_mb": 10000,
    "address_kept_mb": 200000,
    "service_worker": "on",
}

GOOD = [
    ("host", " 127.0.0.1 ", "127.0.0.1"),
    ("port", "0", 0),
    ("port", "65535", 65535),
    ("socket", "/tmp/party.sock", Path("/tmp/party.sock")),
    ("data_dir", "/tmp/a/../party", Path("/tmp/party").resolve()),
    ("public_url", "https://wall.example.org/", "https://wall.example.org"),
    ("public_url", "http://192.168.1.5:8080", "http://192.168.1.5:8080"),
    ("title", " Lena & Tom ", "Lena & Tom"),
    ("title", "x" * 80, "x" * 80),
    ("admin_password", "1234", "1234"),
    ("secret_key", "k" * 64, "k" * 64),
    ("redis_url", "rediss://:secret@redis:6379/1", "rediss://:secret@redis:6379/1"),
    ("redis_url", "unix:///run/redis.sock", "unix:///run/redis.sock"),
    ("database_url", "postgresql://wall:pw@db/wall", "postgresql://wall:pw@db/wall"),
    ("database_url", "postgres:///wall?host=/run/postgresql", "postgres:///wall?host=/run/postgresql"),
    ("storage_url", "s3://party-1/prefix/of.it/", "s3://party-1/prefix/of.it"),
    ("storage_endpoint", "http://store:9000", "http://store:9000"),
    ("storage_region", "eu-central-1", "eu-central-1"),
    ("storage_key_id", "key", "key"),
    ("storage_secret_key", "12345678", "12345678"),
    ("storage_public_url", "https://photos.example.org/", "https://photos.example.org"),
    ("metrics_token", "a-long-token", "a-long-token"),
    ("log_format", "JSON", "json"),
    ("log_level", "warning", "warning"),
    ("max_photo_mb", "4096", 4096),
    ("max_video_mb", "1", 1),
    ("max_megapixels", "1", 1),
    ("media_workers", "64", 64),
    ("decode_memory_mb", "256", 256),
    ("clip_timeout_s", "10", 10),
    ("faces", "off", "off"),
    ("decode_timeout_s", "600", 600),
    ("trusted_proxies", "5", 5),
    ("push_services", "Push.example.org, 127.0.0.1:8090", ("push.example.org", "127.0.0.1:8090")),
    ("smtp_url", "smtps://mail.example.org", "smtps://mail.example.org"),
    ("mail_from", "wall@example.org", "wall@example.org"),
    ("oidc_issuer", "https://login.example.org/realms/one", "https://login.example.org/realms/one"),
    ("oidc_client_id", "wall", "wall"),
    ("oidc_client_secret", "12345678", "12345678"),
    ("trusted_proxies", "127.0.0.1, fd00::/8", (ip_network("127.0.0.1/32"), ip_network("fd00::/8"))),
    ("min_free_mb", "0", 0),
    ("reserve_mb", "0", 0),
    ("upload_hours", "720", 720),
    ("guest_uploads", "10000", 10_000),
    ("guest_uploads_mb", "1", 1),
    ("party_uploads_mb", "10000000", 10_000_000),
    ("guest_kept_mb", "1", 1),
    ("address_kept_mb", "100000000", 100_000_000),
    ("service_worker", "off", "off"),
]

BAD = [
    ("host", "   "),
    ("host", "x" * 81),
    ("port", "65536"),
    ("socket", "/nowhere/at/all/party.sock"),
    ("port", "-1"),
    ("port", "http"),
    ("port", "9" * 5000),
    ("data_dir", "  "),
    ("data_dir", "~no-such-user/party"),
    ("data_dir", "/dev/null/party"),
    ("data_dir", "/dev/null"),
    ("public_url", "wall.example.org"),
    ("public_url", "ftp://wall.example.org"),
    ("public_url", "https://wall.example.org/party"),
    ("public_url", "https://wall.example.org/?a=b"),
    ("public_url", "https://wall.example.org:port"),
    ("public_url", "https://wall.example.org:99999"),
    ("public_url", "https://me:secret@wall.example.org"),
    ("public_url", "https://"),
    ("public_url", "http://["),
    ("title", "x" * 81),
    ("title", " "),
    ("admin_password", "abc"),
    ("admin_password", "x" * 201),
    ("secret_key", "1234567"),
    ("redis_url", "localhost:6379"),
    ("redis_url", "http://localhost"),
    ("redis_url", "redis://localhost:port"),
    ("redis_url", "redis://["),
    ("database_url", "sqlite:///data.sqlite3"),
    ("database_url", "postgresql:"),
    ("database_url", "postgresql://["),
    ("storage_url", "https://store/bucket"),
    ("storage_url", "s3://Bucket"),
    ("storage_url", "s3://bucket//prefix"),
    ("storage_url", "s3://bucket?region=x"),
    ("storage_endpoint", "store:9000"),
    ("storage_region", " "),
    ("storage_key_id", " "),
    ("storage_secret_key", "1234567"),
    ("storage_public_url", "https://photos.example.org/bucket"),
    ("metrics_token", "short"),
    ("log_format", "xml"),
    ("log_level", "loud"),
    ("max_photo_mb", "0"),
    ("max_photo_mb", "4097"),
    ("max_photo_mb", "1.5"),
    ("max_video_mb", "0"),
    ("max_video_mb", "4097"),
    ("max_megapixels", "1001"),
    ("media_workers", "0"),
    ("media_workers", "65"),
    ("decode_memory_mb", "255"),
    ("clip_timeout_s", "9"),
    ("faces", "maybe"),
    ("decode_timeout_s", "0"),
    ("trusted_proxies", "6"),
    ("push_services", "https://push.example.org"),
    ("push_services", "push.example.org;evil"),
    ("smtp_url", "mail.example.org"),
    ("smtp_url", "http://mail.example.org"),
    ("smtp_url", "smtp://mail.example.org/path"),
    ("smtp_url", "smtp://["),
    ("mail_from", "wall"),
    ("oidc_issuer", "http://login.example.org"),
    ("oidc_issuer", "https://me@login.example.org"),
    ("oidc_client_id", "a\nb"),
    ("oidc_client_secret", "1234567"),
    ("mail_from", "Wall <wall@example.org>"),
    ("trusted_proxies", "nginx"),
    ("trusted_proxies", "10.0.0.1/8"),
    ("min_free_mb", "-1"),
    ("reserve_mb", "1025"),
    ("upload_hours", "0"),
    ("guest_uploads", "0"),
    ("guest_uploads_mb", "1000001"),
    ("party_uploads_mb", "lots"),
    ("guest_kept_mb", "0"),
    ("address_kept_mb", "-1"),
    ("service_worker", "yes"),
]


def wrong(environ: Mapping[str, str]) -> str:
    with pytest.raises(BadOption) as caught:
        load(environ)
    return str(caught.value)


TOGETHER = {
    "oidc_issuer": {"PARTYWALL_OIDC_CLIENT_ID": "wall"},
    "oidc_client_id": {"PARTYWALL_OIDC_ISSUER": "https://login.example.org"},
}
"""What an option needs beside it."""


def variable(name: str) -> str:
    return f"PARTYWALL_{name.upper()}"


def test_without_any_variable_every_option_has_its_default() -> None:
    config = load({})
    assert {name: getattr(config, name) for name in DEFAULTS} == DEFAULTS
    assert config.data_dir == (Path.cwd() / "data").resolve()


def test_these_tests_know_every_option() -> None:
    names = {option.name for option in OPTIONS}
    assert names == set(DEFAULTS) | {"data_dir"} == {name for name, _, _ in GOOD} == {name for name, _ in BAD}


@pytest.mark.parametrize(("name", "text", "value"), GOOD)
def test_a_good_value_is_taken(name: str, text: str, value: object) -> None:
    assert getattr(load(TOGETHER.get(name, {}) | {variable(name): text}), name) == value


@pytest.mark.parametrize("name", TOGETHER)
def test_half_a_provider_is_none(name: str) -> None:
    good = next(text for other, text, _ in GOOD if other == name)
    assert "belong together" in wrong({variable(name): good})


@pytest.mark.parametrize(("name", "text"), BAD)
def test_a_bad_value_names_its_variable_in_one_sentence(name: str, text: str) -> None:
    sentence = wrong({variable(name): text})
    assert sentence.startswith(f"{variable(name)} takes ") or sentence.startswith(f"{variable(name)} must ")
    assert sentence.endswith(".")
    assert "\n" not in sentence


@pytest.mark.parametrize("name", [option.name for option in OPTIONS])
def test_an_empty_variable_is_one_that_is_not_set(name: str) -> None:
    assert getattr(load({variable(name): ""}), name) == getattr(load({}), name)


@pytest.mark.parametrize("name", ["PARTYWALL_PROT", "PARTYWALL_", "PARTYWALL_TITLE_FILE", "PARTYWALL_port"])
def test_a_variable_that_is_no_option_is_named(name: str) -> None:
    assert wrong({name: "1"}).startswith(f"{name} is not an option")


def test_other_programs_variables_are_left_alone() -> None:
    assert load({"PORT": "x", "PATH": "/bin", "OTHER_PARTYWALL_PORT": "x"}) == load({})


@pytest.mark.parametrize("secret", SECRETS)
class TestSecrets:
    def test_one_can_be_read_from_a_file(self, secret: str, tmp_path: Path) -> None:
        (tmp_path / "secret").write_text(f"{secret_of(secret)}\n")
        assert getattr(load({f"{variable(secret)}_FILE": str(tmp_path / "secret")}), secret) == secret_of(
            secret
        )

    def test_both_ways_at_once_are_refused(self, secret: str, tmp_path: Path) -> None:
        name = variable(secret)
        (tmp_path / "secret").write_text(secret_of(secret))
        sentence = wrong({name: secret_of(secret), f"{name}_FILE": str(tmp_path / "secret")})
        assert sentence == f"{name} and {name}_FILE are both set; set one of them."

    @pytest.mark.parametrize("content", [None, b"\xff\xfe", "a folder"], ids=["missing", "binary", "folder"])
    def test_a_file_that_cannot_be_read_is_named(
        self, secret: str, content: bytes | str | None, tmp_path: Path
    ) -> None:
        name = f"{variable(secret)}_FILE"
        path = tmp_path / "secret"
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content is not None:
            path.mkdir()
        sentence = wrong({name: str(path)})
        assert sentence.startswith(f"{name} names a file that cannot be read")
        assert "\n" not in sentence

    @pytest.mark.parametrize("content", ["", " \n", "bad"])
    def test_what_is_wrong_in_a_file_names_the_files_variable(
        self, secret: str, content: str, tmp_path: Path
    ) -> None:
        name = f"{variable(secret)}_FILE"
        (tmp_path / "secret").write_text(content)
        assert wrong({name: str(tmp_path / "secret")}).startswith(f"{name} takes ")

    def test_a_bad_one_is_not_repeated(self, secret: str) -> None:
        assert "hus" not in wrong({variable(secret): "hus"})


def test_a_folder_that_this_user_cannot_write_to_is_refused(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    tmp_path.chmod(0o500)
    assert wrong({"PARTYWALL_DATA_DIR": str(tmp_path / "party")}).startswith("PARTYWALL_DATA_DIR takes")


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({"PARTYWALL_PUBLIC_URL": "https://wall.example.org/"}, "https://wall.example.org"),
        ({"PARTYWALL_HOST": "10.1.2.3"}, "http://10.1.2.3:8080"),
        ({"PARTYWALL_HOST": "10.1.2.3", "PARTYWALL_PORT": "80"}, "http://10.1.2.3"),
        ({"PARTYWALL_HOST": "::1"}, "http://[::1]:8080"),
    ],
)
def test_the_guests_address_comes_from_the_options(environ: dict[str, str], address: str) -> None:
    assert load(environ).guest_url() == address


def test_the_guests_address_carries_the_port_that_was_really_taken() -> None:
    assert load({"PARTYWALL_HOST": "10.1.2.3", "PARTYWALL_PORT": "0"}).guest_url(4711).endswith(":4711")


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_listening_everywhere_is_not_an_address_that_guests_can_open(host: str) -> None:
    address = load({"PARTYWALL_HOST": host}).guest_url()
    assert "0.0.0.0" not in address
    assert "[::]" not in address


@pytest.mark.parametrize(
    "options",
    [{"port": "many"}, {"prot": "8080"}, {"data_dir": "/dev/null/party"}, {"secret_key": "short"}],
    ids=["wrong value", "misspelt", "no folder", "short secret"],
)
def test_a_bad_option_ends_the_start_with_one_sentence_and_status_2(
    options: dict[str, str], tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "app", "serve"],
        cwd=CHECKOUT,
        env=environment(tmp_path / "party") | {variable(name): value for name, value in options.items()},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.strip().splitlines()) == 1
    assert variable(next(iter(options))) in ended.stderr
    assert not (tmp_path / "party").exists(), "nothing has been begun"
