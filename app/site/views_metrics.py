"""`/metrics`: the numbers for Prometheus, and only for it."""

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
# Only a proxy adds these. Then a guest is asking, wherever the proxy is.
FORWARDING_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")


@blueprint.get("/metrics")
@answers("text/plain")
@limited(READ)
async def metrics() -> ResponseReturnValue:
    """Answer a request with the token or, if none is set, from this machine only; others get a 404."""
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
    # The name counts, too: a tunnel, or a site whose name points to this machine, asks by another name.
    return _is_loopback(request.remote_addr or "") and name_in(request.host) in LOOPBACK_NAMES


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
