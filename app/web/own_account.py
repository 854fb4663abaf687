"""Somebody's own account. Its pages are at a party and, for operators, at the page of all parties."""

from typing import Any

from quart import request, url_for

from app.people.roles import Actor
from app.records.party import Party
from app.web.homes import home_of
from app.web.identity import current_party, require_account
from app.web.operator_identity import OPERATOR_PATH, require_operator

OF_OPERATOR = "operator_"
"""The prefix of a blueprint's name when it is registered a second time."""


def is_operators_page() -> bool:
    return request.path.startswith(OPERATOR_PATH)


async def own_actor() -> Actor:
    """Return the account's owner; raise a 401 for everybody who has no account here."""
    return await require_operator() if is_operators_page() else await require_account()


def own_url(endpoint: str, **values: Any) -> str:
    """Return the address of one of these pages, at the request's own place."""
    return url_for(f"{OF_OPERATOR}{endpoint}" if is_operators_page() else endpoint, **values)


async def own_party() -> Party | None:
    """Return the party around the page; None at the page of all parties."""
    return None if is_operators_page() else await current_party()


def own_home(actor: Actor) -> str:
    """Return the page that leads back."""
    return home_of(actor.role) if actor.role is not None else url_for("parties.parties")


def sign_out_url() -> str:
    return url_for("parties.sign_out" if is_operators_page() else "admin.logout")
