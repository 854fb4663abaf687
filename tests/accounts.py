"""Accounts beside a running server: `python -m app account ...`, and signing in by name."""

import re

import httpx

from tests.parties.operator import command
from tests.running import Person, Server
from tests.stage import stage

SHOWN_ONCE = re.compile(r"Password +(\S+)")
LINK = re.compile(r"https?://[^/\s]+(/reset/[0-9a-f]{32})")


def account_command(server: Server, *words: str, fails: bool = False) -> str:
    return command(server, "account", *words, fails=fails)


def add_account(server: Server, name: str, role: str, slug: str = "") -> str:
    """Make an account with a role in the tests' party; return its password."""
    told = account_command(server, "add", name, "--role", role, "--party", slug or stage.slug or "party")
    found = SHOWN_ONCE.search(told)
    assert found is not None, told
    return found[1]


def reset_path(server: Server, name: str) -> str:
    """Make a reset link; return its path."""
    found = LINK.search(account_command(server, "reset-link", name))
    assert found is not None
    return found[1]


async def sign_in(someone: Person, name: str, password: str) -> httpx.Response:
    return await someone.http.post("/admin/login", json={"name": name, "password": password})


def first_name() -> str:
    """Return how the owner of the tests' party is called (tests/kept_party.py)."""
    return "staged" if stage.slug else "host"
