"""The addresses that options take, each checked with one sentence for a wrong one (ValueError)."""

import importlib.util
import re
from urllib.parse import urlsplit


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
