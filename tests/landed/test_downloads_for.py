"""The switch for saving photos became a choice: what hosts had said stays said."""

from pathlib import Path

from tests.landed.earlier import migrated

PARTIES = """
insert into parties (id, slug, title, created_at, downloads_allowed, setting_versions)
values ('a', 'no', 'No', '2026', 0, '{"downloads_allowed": 4}'), ('b', 'yes', 'Yes', '2026', 1, '{}');
insert into changes (party_id, no, kind, actor, at, detail)
values ('a', 4, 'setting', 'host', '2026', 'downloads_allowed');
"""


def test_a_party_that_allowed_none_still_allows_none_and_others_all(tmp_path: Path) -> None:
    with migrated(tmp_path, "downloads_for", PARTIES) as books_now:
        found = books_now.execute(
            "select slug, downloads_for, setting_versions from parties where id in ('a', 'b') order by id"
        ).fetchall()
        assert [tuple(row) for row in found] == [
            ("no", "nobody", '{"downloads_for": 4}'),
            ("yes", "everyone", "{}"),
        ]
        (detail,) = books_now.execute("select detail from changes where party_id = 'a'").fetchone()
        assert detail == "downloads_for"
