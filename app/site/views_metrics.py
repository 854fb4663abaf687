"""`/metrics`: the numbers for Prometheus, and for nobody else."""

import ipaddress
import secrets

from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue

from app.base.errors import not_found
from app.storage.durable import in_thread
from app.web.described import answers
from app.web.limits import READ, limited
from app.web.origins import name_in
from app.web.services import services

blueprint = Blueprint("metrics", __name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
# What only something in between adds: then it is a guest who asks, from wherever that something stands.
FORWARDING_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@blueprint.get("/metrics")
@answers("text/plain")
@limited(READ)
async def metrics() -> ResponseReturnValue:
    """Answer whoever has the token, or without one only this machine itself; to others nothing is here."""
    if not _may_read():
        raise not_found()
    services().metrics.settle_photos()
    answer = Response(await in_thread(services().metrics.exposition), content_type=CONTENT_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _may_read() -> bool:
    token = services().config.metrics_token
    if token is not None:
        claimed = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(claimed.encode(), token.encode())
    if any(name in request.headers for name in FORWARDING_HEADERS):
        return False
    # The name, too: a tunnel or a page that lets a name point to this machine asks by another one.
    return _is_loopback(request.remote_addr or "") and name_in(request.host) in LOOPBACK_NAMES


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
