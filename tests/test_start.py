"""What a start loads: on a small machine a host waits for every module, and the server holds it all night."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from quart.routing import QuartRule

from app.base.config import load
from app.site.factory import create_app
from tests.running import CHECKOUT, Server, running

# Each is for somebody else's start: other commands, other records and files, other processes, the tests.
NOT_FOR_EVERYBODY = {
    "app.commands.backup",
    "app.commands.demo",
    "demo",
    "app.doctor",
    "av",
    "moto",
    "obstore",
    "pillow_heif",
    "psycopg",
    "redis",
}
LOADED = re.compile(r"^import time: .*\| +(\S+)$", re.MULTILINE)


class Telling(Server):
    """A server that says what it loads."""

    PROGRAM = ("-X", "importtime", "-m", "app", "serve")


def loaded_by(statement: str) -> set[str]:
    ended = subprocess.run(
        [sys.executable, "-c", f"import sys, {statement}\nprint(*sys.modules)"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(ended.stdout.split())


def test_a_server_on_one_laptop_loads_only_what_it_works_with(tmp_path: Path) -> None:
    server = Telling(tmp_path / "party", database_url="", storage_url="")
    server.start()
    server.terminate()
    loaded = set(LOADED.findall(server.log))
    assert {"quart", "app.site.factory", "app.db.sqlite", "app.storage.folder"} <= loaded
    assert sorted(loaded & NOT_FOR_EVERYBODY) == []


def test_a_command_loads_no_other_command() -> None:
    loaded = loaded_by("app.__main__")
    assert {name for name in loaded if name.startswith("app.commands.")} == {"app.commands.failed"}


def test_a_process_that_renders_pictures_loads_no_film_and_no_server() -> None:
    loaded = loaded_by("app.media.worker.program")
    assert "pillow_heif" in loaded
    assert sorted(loaded & {"asyncio", "av", "quart", "sqlite3"}) == []


async def test_an_address_is_compiled_when_it_is_first_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    as_it_is = QuartRule._compile_builder

    def compile_now(rule: QuartRule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled.append(rule.rule)
        return as_it_is(rule, append_unknown)

    monkeypatch.setattr(QuartRule, "_compile_builder", compile_now)
    app = create_app(load({}))
    assert compiled == []
    async with app.test_request_context("/"):
        assert app.url_for("wall.wall", key="x", _external=False) == "/wall?key=x"
        assert app.url_for("wall.wall", _external=False) == "/wall"
    assert compiled == ["/wall"]


@pytest.mark.parametrize(("password", "is_warned_of"), [("love", True), ("correct horse", False)])
def test_a_password_that_can_be_guessed_is_taken_and_warned_of(
    password: str, is_warned_of: bool, tmp_path: Path
) -> None:
    with running(tmp_path / "party", admin_password=password) as server:
        pass
    assert ("PARTYWALL_ADMIN_PASSWORD could be guessed" in server.log) == is_warned_of
    assert password not in server.log
