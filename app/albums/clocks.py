"""Find wrong clocks: devices that are whole hours off, compared with the others of the same night.

Pure. A phone sends a photo minutes after it was taken, or the next morning, so the delays differ.
They are all the same only if the clock is wrong, or if all photos were sent at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median, quantiles

from app.records.device_clock import Device, Reading

LEAST_PHOTOS = 4
LEAST_OTHERS = 2
STEADY_S = 15 * 60
"""The largest spread of the middle half of a device's delays."""
WHOLE_S = 10 * 60
"""The largest distance of the delays from whole hours."""
SPREAD_S = 30 * 60
"""Photos taken within less time may have been sent later, all at once."""
MOST_HOURS = 26
HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class DeviceClock:
    """`suggested_s` is how far the clock seems wrong, compared with the others. None if it seems right."""

    device: Device
    author: str
    photos: int
    shift_s: int
    suggested_s: int | None


def clocks_of(readings: Iterable[Reading], shifts: Mapping[Device, int]) -> list[DeviceClock]:
    """Return every device that gave a time, those with the most photos first.

    A device that a host has decided about gets no suggestion.
    """
    of_device: dict[Device, list[Reading]] = {}
    for reading in readings:
        of_device.setdefault(reading.device, []).append(reading)
    times = {device: [_between_s(one) for one in found] for device, found in of_device.items()}
    usual = {device: median(found) for device, found in times.items() if _is_steady(found)}
    clocks = [
        DeviceClock(
            device,
            next((one.author for one in found if one.author), ""),
            len(found),
            shifts.get(device, 0),
            None if device in shifts else _wrong_by(device, found, usual),
        )
        for device, found in of_device.items()
    ]
    return sorted(clocks, key=lambda clock: -clock.photos)


def _wrong_by(device: Device, readings: list[Reading], usual: Mapping[Device, float]) -> int | None:
    others = [late for other, late in usual.items() if other.guest_id != device.guest_id]
    if device not in usual or len(others) < LEAST_OTHERS:
        return None
    off = usual[device] - median(others)
    hours = round(off / HOUR_S)
    if not 1 <= abs(hours) <= MOST_HOURS or abs(off - hours * HOUR_S) > WHOLE_S:
        return None
    taken = [_seconds(one.taken_at) for one in readings]
    # No photo is sent before it is taken. Many are sent later, all at once.
    return hours * HOUR_S if hours < 0 or max(taken) - min(taken) >= SPREAD_S else None


def _is_steady(times: list[float]) -> bool:
    if len(times) < LEAST_PHOTOS:
        return False
    first, _, third = quantiles(times, n=4, method="inclusive")
    return third - first <= STEADY_S


def _between_s(reading: Reading) -> float:
    """Return the time between taking and sending a photo, by the uncorrected clock of the device."""
    return _seconds(reading.sent_at) - (_seconds(reading.taken_at) - reading.clock_s)


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
