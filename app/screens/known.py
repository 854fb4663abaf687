"""The screens of all parties in one process: their reports, and what they are told."""

import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.base.clock import now
from app.feed.showings import RecentShowings
from app.parties.scope import PartyScope
from app.records.slide import ShownNumbers, select_shown_numbers
from app.records.task import select_tasks
from app.screens.reports import Report, Reports
from app.screens.show_state import covers_photos
from app.screens.showings import Showings
from app.screens.steering import Steered, know_screen, read_steered

MAX_PARTIES = 500
COUNT_EVERY_S = 5.0
TASK_STAYS_S = 60


@dataclass(frozen=True, slots=True)
class _Counted:
    """The numbers of shown photos after the change `head`, counted at a moment of the monotonic clock."""

    numbers: ShownNumbers
    tasks: tuple[str, ...]
    head: int
    at: float


def _asking(counted: _Counted) -> ShownNumbers:
    """Return the numbers with an unsolved task: another one each minute, the same on all screens."""
    if not counted.tasks:
        return counted.numbers
    turn = int(now().timestamp() // TASK_STAYS_S) % len(counted.tasks)
    return replace(counted.numbers, task=counted.tasks[turn])


class Screens:
    """Answers reports. If nothing was steered since, an answer needs no query."""

    def __init__(self, reports: Reports) -> None:
        self.reports = reports
        self._showings = Showings()
        self._steered: OrderedDict[str, Steered] = OrderedDict()
        self._counted: OrderedDict[str, _Counted] = OrderedDict()

    async def close(self) -> None:
        await self.reports.close()

    async def hear(
        self,
        scope: PartyScope,
        report: Report,
        heard_no: int,
        past: Mapping[str, float] | None = None,
        after: int | None = None,
    ) -> Steered:
        """Take a report and return what the screens are told.

        `heard_no` is the newest steering that the screen knows, perhaps from another server. `past` are the
        photos that it showed before, with how many seconds ago. `after` is the last steering that it carried
        out: one that must leave now is not known again by asking for that.
        """
        steered = await self.told(scope, heard_no)
        if after is not None and steered.must_leave(report.screen_id, after):
            return steered
        known = steered.screen(report.screen_id)
        every_s = self.reports.every_s(scope.party_id, known.number if known else 0)
        before = await self.reports.note(scope.party_id, replace(report, every_s=every_s))
        is_news = known is None or before is None or (report.by_host and not known.by_host)
        if is_news and await self._is_kept(scope, report.screen_id):
            await know_screen(scope, report.screen_id, report.by_host)
            self._steered.pop(scope.party_id, None)
            steered = await self.told(scope, heard_no)
        await self._note_showings(scope, report, steered, past or {})
        return steered

    async def big_screens(self, scope: PartyScope, steered: Steered) -> list[Report]:
        """Return the reports of the public screens: those that a member opened or named.

        A guest may open the wall on a phone. Without any other screen, that one is the big screen.
        """
        named = {one.screen_id for one in steered.screens if one.name}
        on = [one for one in await self.reports.of_party(scope.party_id) if not one.is_late()]
        return [one for one in on if one.by_host or one.screen_id in named] or on

    def recent_showings(self, scope: PartyScope) -> RecentShowings:
        """Return what the party's screens have shown lately, as far as this process knows."""
        return scope.hub.showings

    async def share_of(self, scope: PartyScope, report: Report, steered: Steered) -> tuple[int, int]:
        """Return this screen's index, by id, and the number of screens that share a rush."""
        sharing = sorted(
            one.screen_id for one in await self.big_screens(scope, steered) if one.behind and not one.covered
        )
        return (sharing.index(report.screen_id), len(sharing)) if report.screen_id in sharing else (0, 1)

    async def _note_showings(
        self, scope: PartyScope, report: Report, steered: Steered, past: Mapping[str, float]
    ) -> None:
        is_seen = not report.covered and not covers_photos(steered.state_of(report.screen_id))
        # While everything is held back, all screens show a card, and nobody sees a photo.
        is_on = is_seen and not scope.hub.party.panic_at
        ages_s = dict(past) | (dict.fromkeys(report.photo_ids, 0.0) if is_on else {})
        screen = steered.screen(report.screen_id)
        if screen is None or not self._showings.unknown(ages_s):
            return
        if any(one.screen_id == report.screen_id for one in await self.big_screens(scope, steered)):
            await self._showings.note(scope, screen, ages_s)

    async def told(self, scope: PartyScope, heard_no: int = 0) -> Steered:
        """Return what the party's screens are told, from memory if that is up to date."""
        known = self._steered.get(scope.party_id)
        newest = max(heard_no, scope.hub.party.show_no)
        if known is None or known.show.no < newest:
            known = self._steered[scope.party_id] = await read_steered(scope)
            while len(self._steered) > MAX_PARTIES:
                self._steered.popitem(last=False)
        return known

    async def numbers(self, scope: PartyScope, steered: Steered) -> ShownNumbers | None:
        """Return the numbers for a slide with numbers, None without such a slide.

        They are counted at most once in a few seconds, and only after a change, however many screens ask.
        """
        if not steered.has_numbers:
            return None
        known = self._counted.get(scope.party_id)
        head, at = scope.hub.head, time.monotonic()
        if known is not None and (known.head == head or at - known.at < COUNT_EVERY_S):
            return _asking(known)
        async with scope.database.reading() as connection:
            numbers = await select_shown_numbers(connection, scope.party_id)
            tasks = await select_tasks(connection, scope.party_id)
        asked = tuple(task.text for task in tasks if task.is_open and not task.photos)
        known = self._counted[scope.party_id] = _Counted(numbers, asked, head, at)
        while len(self._counted) > MAX_PARTIES:
            self._counted.popitem(last=False)
        return _asking(known)

    async def _is_kept(self, scope: PartyScope, screen_id: str) -> bool:
        return any(one.screen_id == screen_id for one in await self.reports.of_party(scope.party_id))


def open_screens(redis_url: str | None) -> Screens:
    """Open the screens of a process. With Redis, all servers of a party share them."""
    if redis_url is None:
        return Screens(Reports())
    from app.screens.redis_reports import RedisReports  # its client takes its time to load

    return Screens(Reports(RedisReports(redis_url)))
