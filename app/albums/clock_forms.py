"""The form that corrects a device's clock."""

from dataclasses import dataclass

from app.base.errors import N_, AppError, bad_request, not_found
from app.base.fields import mapping, text_of
from app.base.ids import is_id
from app.records.device_clock import Device

MOST_SHIFT_S = 40 * 366 * 24 * 3600
"""A camera whose clock was never set may be decades behind."""


@dataclass(frozen=True, slots=True)
class ClockForm:
    device: Device
    shift_s: int


def clock_form(fields: object) -> ClockForm:
    """Read `{"guest": "…", "camera": "Pixel 8", "shift_s": 3600}`."""
    values = mapping(fields)
    guest_id, camera, shift_s = text_of(values, "guest"), text_of(values, "camera"), values.get("shift_s")
    if guest_id is None or not is_id(guest_id):
        raise not_found()
    if not isinstance(shift_s, int) or isinstance(shift_s, bool):
        raise AppError(400, "BAD_REQUEST", N_("“%(name)s” must be a whole number."), {"name": "shift_s"})
    if abs(shift_s) > MOST_SHIFT_S:
        raise bad_request(N_("A clock can be put right by 40 years at most."))
    return ClockForm(Device(guest_id, camera or ""), shift_s)
