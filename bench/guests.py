"""A crowd that sends one photo after the other: `python -m bench.guests PORT GUESTS SECONDS FILE`.

Prints one line of JSON when it is over: how many were sent, in what time, and how long one took (ms).
"""

import asyncio
import json
import struct
import sys
import time
from pathlib import Path

from bench.sending import guest_cookie, request_bytes

PIECE_BYTES = 256 * 1024


class Crowd:
    def __init__(self, port: int, photo: bytes, seconds: float) -> None:
        self._port = port
        self._photo = photo
        self._ends_at = time.monotonic() + seconds
        self._serial = 0
        self.waits_ms: list[float] = []
        self.refused = 0

    async def guest(self, cookie: str) -> None:
        """Send until the time is over; a refusal is counted, waited out and tried again."""
        while time.monotonic() < self._ends_at:
            self._serial += 1
            photo = self._photo + struct.pack(">Q", self._serial)
            began = time.monotonic()
            if await self._send(request_bytes(photo, "", cookie)):
                self.waits_ms.append((time.monotonic() - began) * 1000)
            else:
                self.refused += 1
                await asyncio.sleep(1)

    async def _send(self, request: bytes) -> bool:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        try:
            for start in range(0, len(request), PIECE_BYTES):
                writer.write(request[start : start + PIECE_BYTES])
                await writer.drain()
            answer = await reader.read()
        except ConnectionError:
            return False
        finally:
            writer.close()
        return answer.startswith(b"HTTP/1.1 201")


async def main(port: int, guests: int, seconds: float, photo: bytes) -> None:
    cookies = [guest_cookie(port) for _ in range(guests)]
    print("ready", flush=True)
    crowd = Crowd(port, photo, seconds)
    began = time.monotonic()
    await asyncio.gather(*(crowd.guest(cookie) for cookie in cookies))
    waits = sorted(crowd.waits_ms)
    print(
        json.dumps(
            {
                "sent": len(waits),
                "refused": crowd.refused,
                "seconds": time.monotonic() - began,
                "median_ms": waits[len(waits) // 2] if waits else 0,
                "p99_ms": waits[int(len(waits) * 0.99)] if waits else 0,
            }
        )
    )


if __name__ == "__main__":
    port, guests, seconds, file = sys.argv[1:]
    asyncio.run(main(int(port), int(guests), float(seconds), Path(file).read_bytes()))
