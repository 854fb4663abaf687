"""The requests to an OpenID Connect provider: JSON over HTTPS, small, with a short time-out, no redirects."""

import asyncio
import contextlib
import http.client
import json
import ssl
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import SplitResult, urlencode, urlsplit

WITHIN_S = 10.0
MOST_ANSWER_BYTES = 256 * 1024


class ProviderAway(Exception):
    """The provider does not answer, or its answer makes no sense."""


class ProviderRefused(Exception):
    """The provider refused what it was sent."""


async def get_json(url: str) -> Mapping[str, object]:
    return await asyncio.to_thread(_ask, url, "GET", None, {})


async def post_form(url: str, fields: Mapping[str, str], headers: Mapping[str, str]) -> Mapping[str, object]:
    content = {"Content-Type": "application/x-www-form-urlencoded"}
    return await asyncio.to_thread(_ask, url, "POST", urlencode(fields), content | dict(headers))


def is_safe(url: object) -> bool:
    """Tell whether a provider's address may be used: over HTTPS, or in plain text on this machine."""
    if not isinstance(url, str):
        return False
    try:
        parts = urlsplit(url)
        name, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return bool(name) and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(name)))


def _ask(url: str, method: str, body: str | None, headers: Mapping[str, str]) -> Mapping[str, object]:
    if not is_safe(url):
        raise ProviderAway("an address that is not on HTTPS")
    parts = urlsplit(url)
    try:
        with contextlib.closing(_connection(parts)) as connection:
            path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
            connection.request(method, path, body, {"Accept": "application/json", **headers})
            answer = connection.getresponse()
            content = answer.read(MOST_ANSWER_BYTES + 1)
    except (OSError, http.client.HTTPException) as error:
        raise ProviderAway(str(error)) from error
    if answer.status in (400, 401, 403) and method == "POST":
        raise ProviderRefused(content[:200].decode(errors="replace"))
    if answer.status != 200 or len(content) > MOST_ANSWER_BYTES:
        raise ProviderAway(f"{method} {parts.path} was answered {answer.status}")
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ProviderAway("no JSON") from error
    if not isinstance(told, dict):
        raise ProviderAway("no JSON object")
    return told


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    name = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(name, parts.port, timeout=WITHIN_S, context=context)
    return http.client.HTTPConnection(name, parts.port, timeout=WITHIN_S)


def _is_here(name: str) -> bool:
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"
