"""The switch for saving photos became a choice: what hosts had said stays said."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from app.base.config import DATABASE_FILE
from app.db.migrate import FOLDER, migrate, migration_files
from tests.records import books_at, place

PARTIES = """
insert into parties (id, slug, title, created_at, downloads_allowed, setting_versions)
values ('a', 'no', 'No', '2026', 0, '{"downloads_allowed": 4}'), ('b', 'yes', 'Yes', '2026', 1, '{}');
insert into changes (party_id, no, kind, actor, at, detail)
values ('a', 4, 'setting', 'host', '2026', 'downloads_allowed');
"""


def test_a_party_that_allowed_none_still_allows_none_and_others_all(tmp_path: Path) -> None:
    older = tmp_path / "older"
    older.mkdir()
    for file in migration_files(FOLDER):
        if "downloads_for" in file.name:
            break
        (older / file.name).write_text(file.read_text())
    data_dir = tmp_path / "party"
    (data_dir / "private").mkdir(parents=True)
    path = data_dir / "private" / DATABASE_FILE
    address = place.address_of(data_dir)
    migrate(address or path, older)
    if address:
        with psycopg.connect(address) as connection:
            connection.execute(PARTIES.encode())
    else:
        with closing(sqlite3.connect(path)) as books:
            books.executescript(PARTIES)
    migrate(address or path)
    with books_at(data_dir, address) as books_now:
        found = books_now.execute(
            "select slug, downloads_for, setting_versions from parties where id in ('a', 'b') order by id"
        ).fetchall()
        assert [tuple(row) for row in found] == [
            ("no", "nobody", '{"downloads_for": 4}'),
            ("yes", "everyone", "{}"),
        ]
        (detail,) = books_now.execute("select detail from changes where party_id = 'a'").fetchone()
        assert detail == "downloads_for"
