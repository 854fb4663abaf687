"""The operator at the page of all parties: known by a cookie that no party's page gets."""

from quart import request
from quart.typing import ResponseTypes

from app.base.errors import N_, AppError
from app.operator.sign_in import OPERATOR_SESSION_S, operator_with
from app.people.may import Verb, may
from app.people.roles import Actor
from app.web.services import services

OPERATOR_COOKIE = "partywall_operator"
OPERATOR_PATH = "/parties"


def operator_token() -> str:
    return request.cookies.get(OPERATOR_COOKIE, "")


async def current_operator() -> Actor | None:
    token = operator_token()
    return await operator_with(services().parties.site.database, token) if token else None


async def require_operator() -> Actor:
    """Return the operator; raise a 401 for everybody else, whatever role they have in a party."""
    actor = await current_operator()
    if actor is None or not may(actor, Verb.RUN_PARTIES):
        raise AppError(401, "OPERATOR_ONLY", N_("Please sign in as the operator of this server first."))
    return actor


def set_operator_cookie(response: ResponseTypes, token: str) -> None:
    response.set_cookie(
        OPERATOR_COOKIE,
        token,
        max_age=OPERATOR_SESSION_S,
        httponly=True,
        samesite="Strict",
        secure=request.scheme == "https",
        path=OPERATOR_PATH,
    )


def forget_operator_cookie(response: ResponseTypes) -> None:
    response.delete_cookie(OPERATOR_COOKIE, path=OPERATOR_PATH, httponly=True, samesite="Strict")
