"""Cookies that cannot be forged, one key for all processes, a password, and who counts as our own page."""

import multiprocessing
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers

from app.base.ids import is_id, new_id
from app.base.signing import SAFE_LETTERS, CookieSigner, load_secret_key, new_token, token_hash
from app.people.passwords import Passwords, new_password
from app.web.origins import HEADERS, is_our_host, is_same_origin
from tests.patience import PATIENCE_S

SIGNER = CookieSigner("a secret key of this party", "guest")
GUEST = "0123456789abcdef" * 2
# The cheapest parameters: what is tested here is not argon2's slowness.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def test_a_signed_id_is_read_back() -> None:
    assert SIGNER.read(SIGNER.sign(GUEST)) == GUEST


def test_a_restarted_server_reads_the_cookies_of_the_one_before() -> None:
    assert CookieSigner("a secret key of this party", "guest").read(SIGNER.sign(GUEST)) == GUEST


def test_another_partys_signature_is_not_ours() -> None:
    assert SIGNER.read(CookieSigner("the secret key of another", "guest").sign(GUEST)) is None


def test_a_signature_for_another_purpose_is_no_guests() -> None:
    assert SIGNER.read(CookieSigner("a secret key of this party", "host-device").sign(GUEST)) is None


def test_a_signature_does_not_fit_another_id() -> None:
    signature = SIGNER.sign(GUEST).rpartition(".")[2]
    assert SIGNER.read(f"{new_id()}.{signature}") is None


@pytest.mark.parametrize("length", range(len(SIGNER.sign(GUEST))))
def test_a_cookie_cut_short_is_refused(length: int) -> None:
    assert SIGNER.read(SIGNER.sign(GUEST)[:length]) is None


def test_a_cookie_with_any_letter_changed_is_refused() -> None:
    cookie = SIGNER.sign(GUEST)
    # The last letter of 32 bytes in base64 carries four bits: changing its lowest two changes nothing.
    for place in range(len(cookie) - 1):
        changed = "A" if cookie[place] != "A" else "B"
        assert SIGNER.read(cookie[:place] + changed + cookie[place + 1 :]) is None


@pytest.mark.parametrize("value", ["", "host", GUEST.upper(), GUEST + "0", GUEST + "\n", "../" + GUEST[3:]])
def test_even_with_our_signature_nothing_but_an_id_is_read(value: str) -> None:
    assert SIGNER.read(SIGNER.sign(value)) is None


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=100))
def test_no_made_up_cookie_is_read(cookie: str) -> None:
    assert SIGNER.read(cookie) is None


async def test_only_the_right_password_is_right() -> None:
    passwords = Passwords(QUICK)
    kept = await passwords.hash("correct horse")
    assert "correct" not in kept
    assert await passwords.is_right(kept, "correct horse")
    for wrong in ("", "correct", "correct horse ", "Correct horse", "\ud800"):
        assert not await passwords.is_right(kept, wrong)


@pytest.mark.parametrize("kept", ["", "plain text", "$argon2id$v=19$broken", "correct horse"])
async def test_a_party_without_a_proper_hash_lets_nobody_in(kept: str) -> None:
    assert not await Passwords(QUICK).is_right(kept, "correct horse")


async def test_the_same_password_is_hashed_differently_each_time() -> None:
    passwords = Passwords(QUICK)
    assert await passwords.hash("correct horse") != await passwords.hash("correct horse")


async def test_passwords_are_hashed_with_argon2id() -> None:
    assert (await Passwords().hash("correct horse")).startswith("$argon2id$")


def test_a_made_password_is_easy_to_type_and_never_the_same() -> None:
    made = {new_password() for _ in range(200)}
    assert len(made) == 200
    assert {len(password) for password in made} == {14}
    assert set("".join(made)) <= set(SAFE_LETTERS) | {"-"}


def test_a_stored_session_does_not_give_away_its_token() -> None:
    token = new_token()
    assert is_id(token)
    assert token not in token_hash(token)
    assert token_hash(token) == token_hash(token) != token_hash(new_token())


def test_the_key_is_made_once_and_for_this_user_alone(tmp_path: Path) -> None:
    path = tmp_path / "private" / "secret.key"
    key = load_secret_key(path)
    assert len(key) == 64
    assert load_secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [file.name for file in path.parent.iterdir()] == ["secret.key"]


def test_a_key_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("kept from last year\n")
    assert load_secret_key(tmp_path / "secret.key") == "kept from last year"


def _load_at_once(path: Path, barrier: Barrier) -> str:
    barrier.wait(PATIENCE_S)
    return load_secret_key(path)


def _in_process(path: Path, barrier: Barrier, keys: "multiprocessing.SimpleQueue[str]") -> None:
    keys.put(_load_at_once(path, barrier))


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, keys = context.Barrier(3), context.SimpleQueue()
    path = tmp_path / "secret.key"
    processes = [context.Process(target=_in_process, args=(path, barrier, keys)) for _ in range(3)]
    for process in processes:
        process.start()
    found = {keys.get() for _ in processes}
    for process in processes:
        process.join(PATIENCE_S)
    assert found == {path.read_text()}


def test_threads_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    barrier = multiprocessing.get_context("spawn").Barrier(8)
    with ThreadPoolExecutor(8) as pool:
        for round_number in range(20):
            path = tmp_path / str(round_number) / "secret.key"
            path.parent.mkdir()
            keys = set(pool.map(lambda _, path=path: _load_at_once(path, barrier), range(8)))
            assert keys == {path.read_text()}
            assert len(keys.pop()) == 64
            assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(
    ("headers", "host", "public_url", "is_ours"),
    [
        # Said by the browser itself.
        ({"Sec-Fetch-Site": "same-origin"}, "a", None, True),
        ({"Sec-Fetch-Site": "none"}, "a", None, True),
        ({"Sec-Fetch-Site": "same-site"}, "a", None, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://a"}, "a", None, False),
        ({"Sec-Fetch-Site": ""}, "a", None, False),
        ({"Sec-Fetch-Site": "same-origin, cross-site"}, "a", None, False),
        # On plain HTTP there is only the origin.
        ({"Origin": "http://a:8080"}, "a:8080", None, True),
        ({"Origin": "http://A:8080"}, "a:8080", None, True),
        ({"Origin": "http://a:8081"}, "a:8080", None, False),
        ({"Origin": "http://a"}, "a:8080", None, False),
        ({"Origin": "http://b:8080"}, "a:8080", None, False),
        ({"Origin": "http://a:8080.evil.example"}, "a:8080", None, False),
        ({"Origin": "http://a:8080@evil.example"}, "a:8080", None, False),
        ({"Origin": "http://evil.example/a:8080"}, "a:8080", None, False),
        ({"Origin": "null"}, "a:8080", None, False),
        ({"Origin": ""}, "a:8080", None, False),
        ({"Origin": ""}, "", None, False),
        ({"Origin": "http://["}, "a:8080", None, False),
        ({"Origin": "http://a:port"}, "a:8080", None, False),
        ({"Origin": "http://a:8080"}, "a:port", None, False),
        # A port that goes without saying is the same port (RFC 6454, 4).
        ({"Origin": "http://a"}, "a:80", None, True),
        ({"Origin": "http://a:80"}, "a", None, True),
        ({"Origin": "https://a"}, "a:443", None, True),
        ({"Origin": "https://a"}, "a", None, True),
        ({"Origin": "https://a"}, "a:80", None, False),
        ({"Origin": "http://a"}, "a:443", None, False),
        ({"Origin": "http://a:8080"}, "a", None, False),
        ({"Origin": "http://[fd00::1]:8080"}, "[fd00::1]:8080", None, True),
        ({"Origin": "https://wall.example.org:443"}, "app:8080", "https://wall.example.org", True),
        ({"Origin": "http://wall.example.org"}, "app:8080", "https://wall.example.org", False),
        # A proxy may hide the host that the browser sees.
        ({"Origin": "https://wall.example.org"}, "app:8080", "https://wall.example.org", True),
        ({"Origin": "https://evil.example.org"}, "app:8080", "https://wall.example.org", False),
        ({"Origin": "https://wall.example.org"}, "app:8080", None, False),
        # Not a browser's page at all.
        ({}, "a", None, True),
        ({"Referer": "http://evil.example/"}, "a", None, True),
    ],
)
def test_a_request_is_ours_when_the_browser_says_so(
    headers: dict[str, str], host: str, public_url: str | None, is_ours: bool
) -> None:
    assert is_same_origin(Headers(headers), host, public_url) is is_ours


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("wall.example.org", True),
        ("WALL.example.org:443", True),
        # nginx with `Host $host` leaves the port out.
        ("wall.example.org:8080", True),
        ("192.168.1.20:8080", True),
        ("[fd00::1]:8080", True),
        ("localhost:8080", True),
        ("elsewhere.example", False),
        ("wall.example.org.elsewhere.example", False),
        ("partywall", False),
        ("", False),
        ("[", False),
    ],
)
def test_with_a_public_address_only_its_name_and_this_machines_are_ours(host: str, is_ours: bool) -> None:
    assert is_our_host(host, "https://wall.example.org") is is_ours
    assert is_our_host(host, None)


def test_this_machines_own_names_are_ours() -> None:
    for name in (socket.gethostname(), f"{socket.gethostname()}.local"):
        assert is_our_host(name, "https://wall.example.org")


def test_a_page_may_load_and_send_nothing_elsewhere() -> None:
    policy = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    allowed = {source for sources in policy.values() for source in sources.split()}
    assert allowed == {"'none'", "'self'", "blob:", "data:"}
    assert policy["script-src"] == policy["style-src"] == "'self'"
