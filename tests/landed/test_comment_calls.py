"""Calls about comments came later than those about photos: who had these gets both, and nobody else."""

from pathlib import Path

from tests.landed.earlier import migrated

CALLED = """
insert into parties (id, slug, title, created_at) values ('a', 'one', 'One', '2026');
insert into notice_subscriptions (id, party_id, session_id, way, address, language, kinds, created_at)
values ('s', 'a', 'x', 'push', 'p', 'en', 'reported waiting disk', '2026'),
    ('t', 'a', 'y', 'push', 'p', 'en', 'disk', '2026'), ('u', 'a', 'z', 'mail', 'p', 'en', 'waiting', '2026');
"""


def test_who_is_called_for_photos_that_wait_is_called_for_comments_from_now_on(tmp_path: Path) -> None:
    with migrated(tmp_path, "comment_calls", CALLED) as books:
        found = books.execute("select id, kinds from notice_subscriptions order by id").fetchall()
    assert [tuple(row) for row in found] == [
        ("s", "reported waiting disk comments"),
        ("t", "disk"),
        ("u", "waiting comments"),
    ]
