"""The folder that a worker has to itself: what comes in, what gets out, and what a killed server leaves."""

import os
from pathlib import Path

import pytest

from app.processing.work_room import WorkRoom, sweep_rooms


@pytest.fixture
def room(tmp_path: Path) -> WorkRoom:
    return WorkRoom.make(tmp_path / "workers")


def test_an_original_is_linked_and_the_one_before_is_gone(room: WorkRoom, tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).write_text(name)
        given = room.give(tmp_path / name)
        assert given.samefile(tmp_path / name), "not copied"
    assert [path.name for path in room.given.iterdir()] == ["two"]


def test_where_no_link_can_be_made_it_is_copied(
    room: WorkRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(18, "another disk")

    monkeypatch.setattr(os, "link", fail)
    (tmp_path / "one").write_text("one")
    assert room.give(tmp_path / "one").read_text() == "one"


def test_only_plain_files_of_known_names_get_out(room: WorkRoom, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (room.made / "wall.jpg").symlink_to(tmp_path / "secret")
    (room.made / "thumb.jpg").write_text("made")
    (room.made / "evil.html").write_text("evil")
    out = tmp_path / "out"
    room.fetch(out)
    assert [path.name for path in out.iterdir()] == ["thumb.jpg"]
    assert list(room.made.iterdir()) == []


def test_what_is_fetched_is_there_whole_or_not_at_all(room: WorkRoom, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / "wall.jpg" / "in the way").mkdir(parents=True)
    for name in ("thumb.jpg", "wall.jpg"):
        (room.made / name).write_text("made")
    with pytest.raises(OSError, match="wall"):
        room.fetch(out)
    assert [path.name for path in out.iterdir()] == ["wall.jpg"]


def test_a_killed_servers_rooms_are_swept_and_a_living_ones_are_not(room: WorkRoom, tmp_path: Path) -> None:
    parent = tmp_path / "workers"
    left = parent / "partywall-worker-left"
    (left / "given").mkdir(parents=True)
    sweep_rooms(parent)
    assert list(parent.iterdir()) == [room.folder]
    room.remove()
    room.remove()
    assert list(parent.iterdir()) == []
