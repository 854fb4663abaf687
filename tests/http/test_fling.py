"""Flinging through two thousand photos: as many pictures as that asks for are given, and the pages go on."""

import asyncio
from http.client import HTTPConnection

from tests.patience import PATIENCE_S
from tests.running import Person, Server, jpeg

PICTURES = 2000


async def test_pictures_count_for_themselves(server: Server, guest: Person) -> None:
    sent = await guest.send_photo(jpeg(400, 300))
    thumb = next(one["url"] for one in sent["renditions"] if one["name"] == "thumb")
    assert await asyncio.to_thread(_ask_often, server, thumb) == {200}
    assert (await guest.http.get("/api/photos?before=")).status_code == 200


def _ask_often(server: Server, path: str) -> set[int]:
    """Ask over one connection, by the plainest client: what is computed is the server's."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_S)
    statuses = set()
    for _ in range(PICTURES):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        statuses.add(answer.status)
    connection.close()
    return statuses
