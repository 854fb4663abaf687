"""What options take: each function reads one option's text, or says what is wrong (ValueError)."""

import importlib.util
import os
import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import urlsplit


def words(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    if len(text) > 80:
        raise ValueError("takes up to 80 characters")
    return text.strip()


def password(text: str) -> str:
    # A host may choose a short one: guessing is slowed down, and the start warns of short ones.
    if not 4 <= len(text) <= 200:
        raise ValueError("takes 4 to 200 characters")
    return text


def secret(text: str) -> str:
    if len(text) < 8:
        raise ValueError("takes at least 8 characters")
    return text


MAX_SOCKET_PATH_BYTES = 107
"""The longest path that a Unix socket's address can hold (unix(7): sun_path, and a zero at its end)."""


def socket_path(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    if len(os.fsencode(path)) > MAX_SOCKET_PATH_BYTES:
        raise ValueError(f"takes a path of at most {MAX_SOCKET_PATH_BYTES} bytes")
    if path.exists() and not path.is_socket():
        raise ValueError("names something that is there and is no socket")
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise ValueError("takes a path in a folder that this user can write to")
    return path


def folder_path(text: str) -> Path:
    if not text.strip():
        raise ValueError("takes a folder")
    try:
        folder = Path(text).expanduser().resolve()
        nearest = next(place for place in (folder, *folder.parents) if place.exists())
    except (OSError, RuntimeError):
        raise ValueError("takes a folder that can be reached") from None
    if not nearest.is_dir() or not os.access(nearest, os.W_OK | os.X_OK):
        raise ValueError("takes a folder that this user can write to")
    return folder


def whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise ValueError(f"takes a whole number from {low} to {high}")
        return number

    return parse


Networks = tuple[IPv4Network | IPv6Network, ...]
Proxies = int | Networks
MAX_HOPS = 5


def proxies(text: str) -> Proxies:
    """Read how many proxies stand in front, or the addresses and networks they connect from."""
    try:
        if text.isascii() and text.isdigit():
            return whole_number(0, MAX_HOPS)(text)
        return tuple(ip_network(part.strip()) for part in text.split(","))
    except ValueError:
        raise ValueError(
            f"takes a number from 0 to {MAX_HOPS}, or addresses such as 127.0.0.1,10.0.0.0/8"
        ) from None


def one_of(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.lower() not in choices:
            raise ValueError(f"takes {', '.join(choices[:-1])} or {choices[-1]}")
        return text.lower()

    return parse


def web_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("takes a web address such as https://wall.example.org")
    if parts.path not in ("", "/"):
        raise ValueError("takes a web address without a path")
    return f"{parts.scheme}://{parts.netloc}"


def redis_address(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("redis", "rediss", "unix") and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ValueError("takes an address such as redis://localhost:6379/0")
    return text


def postgres_address(text: str) -> str:
    try:
        is_whole = urlsplit(text).scheme in ("postgresql", "postgres") and "://" in text
    except ValueError:
        is_whole = False
    if not is_whole:
        raise ValueError("takes an address such as postgresql://partywall@localhost/partywall")
    if importlib.util.find_spec("psycopg") is None:
        raise ValueError("needs psycopg, which is not installed: pip install 'psycopg[binary]'")
    return text


def bucket_address(text: str) -> str:
    if not re.fullmatch(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[A-Za-z0-9._-]+)*/?", text):
        raise ValueError("takes an address such as s3://bucket or s3://bucket/prefix")
    return text.rstrip("/")


def mail_server(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_whole = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise ValueError("takes an address such as smtp://user:password@mail.example.org:587")
    return text


def issuer(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_here)
        is_whole = is_safe and parts.hostname and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or "@" in parts.netloc or "?" in text or "#" in text:
        raise ValueError("takes the https address by which the provider calls itself")
    return text


def client_id(text: str) -> str:
    if not re.fullmatch(r"[\x20-\x7e]{1,255}", text):
        raise ValueError("takes what the provider calls this server")
    return text


def mail_address(text: str) -> str:
    if not re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", text):
        raise ValueError("takes a mail address such as wall@example.org")
    return text


def hosts(text: str) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in text.split(",") if name.strip())
    if not all(re.fullmatch(r"(\*\.)?[a-z0-9.:\[\]-]+", name) for name in names):
        raise ValueError("takes host names such as push.example.org,*.push.example.com")
    return names
