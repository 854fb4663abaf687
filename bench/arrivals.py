"""When guests send photos: a trickle all evening, and a rush after each speech, song or goal."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evening:
    """A party's shape. A moment makes `moment_share` of the guests send `moment_photos` within `rush_s`."""

    guests: int
    hours: float = 5.0
    photos_an_hour: float = 1.5
    moments: int = 6
    moment_share: float = 0.4
    moment_photos: int = 2
    rush_s: float = 180.0


def moments_of(evening: Evening, randomness: random.Random) -> list[float]:
    """Draw the times of the moments, in seconds from the beginning."""
    last = evening.hours * 3600 - evening.rush_s
    return [randomness.uniform(0, last) for _ in range(evening.moments)]


def arrival_times(evening: Evening, moments: list[float], randomness: random.Random) -> list[float]:
    """Draw the seconds of the evening at which photos' last bytes arrive, unsorted."""
    seconds = evening.hours * 3600
    trickle = int(evening.guests * evening.photos_an_hour * evening.hours)
    times = [randomness.random() * seconds for _ in range(trickle)]
    for moment in moments:
        for _ in range(evening.guests):
            if randomness.random() < evening.moment_share:
                # Most guests reach for the phone at once; their photos come one after the other.
                first = moment + randomness.triangular(0, evening.rush_s, evening.rush_s / 6)
                times += [first + photo * randomness.uniform(3, 15) for photo in range(evening.moment_photos)]
    return times
