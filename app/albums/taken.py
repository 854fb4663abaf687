"""Times as people say them: days, weekdays, hours, parts of a day, all in the party's local time."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from app.albums.terms import fold

DAY_S, MINUTE_S = 86_400, 60
DAY_MIN = 24 * 60
_THURSDAY = 4
"""The weekday of the first day of 1970, with Sunday as 0."""

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("sunday", "sonntag", "sun", "so"),
            ("monday", "montag", "mon", "mo"),
            ("tuesday", "dienstag", "tue", "di"),
            ("wednesday", "mittwoch", "wed", "mi"),
            ("thursday", "donnerstag", "thu", "do"),
            ("friday", "freitag", "fri", "fr"),
            ("saturday", "samstag", "sat", "sa", "sonnabend"),
        )
    )
    for name in names
}
_PARTS = {
    **dict.fromkeys(("morning", "vormittag", "morgen"), (6 * 60, 12 * 60)),
    **dict.fromkeys(("afternoon", "nachmittag"), (12 * 60, 18 * 60)),
    **dict.fromkeys(("evening", "abend"), (18 * 60, 23 * 60)),
    **dict.fromkeys(("night", "nacht"), (23 * 60, 6 * 60)),
}
PART_NAMES = ("morning", "afternoon", "evening", "night")
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?(?:-|–|\.\.)(\d{1,2})(?::(\d\d))?", re.ASCII)
_HOUR = re.compile(r"(\d{1,2}):(\d\d)", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekday (Sunday is 0) or a range of days, both included, and minutes of the day. None means any.

    If `to_min` is at or before `from_min`, the slot runs past midnight. Its end counts to the day before.
    """

    weekday: int | None = None
    from_day: date | None = None
    to_day: date | None = None
    from_min: int = 0
    to_min: int = DAY_MIN

    @property
    def goes_past_midnight(self) -> bool:
        return self.to_min <= self.from_min

    def has(self, local_s: int) -> bool:
        """Tell whether a second of local time is in it."""
        minute = local_s % DAY_S // MINUTE_S
        day = local_s // DAY_S
        if self.goes_past_midnight:
            if minute < self.to_min:
                day -= 1
            elif minute < self.from_min:
                return False
        elif not self.from_min <= minute < self.to_min:
            return False
        if self.weekday is not None and (day + _THURSDAY) % 7 != self.weekday:
            return False
        first, last = self.days
        return (first is None or day >= first) and (last is None or day <= last)

    @property
    def days(self) -> tuple[int | None, int | None]:
        """Its first and last day, in days since 1970."""
        return _day_number(self.from_day), _day_number(self.to_day)

    @property
    def weekdays(self) -> tuple[int, ...]:
        """The weekdays on which its seconds are; empty for any."""
        if self.weekday is None:
            return ()
        return (self.weekday, (self.weekday + 1) % 7) if self.goes_past_midnight else (self.weekday,)

    @property
    def hours(self) -> tuple[int, ...]:
        """The hours of the day in which its seconds are; empty for any."""
        if (self.from_min, self.to_min) == (0, DAY_MIN):
            return ()
        last = self.to_min + (DAY_MIN if self.goes_past_midnight else 0)
        return tuple(sorted({minute // 60 % 24 for minute in range(self.from_min, last)}))

    def sql(self, column: str) -> str:
        """Return the same rule as SQL over a column of local seconds. It contains only numbers of ours."""
        minute, day = f"({column} % {DAY_S} / {MINUTE_S})", f"({column} / {DAY_S})"
        rules = []
        if self.goes_past_midnight:
            rules.append(f"({minute} >= {self.from_min} or {minute} < {self.to_min})")
            day = f"({day} - case when {minute} < {self.to_min} then 1 else 0 end)"
        elif self.hours:
            rules.append(f"{minute} >= {self.from_min} and {minute} < {self.to_min}")
        if self.weekday is not None:
            rules.append(f"({day} + {_THURSDAY}) % 7 = {self.weekday}")
        first, last = self.days
        if first is not None:
            rules.append(f"{day} >= {first}")
        if last is not None:
            rules.append(f"{day} <= {last}")
        return " and ".join(rules) or "1 = 1"


def part_of_day(minute: int) -> str:
    """Return which of PART_NAMES a minute of the day is in."""
    return next((name for name in PART_NAMES if _PARTS[name][0] <= minute < _PARTS[name][1]), "night")


def slot_of(text: str, *, is_bare: bool = False) -> Slot | None:
    """Read the value of `taken:`. Bare text is read only if it can hardly be meant as words."""
    parts = fold(text).split()
    if not 1 <= len(parts) <= 2:
        return None
    if len(parts) == 1:
        return _one(parts[0], is_bare)
    day = _day(parts[0])
    hours = _hours(parts[1], is_bare=False) or _PARTS.get(parts[1])
    return None if day is None or hours is None else _with_hours(day, hours)


def _one(text: str, is_bare: bool) -> Slot | None:
    if ".." in text and not _HOURS.fullmatch(text):
        begins, ends = text.partition("..")[0], text.partition("..")[2]
        first, last = (_day(begins) if begins else None), (_day(ends) if ends else None)
        if (first is None and begins) or (last is None and ends) or (first is None and last is None):
            return None
        if any(slot is not None and slot.weekday is not None for slot in (first, last)):
            return None
        return Slot(from_day=first.from_day if first else None, to_day=last.to_day if last else None)
    hours = _hours(text, is_bare)
    if hours is not None:
        return _with_hours(Slot(), hours)
    if text in _PARTS and not is_bare:
        return _with_hours(Slot(), _PARTS[text])
    day = _day(text)
    if day is None or (is_bare and day.weekday is not None):
        return None  # “Saturday” by itself is a word of a caption as well
    return None if is_bare and _ISO.fullmatch(text) and text.count("-") == 1 else day


def _with_hours(day: Slot, hours: tuple[int, int]) -> Slot:
    return Slot(day.weekday, day.from_day, day.to_day, *hours)


def _day(text: str) -> Slot | None:
    if text in _WEEKDAYS:
        return Slot(weekday=_WEEKDAYS[text])
    if found := _ISO.fullmatch(text):
        year, month = int(found[1]), int(found[2])
        return _days(year, month, int(found[3]) if found[3] else None)
    if found := _DOTTED.fullmatch(text):
        return _days(int(found[3]), int(found[2]), int(found[1]))
    return None


def _days(year: int, month: int, day: int | None) -> Slot | None:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return None
    if day is not None:
        return Slot(from_day=first, to_day=first)
    return Slot(from_day=first, to_day=first + timedelta(days=calendar.monthrange(year, month)[1] - 1))


def _hours(text: str, is_bare: bool) -> tuple[int, int] | None:
    if found := _HOURS.fullmatch(text):
        if is_bare and found[2] is None and found[4] is None:
            return None
        begins, ends = _minute(found[1], found[2]), _minute(found[3], found[4])
        return None if begins is None or ends is None or begins == DAY_MIN else (begins, ends or DAY_MIN)
    if found := _HOUR.fullmatch(text):
        begins = _minute(found[1], found[2])
        return None if begins is None or begins == DAY_MIN else (begins, min(begins + 60, DAY_MIN))
    return None


def _minute(hour: str, minute: str | None) -> int | None:
    value = int(hour) * 60 + int(minute or 0)
    return value if value <= DAY_MIN and int(minute or 0) < 60 else None


def _day_number(day: date | None) -> int | None:
    return None if day is None else day.toordinal() - date(1970, 1, 1).toordinal()
