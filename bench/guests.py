"""A crowd that sends one photo after the other: `python -m bench.guests PORT GUESTS SECONDS FILE [BASE]`.

At the end it prints one line of JSON: how many photos were sent, in what time, how long one took, and the
crowd's own use of the cores (ms). Each guest is a thread that waits in the kernel, because the crowd shares
its cores with the server.
"""

import itertools
import json
import resource
import socket
import struct
import sys
import threading
import time
from pathlib import Path

from bench.sending import guest_cookie, request_around

STACK_BYTES = 256 * 1024
TIMEOUT_S = 120.0
# Queues fill at first, and fewer and fewer guests send at the end.
SETTLES_PART = 0.1


class Crowd:
    def __init__(self, port: int, base: str, photo: bytes, seconds: float) -> None:
        self._port = port
        self._base = base
        self._photo = photo
        self._begins_at = time.monotonic() + SETTLES_PART * seconds
        self._ends_at = time.monotonic() + seconds
        self._serials = itertools.count()
        self.waits_ms: list[float] = []
        self.refusals: list[float] = []
        self.in_time = 0

    def guest(self, cookie: str) -> None:
        """Send until the time is over; count a refusal, wait, and try again."""
        while time.monotonic() < self._ends_at:
            began = time.monotonic()
            if self._send(cookie):
                self.in_time += self._begins_at <= time.monotonic() < self._ends_at
                self.waits_ms.append((time.monotonic() - began) * 1000)
            else:
                self.refusals.append(began)
                time.sleep(1)

    def _send(self, cookie: str) -> bool:
        serial = struct.pack(">Q", next(self._serials))
        before, after = request_around(len(self._photo) + len(serial), "", cookie, self._base)
        try:
            with socket.create_connection(("127.0.0.1", self._port), TIMEOUT_S) as connection:
                # In three parts, so that the photo itself is only copied into the kernel.
                for part in (before, self._photo, serial + after):
                    connection.sendall(part)
                answer = connection.recv(12)
                while connection.recv(65536):
                    pass
        except OSError:
            return False
        return answer == b"HTTP/1.1 201"


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main(port: int, guests: int, seconds: float, photo: bytes, base: str = "") -> None:
    cookies = [guest_cookie(port, base) for _ in range(guests)]
    threading.stack_size(STACK_BYTES)
    print("ready", flush=True)
    crowd = Crowd(port, base, photo, seconds)
    began, cpu_before = time.monotonic(), _cpu_s()
    threads = [threading.Thread(target=crowd.guest, args=(cookie,)) for cookie in cookies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    waits = sorted(crowd.waits_ms)
    print(
        json.dumps(
            {
                "sent": len(waits),
                "refused": len(crowd.refusals),
                "per_minute_in_time": crowd.in_time / ((1 - SETTLES_PART) * seconds) * 60,
                "seconds": time.monotonic() - began,
                "cpu_ms": (_cpu_s() - cpu_before) * 1000,
                "median_ms": waits[len(waits) // 2] if waits else 0,
                "p99_ms": waits[int(len(waits) * 0.99)] if waits else 0,
            }
        )
    )


if __name__ == "__main__":
    port, guests, seconds, file, *base = sys.argv[1:]
    main(int(port), int(guests), float(seconds), Path(file).read_bytes(), *base)
