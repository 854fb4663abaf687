"""Sizes and days as people read them, in their language."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from app.base.i18n import current_language, gettext

KB, MB, GB = 10**3, 10**6, 10**9


def told_size(count: int) -> str:
    """Write a number of bytes as `4.7 GB`, in units of a thousand, as disks and phones are sold."""
    if count >= GB:
        return gettext("%(number)s GB") % {"number": _short(count / GB)}
    if count >= MB:
        return gettext("%(number)s MB") % {"number": _short(count / MB)}
    return gettext("%(number)s kB") % {"number": _short(count / KB)}


def _short(number: float) -> str:
    return format_decimal(number, "#,##0.#" if number < 10 else "#,##0", locale=current_language())


def told_day(moment: datetime) -> str:
    """Write a local time as `Saturday, 20 June, 21:14`."""
    return format_datetime(moment, "EEEE, d MMMM, HH:mm", locale=current_language())


def told_date(day: str) -> str:
    """Write `2026-06-13` as `June 13, 2026`."""
    return format_date(date.fromisoformat(day), "long", locale=current_language())
