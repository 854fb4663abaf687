"""Messages to browsers: encrypted as the standard's example says, signed, and sent nowhere inside."""

import base64
import json
import socket
from unittest import mock

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

from app.notices.push_services import NotAPushService, PushServices, _connected
from app.notices.web_push import (
    BadSubscription,
    Target,
    encrypt,
    headers_for,
    key_from,
    new_key,
    packed,
    point_of,
    unpacked,
)
from tests.notices.browser import Browser

# RFC 8291, appendix A.
MESSAGE = b"When I grow up, I want to be a watermelon"
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
PUBLIC = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
SECRET = "BTBZMqHH6r4Tts7J_aSIgg"
SALT = "DGv6ra1nlYgDCS1FRnbzlw"
RECORD = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6Tlz"
    "AC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
)


def test_a_message_is_encrypted_as_in_the_standards_example() -> None:
    target = Target("https://push.example.net/push", PUBLIC, SECRET)
    assert packed(encrypt(MESSAGE, target, own=key_from(OWN), salt=unpacked(SALT))) == RECORD


def test_every_message_has_a_key_of_its_own_and_the_browser_reads_it() -> None:
    browser = Browser("https://push.example.net/1")
    one, other = encrypt(MESSAGE, browser.target), encrypt(MESSAGE, browser.target)
    assert one[:100] != other[:100]
    assert browser.read(one) == browser.read(other) == MESSAGE


def test_the_server_signs_for_that_service_and_not_for_long() -> None:
    key = key_from(new_key())
    headers = headers_for("https://push.example.net/1?x=2", key, "mailto:a@example.org", "partywall-waiting")
    token, public = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    head, claims, signature = token.split(".")
    assert unpacked(public) == point_of(key)
    raw = unpacked(signature)
    der = utils.encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    key.public_key().verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    told = json.loads(unpacked(claims))
    assert told["aud"] == "https://push.example.net"
    assert told["sub"] == "mailto:a@example.org"
    assert headers["Topic"] == "partywall-waiting"


@pytest.mark.parametrize(
    ("public_key", "auth_secret"),
    [
        ("", SECRET),
        (PUBLIC, ""),
        (PUBLIC, SECRET + "AAAA"),
        (PUBLIC[:-4], SECRET),
        ("B" + "A" * 86, SECRET),
        ("not base64 at all !", SECRET),
        (base64.b64encode(b"\4" + bytes(64)).decode(), SECRET),
    ],
)
def test_what_is_no_key_is_refused(public_key: str, auth_secret: str) -> None:
    with pytest.raises(BadSubscription):
        encrypt(MESSAGE, Target("https://push.example.net", public_key, auth_secret))


SERVICES = PushServices(("fcm.googleapis.com", "*.push.apple.com", "127.0.0.1:8090"))


@pytest.mark.parametrize(
    "address",
    [
        "https://fcm.googleapis.com/fcm/send/abc",
        "https://web.push.apple.com/x?y=z",
        "https://fcm.googleapis.com:443/x",
        "http://127.0.0.1:8090/x",
    ],
)
def test_the_services_that_the_operator_allows_are_reached(address: str) -> None:
    assert SERVICES.checked(address).hostname


@pytest.mark.parametrize(
    "address",
    [
        "",
        "fcm.googleapis.com",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://fcm.googleapis.com.evil.example/x",
        "https://evilpush.apple.com.example/x",
        "https://push.apple.com/x",
        "https://fcm.googleapis.com@10.0.0.1/x",
        "https://10.0.0.1/x",
        "https://[::1]/x",
        "http://127.0.0.1:8091/x",
        "http://127.0.0.1/x",
        "http://localhost:8090/x",
        "http://2130706433:8090/x",
        "https://fcm.googleapis.com/" + "x" * 3000,
        "https://[::1/x",
        "file:///etc/passwd",
    ],
)
def test_no_other_address_is_ever_asked(address: str) -> None:
    with pytest.raises(NotAPushService):
        SERVICES.checked(address)


@pytest.mark.parametrize(
    "inside", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fd00::1"]
)
def test_an_allowed_name_that_leads_inside_is_not_followed(inside: str) -> None:
    family = socket.AF_INET6 if ":" in inside else socket.AF_INET
    answer = [(family, socket.SOCK_STREAM, 6, "", (inside, 443))]
    with (
        mock.patch.object(socket, "getaddrinfo", return_value=answer),
        mock.patch.object(socket, "create_connection") as connect,
        pytest.raises(OSError, match="inside"),
    ):
        _connected("fcm.googleapis.com", 443)
    connect.assert_not_called()
