"""Nothing holds the event loop while many guests send at once.

The machine that runs this may be busy with other work, which delays everybody. So the loop is compared with
itself, without guests, a moment before.
"""

import asyncio
import time
from pathlib import Path

import pytest

from tests.running import jpeg, person, running
from tests.test_metrics import Numbers, read

pytestmark = pytest.mark.alone

GUESTS = 20
FOR_S = 5.0
PADDING = bytes(2_000_000)
"""A camera's 12 megapixels weigh more than a drawn picture's."""


def late(before: Numbers, after: Numbers) -> float:
    """Return the share of the loop's beats between two readings that came more than 50 ms late."""
    count = after.of("loop_delay_seconds_count") - before.of("loop_delay_seconds_count")
    punctual = after.of("loop_delay_seconds_bucket", le="0.05") - before.of(
        "loop_delay_seconds_bucket", le="0.05"
    )
    assert count > 0
    return 1 - punctual / count


async def test_the_loop_stays_free_while_twenty_guests_send_12_megapixels_each(tmp_path: Path) -> None:
    picture = jpeg(4000, 3000) + PADDING
    with running(tmp_path / "party") as server:
        async with person(server.url) as operator:
            began = await read(operator)
            await asyncio.sleep(FOR_S / 2)  # nothing is waited for: this is the measurement
            idle = await read(operator)
            until = time.monotonic() + FOR_S

            async def send_on(number: int) -> int:
                sent = 0
                async with person(server.url) as guest:
                    while time.monotonic() < until:
                        answer = await guest.send(picture + f"{number}-{sent}".encode())
                        assert answer.status_code == 201, answer.text
                        sent += 1
                return sent

            counts = await asyncio.gather(*(send_on(number) for number in range(GUESTS)))
            busy = await read(operator)
    assert sum(counts) >= GUESTS
    assert late(idle, busy) < late(began, idle) + 0.25
