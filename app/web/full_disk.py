"""What works even on a full disk: the host's actions, and every guest's own delete."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec

from quart.typing import ResponseReturnValue

from app.db import DatabaseFull
from app.storage.durable import in_thread
from app.web.failures import is_disk_full
from app.web.services import party_scope

P = ParamSpec("P")
View = Callable[P, Awaitable[ResponseReturnValue]]


def works_on_full_disk(view: View[P]) -> View[P]:
    """Release some of the reserve for a view, and take back the room that it has made.

    If others take the room at once, the view runs once more. So it must be safe to run it twice.
    """

    @wraps(view)
    async def with_room(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        reserve = party_scope().storage.reserve
        await in_thread(reserve.make_room)
        try:
            answer = await view(*args, **kwargs)
        except (DatabaseFull, OSError) as error:
            if not is_disk_full(error) or not await in_thread(reserve.give_up):
                raise
            answer = await view(*args, **kwargs)
        await in_thread(reserve.fill_up)
        return answer

    return with_room
