"""Asks an account for its second factor, and counts the tries."""

from quart import request

from app.base.errors import N_, AppError
from app.people.second_factor import check_second_factor, has_second_factor
from app.records.account import Account
from app.web.limits import SECOND_FACTOR, Asker
from app.web.services import services

SECOND_FACTOR_CODES = frozenset({"SECOND_FACTOR_NEEDED", "WRONG_SECOND_FACTOR", "TOO_OFTEN"})
"""The answer after a right password."""


async def pass_second_factor(account: Account, code: str) -> None:
    """Check a code for an account with a second factor; raise a 401 if it is missing or wrong."""
    database = services().parties.site.database
    if not await has_second_factor(database, account.id):
        return
    if not code:
        raise AppError(401, "SECOND_FACTOR_NEEDED", N_("Now the code from your phone, please."))
    # All parties share the tries of an account.
    who = (SECOND_FACTOR, Asker("", account.id, request.remote_addr or ""))
    await services().limiter.check(*who)
    await check_second_factor(database, account.id, code)
    await services().limiter.forgive(*who)
