"""A forked server is a server: a process and an output of its own, and an end that is told truly."""

import signal
from pathlib import Path

from tests.forked import ForkedProcess
from tests.processes import children
from tests.running import person, running


def test_it_ends_as_it_is_told_to_and_says_how(tmp_path: Path) -> None:
    with running(tmp_path / "party") as server:
        assert isinstance(server._process, ForkedProcess)
        assert server.terminate() == 0
        server.start()
        server.kill()
        assert server._process.poll() == -signal.SIGKILL


async def test_two_share_nothing_but_what_they_were_forked_off(tmp_path: Path) -> None:
    with running(tmp_path / "one") as one, running(tmp_path / "two", title="Second") as two:
        async with person(one.url) as at_one, person(two.url) as at_two:
            await at_one.send_photo()
            assert (await at_two.photos())["photos"] == []
            assert "Second" in (await at_two.http.get("/")).text
            assert "Second" not in (await at_one.http.get("/")).text
        assert not set(children(one.pid)) & set(children(two.pid))
        assert str(one.port) in one.log
        assert str(one.port) not in two.log
