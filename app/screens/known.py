"""The screens of all parties as a process knows them: what they report, and what they are told."""

import importlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import cast

from app.parties.scope import PartyScope
from app.records.slide import ShownNumbers, select_shown_numbers
from app.screens.reports import Report, Reports, SharedReports
from app.screens.steering import Steered, know_screen, read_steered

MAX_PARTIES = 500
COUNT_EVERY_S = 5.0


@dataclass(frozen=True, slots=True)
class _Counted:
    """What is shown after the change `head`, counted at a moment of the monotonic clock."""

    numbers: ShownNumbers
    head: int
    at: float


class Screens:
    """Answers reports. Where nothing was steered since, an answer costs no query."""

    def __init__(self, reports: Reports) -> None:
        self.reports = reports
        self._steered: OrderedDict[str, Steered] = OrderedDict()
        self._counted: OrderedDict[str, _Counted] = OrderedDict()

    async def close(self) -> None:
        await self.reports.close()

    async def hear(self, scope: PartyScope, report: Report, heard_no: int) -> Steered:
        """Take a report and return what the screens are told.

        `heard_no` is the newest steering that the screen has heard of, perhaps from another server.
        """
        before = await self.reports.note(scope.party_id, report)
        steered = await self.told(scope, heard_no)
        known = steered.screen(report.screen_id)
        is_news = known is None or before is None or (report.by_host and not known.by_host)
        if is_news and await self._is_kept(scope, report.screen_id):
            await know_screen(scope, report.screen_id, report.by_host)
            self._steered.pop(scope.party_id, None)
            steered = await self.told(scope, heard_no)
        return steered

    async def told(self, scope: PartyScope, heard_no: int = 0) -> Steered:
        """Return what the party's screens are told, from memory while that is the newest."""
        known = self._steered.get(scope.party_id)
        newest = max(heard_no, scope.hub.party.show_no)
        if known is None or known.show.no < newest:
            known = self._steered[scope.party_id] = await read_steered(scope)
            while len(self._steered) > MAX_PARTIES:
                self._steered.popitem(last=False)
        return known

    async def numbers(self, scope: PartyScope, steered: Steered) -> ShownNumbers | None:
        """Return what a slide with numbers says, None where there is no such slide.

        However many screens ask, it is counted once in a few seconds, and only after a change.
        """
        if not steered.has_numbers:
            return None
        known = self._counted.get(scope.party_id)
        head, at = scope.hub.head, time.monotonic()
        if known is not None and (known.head == head or at - known.at < COUNT_EVERY_S):
            return known.numbers
        async with scope.database.reading() as connection:
            numbers = await select_shown_numbers(connection, scope.party_id)
        self._counted[scope.party_id] = _Counted(numbers, head, at)
        while len(self._counted) > MAX_PARTIES:
            self._counted.popitem(last=False)
        return numbers

    async def _is_kept(self, scope: PartyScope, screen_id: str) -> bool:
        return any(one.screen_id == screen_id for one in await self.reports.of_party(scope.party_id))


def open_screens(redis_url: str | None) -> Screens:
    """Open the screens of a process; with Redis, all servers of a party know them together."""
    if redis_url is None:
        return Screens(Reports())
    # By name: its client takes its time to load.
    module = importlib.import_module("app.screens.redis_reports")
    return Screens(Reports(cast(SharedReports, module.RedisReports(redis_url))))
