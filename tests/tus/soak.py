"""The long versions of two tests, run by hand: `python -m tests.tus.soak [kills] [megabytes]`."""

import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.running import running
from tests.tus.test_life import live_through_kills
from tests.tus.test_memory import send_large

KILLS = 200
MEGABYTES = 2048


async def soak(kills: int, megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with running(Path(folder) / "large", max_photo_mb=4096) as server:
            measured = await send_large(server, megabytes)
            sys.stdout.write(
                f"{megabytes} MB in {measured.seconds:.1f} s ({megabytes / measured.seconds:.0f} MB/s), "
                f"memory grew by {measured.growth_mb:.1f} MB\n"
            )
        with running(Path(folder) / "killed") as server:
            seen = await live_through_kills(server, random.Random(13), kills)
            sys.stdout.write(f"{seen}: nothing acknowledged was lost, nothing was there twice or left over\n")


if __name__ == "__main__":
    numbers = [int(text) for text in sys.argv[1:]]
    asyncio.run(soak(*(numbers + [KILLS, MEGABYTES][len(numbers) :])))
