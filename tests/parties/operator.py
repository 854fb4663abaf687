"""The operator beside a running server: `python -m app ...` on its data folder."""

import re

from tests.forked import origin
from tests.patience import PATIENCE_S
from tests.running import Server, environment

PASSWORD = re.compile(r"Host password +(\S+)")


def party_command(server: Server, *words: str, fails: bool = False) -> str:
    return command(server, "party", *words, fails=fails)


def command(server: Server, *words: str, fails: bool = False) -> str:
    """Run a command and return what it says; one that `fails` ends with 1 and says why."""
    done = origin.run(words, environment(server.data_dir, **server.options), PATIENCE_S)
    assert done.returncode == int(fails), done.stdout + done.stderr
    return done.stderr if fails else done.stdout


def add_party(server: Server, slug: str, title: str) -> str:
    """Make a party; return its host's password."""
    found = PASSWORD.search(party_command(server, "add", slug, "--title", title))
    assert found is not None
    return found[1]
