"""Start the compose files on this machine's Docker engine and use them: `make test-compose`.

Each runs as a project of its own beside whatever else runs, is used as guests and a host do, loses one part
after the other while photos come in, and is removed with its volumes at the end. Arguments are for `docker
compose`, such as `-f limits.yml` for a machine that allows fewer open files.
"""

import asyncio
import itertools
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.media.films import FilmSpec, film
from tests.ports import held_port
from tests.running import CHECKOUT, Person, jpeg, person
from tests.streams import event_stream

GUESTS = 4
REPLICAS = 3
# Between two troubles photos go on for that long; none of it is waited for in vain.
CALM_S = 5.0
UP_WITHIN_S = 300


def free_port() -> int:
    """Return a port that is free at the moment: the engine may not be able to listen at one that is held."""
    with held_port() as port:
        return port


@dataclass(slots=True)
class Compose:
    """One compose file as a project. `troubles` are done to it one after the other."""

    file: str
    troubles: Sequence[tuple[str, ...]]
    more: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    password: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def do(self, *command: str, **options: bool) -> str:
        """Run `docker compose` with that command; raise CalledProcessError when it fails."""
        files = ("-f", self.file, *self.more)
        done = subprocess.run(
            ["docker", "compose", "-p", "partywall-test", *files, *command],
            cwd=CHECKOUT,
            env=os.environ | self._settings(),
            check=options.get("check", True),
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def _settings(self) -> dict[str, str]:
        return {
            "PARTYWALL_PORT": str(self.port),
            "PARTYWALL_PUBLIC_URL": self.url,
            "PARTYWALL_ADMIN_PASSWORD": self.password,
            "DATABASE_PASSWORD": self.password,
            "STORE_SECRET": self.password,
            "REPLICAS": str(REPLICAS),
        }

    @contextmanager
    def up(self) -> Iterator[None]:
        """Build and start it, and wait until every part is healthy."""
        try:
            self.do("up", "--build", "--detach", "--wait", "--wait-timeout", str(UP_WITHIN_S))
            yield
        finally:
            self.do("down", "--volumes", "--timeout", "5", check=False)


async def use(party: Compose) -> None:
    """Be two guests and a host at it, on a way that leads through nginx."""
    async with person(party.url) as guest, person(party.url) as host:
        assert (await host.sign_in(party.password)).status_code == 200
        async with event_stream(guest) as stream:
            sent = await guest.send_photo(jpeg(4000, 3000), caption="On the wall")
            photo = (await stream.until("photo", id=sent["id"])).data
            for rendition in photo["renditions"]:
                answer = await guest.http.get(rendition["url"])
                assert answer.status_code == 200, rendition
                assert "immutable" in answer.headers["cache-control"]
            clip = await guest.send_photo(film(FilmSpec(rate=25, frames=75)))
            assert (await guest.with_clip(clip["id"]))["media"] == "video"
            answer = await host.http.put("/api/admin/uploads", json={"open": False, "message": "Dinner"})
            assert answer.status_code == 200, answer.text
            await stream.until("party", uploads_open=False)
            assert (await guest.send()).json()["error"]["code"] == "UPLOADS_CLOSED"
            await host.http.put("/api/admin/uploads", json={"open": True})
            await stream.until("party", uploads_open=True)


def ask_doctor(party: Compose) -> None:
    """Have the doctor look at it from inside; the guests' address is this machine's, which it cannot see."""
    look = ("python", "-m", "app", "doctor", "--json", "--url", "http://nginx:8080")
    said = party.do("exec", "-T", "app", *look, check=False)
    findings = json.loads(said)["findings"]
    assert not [finding for finding in findings if finding["state"] == "wrong"], findings


async def live_through(party: Compose) -> int:
    """Send photos while one part after the other is lost; return how many were taken. None is missing."""
    taken: list[str] = []
    is_over = asyncio.Event()

    async def send(guest: Person) -> None:
        for number in itertools.count():
            if is_over.is_set():
                return
            taken.append(await guest.send_until_taken(jpeg(1200, 900), f"{secrets.token_hex(8)}-{number}"))

    async def make_trouble() -> None:
        for command in party.troubles:
            before, ends_at = len(taken), time.monotonic() + CALM_S
            while time.monotonic() < ends_at or len(taken) == before:
                await asyncio.sleep(0.1)
            say(f"{' '.join(command)} after {len(taken)} photos")
            # Whoever ends a container from inside is ended with it.
            await asyncio.to_thread(party.do, *command, check=command[0] != "exec")
        after = len(taken)
        while len(taken) < after + 2 * GUESTS:
            await asyncio.sleep(0.1)
        is_over.set()

    guests = [Person(party.url) for _ in range(GUESTS)]
    try:
        await asyncio.gather(make_trouble(), *map(send, guests))
        there = await shown(guests[0])
    finally:
        for guest in guests:
            await guest.close()
    assert len(set(taken)) == len(taken), "a photo was taken twice"
    assert set(taken) <= there, f"{len(set(taken) - there)} photos are missing"
    return len(taken)


async def shown(guest: Person) -> set[str]:
    """Return the ids of all photos, page by page."""
    ids: set[str] = set()
    page = await guest.photos(before="")
    while page["photos"]:
        ids |= {photo["id"] for photo in page["photos"]}
        if page["before"] is None:
            break
        page = await guest.photos(before=page["before"])
    return ids


def say(text: str) -> None:
    sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()


def main(more: Sequence[str]) -> None:
    # All that runs in it dies at once, and the engine starts it again.
    killed = ("exec", "-T", "app", "sh", "-c", "kill -9 -1")
    redis_lost = ("stop", "redis"), ("start", "redis")
    for party in (
        Compose("docker-compose.yml", (killed, *redis_lost, ("restart", "nginx")), more),
        Compose("docker-compose.scale.yml", (killed, *redis_lost, ("restart", "postgres")), more),
    ):
        sys.stdout.write(f"{party.file}\n")
        with party.up():
            say("every part is healthy")
            asyncio.run(use(party))
            say("photos, a video, the stream and the switch are as they should be")
            ask_doctor(party)
            say("the doctor finds nothing wrong")
            say(f"{asyncio.run(live_through(party))} photos were taken, and none is missing")


if __name__ == "__main__":
    main(sys.argv[1:])
