"""Numbered SQL files, run once each, forward only, each whole or not at all.

A migration and its entry in `migrations` are one transaction. So a process killed in the middle leaves
nothing behind, and two processes that start at once take turns. (A migration library with a lock row would
leave that row behind a killed process and block the next start.)
"""

import re
import sqlite3
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.base.clock import now_iso
from app.db.database import Records
from app.db.errors import NewerRecords

FOLDER = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_S = 30.0
SECTION = re.compile(r"^-- (?:only in (SQLite|PostgreSQL)|in both)$", re.MULTILINE)
NAME_PATTERN = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def migrate(records: Records, folder: Path = FOLDER) -> list[str]:
    """Bring the records up to date and return the names of the files that were run.

    Raises NewerRecords, with nothing changed, when a newer program has already changed them.
    SQLite and PostgreSQL use the same files, apart from marked parts. app/db/postgres_migrate.py says what
    differs.
    """
    files = migration_files(folder)
    if isinstance(records, Path):
        return _migrate_sqlite(records, files)
    from app.db.postgres_migrate import migrate_postgres  # its driver is an extra

    return migrate_postgres(records, files)


def migration_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if NAME_PATTERN.fullmatch(file.name))


def script_for(database: str, file: Path) -> str:
    """Return the part of a migration for `database`. A part after `-- only in ...` is for that one alone."""
    # The parts, and between them the database that the next part is for: None for both.
    parts = SECTION.split(file.read_text())
    return parts[0] + "".join(
        part for whom, part in zip(parts[1::2], parts[2::2], strict=True) if whom in (None, database)
    )


def refuse_newer(done: Iterable[str], files: Sequence[Path]) -> None:
    """Raise NewerRecords when a migration has run that this program has no file for."""
    if unknown := sorted(set(done) - {file.name for file in files}):
        raise NewerRecords(
            f"The records were changed by a newer Partywall ({', '.join(unknown)}), and this one does not "
            "know how to work with them. Start that version again, or go back to a backup from before "
            "the update."
        )


def _migrate_sqlite(path: Path, files: list[Path]) -> list[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    try:
        _switch_to_wal(connection)
        # A rebuilt table is dropped first, and its children's keys must not be deleted with it.
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("create table if not exists migrations (name text primary key, at text not null)")
        refuse_newer((row[0] for row in connection.execute("select name from migrations")), files)
        return [file.name for file in files if _run(connection, file)]
    finally:
        connection.close()


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch the journal. SQLite refuses this without waiting while another process does so."""
    deadline = time.monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def _run(connection: sqlite3.Connection, file: Path) -> bool:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("select 1 from migrations where name = ?", (file.name,)).fetchone():
            connection.execute("COMMIT")
            return False
        for statement in _statements(script_for("SQLite", file)):
            connection.execute(statement)
        connection.execute("insert into migrations (name, at) values (?, ?)", (file.name, now_iso()))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    return True


def _statements(script: str) -> list[str]:
    """Split `script` at its semicolons (`executescript` would commit the transaction first)."""
    statements, current = [], ""
    for piece in re.split("(?<=;)", script):
        # A semicolon in a text, a comment or a trigger does not complete a statement.
        current += piece
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    if current.strip():
        statements.append(current)
    return statements
