"""Fifty photos through a network, a server and a page that fail, over and over (`make soak`: for longer)."""

from pathlib import Path

from tests.browser.chaos import live_through
from tests.browser.conftest import Screens
from tests.running import Server

PHOTOS = 50
TROUBLE_S = 25.0
SEED = 7


async def test_fifty_photos_arrive_once_and_whole_and_no_tile_ever_lies(
    fresh_screens: Screens, fresh_server: Server, tmp_path: Path
) -> None:
    await live_through(fresh_screens, fresh_server, tmp_path, photos=PHOTOS, trouble_s=TROUBLE_S, seed=SEED)
