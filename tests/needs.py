"""Find the programs that some tests drive; a missing one is a visible skip, and a failure where CI=true."""

import os
import shutil
from pathlib import Path

import pytest

# The names that one program goes by, best first.
PROGRAMS = {
    "firefox": ("firefox", "firefox-esr"),
    "chromium": ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
}

# Debian keeps daemons where only root's PATH looks.
EXTRA_PATH = "/usr/local/sbin:/usr/sbin:/sbin"
# And each version of PostgreSQL in a folder of its own.
POSTGRES = Path("/usr/lib/postgresql")


def needs(program: str) -> str:
    """Answer the path of a program such as "nginx", "redis-server" or "chromium", or skip the calling test.

    With CI=true the test fails instead: a machine that should prove everything must not prove less silently.
    """
    versions = sorted(POSTGRES.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    search = os.pathsep.join([os.environ.get("PATH", os.defpath), EXTRA_PATH, *map(str, versions)])
    for name in PROGRAMS.get(program, (program,)):
        if found := shutil.which(name, path=search):
            return found
    message = f"{program} is not installed"
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{message}, and CI=true asks for every test")
    pytest.skip(message)
