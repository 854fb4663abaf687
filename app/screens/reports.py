"""The last reports of screens: in memory, and in Redis if several servers share a party.

A screen reports every few seconds, so reports are not stored as rows. After a lost report, the next one is
enough.
"""

import json
import logging
from collections import OrderedDict
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Protocol

from app.base.clock import now
from app.screens.room import UNSET, Room, read_room

logger = logging.getLogger(__name__)

EVERY_S = 5.0
LATE_AFTER = 2.4
"""A screen is late after two missing reports."""
AWAY_S = 60.0
MOST_AWAY_S = 240.0
AWAY_AFTER = 2.5
PROMPT_SCREENS = 6
"""This many screens report as often as is useful. Further ones report less often, to cost little."""
EVERY_S_PER_SCREEN = 0.45
DARK_S = 30.0
DARK_UNTIL_S = 600.0
"""A screen that has been silent for longer was taken down on purpose."""
MAX_SCREENS = 200
MAX_STRANGERS = 20
"""If the gallery is open, anybody may open a wall. At most this many screens of strangers are kept."""
MAX_PARTIES = 2_000


@dataclass(frozen=True, slots=True)
class Report:
    """The last report of a screen, and when it came (seconds since 1970)."""

    screen_id: str
    at: float
    by_host: bool
    shows: str
    every_s: float = EVERY_S
    """The interval at which the screen was told to report."""
    next: str = ""
    waiting: int = 0
    dropped: int = 0
    failed: int = 0
    memory_mb: int = 0
    clock_ms: int = 0
    width: int = 0
    height: int = 0
    ratio: float = 1.0
    browser: str = ""
    layout: str = ""
    state: str = ""
    """The state of the screen's stream: `live` or `waiting`."""
    behind: int = 0
    """New photos waiting here that no screen has shown, and the longest wait among them."""
    wait_s: int = 0
    line: tuple[int, ...] = ()
    """The positions of the first of them, in the order of their turns."""
    turn_ms: int = 0
    """How long each of them is shown, 0 while the screen is paused."""
    cleared: int = 0
    """The screen has cleared from its pictures and memory all that was taken down up to this change."""
    covered: bool = False
    """Whether something else covers the photos, or the page is hidden."""
    beside: tuple[str, ...] = ()
    """The other photos on a board, beside the one that came on last."""
    room: Room = UNSET

    @property
    def photo_ids(self) -> tuple[str, ...]:
        """All photos that are on the screen."""
        return tuple(photo_id for photo_id in (self.shows, *self.beside) if photo_id)

    def age_s(self) -> float:
        return max(0.0, now().timestamp() - self.at)

    def is_late(self) -> bool:
        return self.age_s() > LATE_AFTER * self.every_s

    def is_away(self) -> bool:
        return self.age_s() >= max(AWAY_S, AWAY_AFTER * self.every_s)


FIELDS = frozenset(field.name for field in fields(Report))


class SharedReports(Protocol):
    """Keeps reports for several servers. Raises OSError while it is not reachable."""

    async def put(self, party_id: str, screen_id: str, report: bytes) -> None: ...

    async def all(self, party_id: str) -> dict[str, bytes]: ...

    async def close(self) -> None: ...


class Reports:
    """The reports of all parties. Bounded: the parties and screens silent for longest are forgotten."""

    def __init__(self, shared: SharedReports | None = None) -> None:
        self._shared = shared
        self._is_away = False
        self._parties: OrderedDict[str, OrderedDict[str, Report]] = OrderedDict()

    async def close(self) -> None:
        if self._shared is not None:
            await self._shared.close()

    async def note(self, party_id: str, report: Report) -> Report | None:
        """Store a report. Return the one before it, None if the screen is new here or was away."""
        screens = self._parties.setdefault(party_id, OrderedDict())
        self._parties.move_to_end(party_id)
        while len(self._parties) > MAX_PARTIES:
            self._parties.popitem(last=False)
        before = screens.pop(report.screen_id, None)
        if before is not None and before.by_host:
            report = replace(report, by_host=True)
        if before is None and not _make_room(screens, report.by_host):
            return None
        screens[report.screen_id] = report
        if self._shared is not None:
            try:
                written = json.dumps(asdict(report), separators=(",", ":")).encode()
                await self._shared.put(party_id, report.screen_id, written)
                self._is_away = False
            except OSError as error:
                self._note_away(error)
        return before if before is not None and not before.is_away() else None

    @property
    def are_all_known(self) -> bool:
        """Whether other servers' screens were known, too, when they were last asked for."""
        return not self._is_away

    def last(self, party_id: str, screen_id: str) -> Report | None:
        """Return the screen's last report to this process."""
        return self._parties.get(party_id, OrderedDict()).get(screen_id)

    def every_s(self, party_id: str, number: int) -> float:
        """Return the reporting interval for a screen of this number, by how many of its party report here."""
        count = len(self._parties.get(party_id, ()))
        if count <= PROMPT_SCREENS or 0 < number <= PROMPT_SCREENS:
            return EVERY_S
        return max(EVERY_S, count * EVERY_S_PER_SCREEN)

    async def of_party(self, party_id: str, *, since: float | None = None) -> list[Report]:
        """Return the reports of the screens that are not away: the members' own first, then the latest.

        With `since`, in seconds since 1970, return all reports from then on.
        """
        living = [report for report in await self._known(party_id) if _is_heard(report, since)]
        return sorted(living, key=lambda report: (not report.by_host, -report.at))[:MAX_SCREENS]

    async def dark(self, party_id: str) -> frozenset[str]:
        """Return the ids of members' screens that have been silent for a while."""
        return frozenset(
            report.screen_id
            for report in await self._known(party_id)
            if report.by_host and report.is_late() and DARK_S <= report.age_s() < DARK_UNTIL_S
        )

    async def _known(self, party_id: str) -> list[Report]:
        found = dict(self._parties.get(party_id, {}))
        if self._shared is not None:
            try:
                for screen_id, written in (await self._shared.all(party_id)).items():
                    other = _read(written)
                    if other is not None and (screen_id not in found or found[screen_id].at < other.at):
                        found[screen_id] = other
            except OSError as error:
                self._note_away(error)
        return list(found.values())

    def forget(self, party_id: str, screen_id: str) -> None:
        self._parties.get(party_id, OrderedDict()).pop(screen_id, None)

    def _note_away(self, error: OSError) -> None:
        if not self._is_away:
            logger.warning("screens are known to this server alone while Redis is away: %s", error)
        self._is_away = True


def _is_heard(report: Report, since: float | None) -> bool:
    return not report.is_away() if since is None else report.at >= since


def _make_room(screens: OrderedDict[str, Report], by_host: bool) -> bool:
    """If there are too many, forget the stranger's screen silent for longest. False if there is none."""
    strangers = [screen_id for screen_id, report in screens.items() if not report.by_host]
    is_full = len(screens) >= MAX_SCREENS or (not by_host and len(strangers) >= MAX_STRANGERS)
    if not is_full:
        return True
    gone = next((one for one in strangers if screens[one].is_away() or by_host), None)
    if gone is None:
        return False
    del screens[gone]
    return True


def _read(written: bytes) -> Report | None:
    """Read a report of another server, which may run another release."""
    try:
        values: dict[str, Any] = json.loads(written)
        known = {name: value for name, value in values.items() if name in FIELDS}
        lists = {name: tuple(known.get(name, ())) for name in ("beside", "line")}
        return Report(**known | lists | {"room": read_room(known.get("room"))})
    except (ValueError, TypeError):
        return None
