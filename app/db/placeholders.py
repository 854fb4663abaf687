"""Turns SQL with `:name` places, as SQLite takes it, into `%(name)s` for psycopg."""

import re
from functools import lru_cache

# What may hold a colon without being a place comes first: a text, a quoted name, a comment, a cast.
TOKENS = re.compile(
    r"""(?P<other> '(?:[^']|'')*' | "(?:[^"]|"")*" | --[^\n]* | :: ) | :(?P<name>[a-z_][a-z0-9_]*)""",
    re.IGNORECASE | re.VERBOSE,
)


@lru_cache(maxsize=500)
def with_percent_places(sql: str) -> bytes:
    """Rewrite `sql` for psycopg, and double its own percent signs."""
    return TOKENS.sub(_place, sql.replace("%", "%%")).encode()


def _place(match: re.Match[str]) -> str:
    return match["other"] or f"%({match['name']})s"
