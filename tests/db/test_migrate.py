"""Migrations: once each, in order, whole or not at all, whoever starts at the same time or is killed."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.db import NewerRecords, migrate
from app.db.migrate import FOLDER, NAME_PATTERN, migration_files
from tests.running import CHECKOUT

Write = Callable[[str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "migrations"
    made.mkdir()
    return made


@pytest.fixture
def write(folder: Path) -> Write:
    def _write(name: str, sql: str) -> None:
        (folder / name).write_text(sql)

    return _write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "private" / "db.sqlite3"


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def tables(path: Path) -> set[object]:
    return {name for (name,) in ask(path, "select name from sqlite_master where type = 'table'")}


def test_our_own_migrations_are_numbered_without_gaps_and_run_once(path: Path) -> None:
    names = sorted(file.name for file in FOLDER.glob("*.sql"))
    assert all(NAME_PATTERN.fullmatch(name) for name in names)
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert migrate(path) == names
    assert migrate(path) == []
    assert tables(path) >= {"parties", "guests", "photos", "changes", "sessions", "migrations"}


def test_they_run_in_the_order_of_their_numbers(path: Path, folder: Path, write: Write) -> None:
    write("0002_b.sql", "insert into t values (2);")
    write("0010_c.sql", "insert into t values (10);")
    write("0001_a.sql", "create table t (n); insert into t values (1);")
    assert migrate(path, folder) == ["0001_a.sql", "0002_b.sql", "0010_c.sql"]
    assert ask(path, "select n from t order by rowid") == [(1,), (2,), (10,)]


def test_only_what_is_new_runs(path: Path, folder: Path, write: Write) -> None:
    write("0001_a.sql", "create table t (n);")
    migrate(path, folder)
    write("0002_b.sql", "create table u (n);")
    assert migrate(path, folder) == ["0002_b.sql"]


def test_an_older_program_refuses_newer_records_and_changes_nothing(
    path: Path, folder: Path, write: Write
) -> None:
    write("0001_a.sql", "create table t (n);")
    write("0003_c.sql", "create table v (n);")
    migrate(path, folder)
    (folder / "0003_c.sql").unlink()
    write("0002_b.sql", "create table u (n);")
    with pytest.raises(NewerRecords, match=r"newer Partywall \(0003_c\.sql\)"):
        migrate(path, folder)
    assert "u" not in tables(path)


def test_other_files_are_left_alone(path: Path, folder: Path, write: Write) -> None:
    write("0001_a.sql", "create table t (n);")
    for name in ("README.md", "0002_b.sql.bak", "2_b.sql", ".0003_c.sql.swp"):
        write(name, "this is no SQL")
    assert migrate(path, folder) == ["0001_a.sql"]


def test_a_broken_one_leaves_nothing_of_itself_and_keeps_those_before(
    path: Path, folder: Path, write: Write
) -> None:
    write("0001_a.sql", "create table t (n);")
    write("0002_b.sql", "create table u (n); insert into t values (1); insert into nowhere values (1);")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(path, folder)
    assert tables(path) == {"migrations", "t"}
    assert ask(path, "select * from t") == []
    write("0002_b.sql", "create table u (n);")
    assert migrate(path, folder) == ["0002_b.sql"], "repaired, it runs"


def test_a_semicolon_may_stand_in_texts_comments_and_triggers(path: Path, folder: Path, write: Write) -> None:
    write(
        "0001_a.sql",
        """
        create table t (n, text default 'a;b'); -- first; second
        /* one;
           two; */
        create trigger more after insert on t when new.n < 3 begin
            insert into t (n) values (new.n + 1);
            select 1;
        end;
        insert into t (n) values (3)
        """,
    )
    migrate(path, folder)
    assert ask(path, "select n, text from t") == [(3, "a;b")]


def test_many_that_start_at_once_take_turns(tmp_path: Path, folder: Path, write: Write) -> None:
    write("0001_a.sql", "create table t (n);")
    write("0002_b.sql", "insert into t values (1);")
    for round_number in range(15):
        path = tmp_path / f"{round_number}.sqlite3"
        with ThreadPoolExecutor(6) as pool:
            ran = list(pool.map(lambda _, path=path: migrate(path, folder), range(6)))
        assert sorted(name for names in ran for name in names) == ["0001_a.sql", "0002_b.sql"]
        assert ask(path, "select n from t") == [(1,)]


def test_a_process_killed_in_the_middle_leaves_nothing(
    path: Path, folder: Path, write: Write, tmp_path: Path
) -> None:
    write("0001_a.sql", "create table t (n);")
    # The second statement says that it has come so far, and then does not end by itself.
    write("0002_b.sql", "create table u (n);\nselect wait_to_be_killed();\n")
    program = """
import os, sqlite3, sys, threading
from pathlib import Path
from app.db import migrate
connect = sqlite3.connect

def open_with_a_trap(*args, **options):
    connection = connect(*args, **options)
    def wait_to_be_killed():
        print("in the middle", flush=True)
        threading.Event().wait()
    connection.create_function("wait_to_be_killed", 0, wait_to_be_killed)
    return connection

sqlite3.connect = open_with_a_trap
migrate(Path(sys.argv[1]), Path(sys.argv[2]))
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path), str(folder)],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "in the middle\n"
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert tables(path) == {"migrations", "t"}
    write("0002_b.sql", "create table u (n);")
    assert migrate(path, folder) == ["0002_b.sql"], "no lock is left behind"


def test_keys_that_change_in_sqlite_leave_every_row_and_every_reference(path: Path, tmp_path: Path) -> None:
    """Guests, photos and photo_keys are made anew, which is what SQLite needs for another key."""
    (changing,) = FOLDER.glob("*_guests_of_a_party.sql")
    before = tmp_path / "before"
    before.mkdir()
    for file in migration_files(FOLDER):
        if file.name < changing.name:
            (before / file.name).write_text(file.read_text())
    migrate(path, before)
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(ROWS_BEFORE)
    kept = ("guests", "photos", "clips", "versions", "hearts")
    was = {table: rows_of(path, table) for table in kept}
    migrate(path)
    for table, rows in was.items():
        for before_it, after_it in zip(rows, rows_of(path, table), strict=True):
            assert before_it.items() <= after_it.items(), table
    assert ask(path, "select * from photo_keys") == [("one", "ada", "further", "p1")]
    assert ask(path, "pragma foreign_key_check") == []
    assert ask(path, "pragma integrity_check") == [("ok",)]
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma foreign_keys = on")
        connection.execute("insert into guests (id, party_id, created_at) values ('ada', 'two', '2026')")
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute("insert into guests (id, party_id, created_at) values ('ada', 'one', '2026')")
        connection.execute("delete from clips")
        connection.execute("delete from hearts")
        connection.execute("delete from versions")
        connection.execute("delete from photos")
    assert ask(path, "select name from sqlite_master where name like '%anew%'") == []


ROWS_BEFORE = """
insert into parties (id, slug, title, created_at)
    values ('one', 'one', 'One', '2026'), ('two', 'two', 'Two', '2026');
insert into guests (id, party_id, name, created_at, standing, network)
    values ('ada', 'one', 'Ada', '2026', 'banned', 'n');
insert into photos (id, party_id, guest_id, upload_key, author, caption, state, change_no, position, sha256,
    media_type, bytes, created_at, folder, tags, hearts, crc32, nudity)
    values ('p1', 'one', 'ada', 'key', 'Ada', 'Cake', 'shown', 3, 2, 'abc',
    'image/jpeg', 12, '2026', 'f', '["x"]', 1, 7, 0.25);
insert into photo_keys (guest_id, upload_key, photo_id) values ('ada', 'further', 'p1');
insert into clips (photo_id, party_id, guest_id, created_at) values ('p1', 'one', 'ada', '2026');
insert into versions (photo_id, party_id, no, edit, actor, at) values ('p1', 'one', 1, '', 'ada', '2026');
insert into hearts (photo_id, party_id, guest_id, created_at) values ('p1', 'one', 'ada', '2026');
"""


def rows_of(path: Path, table: str) -> list[dict[str, object]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(f"select * from {table}")]
