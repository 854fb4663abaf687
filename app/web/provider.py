"""Signing in through the OpenID Connect provider: the browser is sent there, and comes back."""

import json
from dataclasses import asdict, dataclass
from typing import cast
from urllib.parse import urlsplit

from quart import Response, make_response, render_template, request
from quart.typing import ResponseReturnValue

from app.base.errors import AppError, not_found
from app.people.challenges import CHALLENGE_S, Purpose, make_challenge, use_challenge
from app.people.provider import Attempt, Provider, new_attempt
from app.web.origins import name_in
from app.web.services import services

BACK_PATH = "/oidc/callback"
COOKIE = "partywall_provider"
PURPOSE = Purpose("provider", "server")


@dataclass(frozen=True, slots=True)
class Errand:
    """What the browser was sent for: to sign in at a party, or with an empty `party_id` at the page of all
    parties; with an `account_id`, to connect that account."""

    party_id: str
    account_id: str = ""


def the_provider() -> Provider:
    """Return the provider; raise a 404 if the operator has set none."""
    provider = services().provider
    if provider is None:
        raise not_found()
    return provider


def provider_name() -> str:
    """Return the buttons' text; empty without a provider, or if the browser came by another name.

    The provider sends people back to the public address only, and a cookie of another name is not sent there.
    """
    provider = services().provider
    here = name_in(request.host)
    return provider.name if provider is not None and here == urlsplit(services().server_url).hostname else ""


async def send_there(errand: Errand) -> ResponseReturnValue:
    """Answer with a page that leads to the provider: forms may lead only to our own pages (form-action)."""
    provider, attempt = the_provider(), new_attempt()
    address = await provider.address(attempt)
    kept = json.dumps({"attempt": asdict(attempt), "errand": asdict(errand)})
    token = await make_challenge(services().parties.site.database, PURPOSE, kept)
    answer = await way_on_page(address)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=CHALLENGE_S,
        httponly=True,
        # Not Strict: the way back begins at another site.
        samesite="Lax",
        secure=request.scheme == "https",
        path=BACK_PATH,
    )
    return answer


async def came_back() -> tuple[Attempt, Errand]:
    """Return this browser's attempt and its purpose, once; raise a 401 for any other browser."""
    kept = await use_challenge(services().parties.site.database, PURPOSE, request.cookies.get(COOKIE, ""))
    told = json.loads(kept)
    return Attempt(**told["attempt"]), Errand(**told["errand"])


async def refusal_page(error: AppError, to: str) -> ResponseReturnValue:
    """Say why it did not work, with a link back to the password."""
    page = await render_template("provider.html", party=None, to=to, error=error)
    return page, error.status, error.headers


async def way_on_page(to: str) -> Response:
    """Lead on from a page of ours: after a redirect from another site, Strict cookies would not be sent."""
    page = await render_template("provider.html", party=None, to=to, error=None)
    return cast(Response, await make_response(page))
