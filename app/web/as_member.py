"""Whether a request is for lists with the photos that only members see (records/access.py)."""

from quart import request

from app.people.may import Verb, may
from app.records.party import Party
from app.web.identity import current_actor, sees_all


async def asks_as_member(party: Party) -> bool:
    """Tell whether a list is asked for with photos that only members see (`members=1`), by a member."""
    if request.args.get("members") != "1":
        return False
    return await sees_kept(party)


async def sees_kept(party: Party) -> bool:
    """Tell whether the request's sender also sees photos that only members see."""
    return may(await current_actor(), Verb.SEE_KEPT) and await sees_all(party)
