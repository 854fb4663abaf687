"""The ZIP planner: the length it announces is what it sends, and other programs read what is in it."""

import asyncio
import io
import shutil
import subprocess
import zipfile
from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base import zip_format
from app.own_data.zip_plan import ZipChanged, ZipEntry, zip_length, zip_pieces

AT = datetime(2026, 6, 5, 21, 4, 2, tzinfo=UTC)


def entries_of(files: dict[str, bytes]) -> list[ZipEntry]:
    return [ZipEntry(name, name, len(content), AT) for name, content in files.items()]


async def zipped(files: dict[str, bytes], entries: list[ZipEntry] | None = None) -> bytes:
    async def opened(key: str) -> AsyncGenerator[bytes, None]:
        for start in range(0, len(files[key]), 7):
            yield files[key][start : start + 7]

    return b"".join([piece async for piece in zip_pieces(entries or entries_of(files), opened)])


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0/\\"), min_size=1, max_size=20)


@given(st.dictionaries(NAMES, st.binary(max_size=60), max_size=8))
async def test_what_was_announced_comes_and_is_read_back(files: dict[str, bytes]) -> None:
    made = await zipped(files)
    assert len(made) == zip_length(entries_of(files))
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == files
        assert all(entry.date_time == (2026, 6, 5, 21, 4, 2) for entry in read.infolist())


async def test_other_programs_find_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "photos.zip"
    path.write_bytes(await zipped({"photos/ä 💐.jpg": b"x" * 5000, "empty.txt": b""}))
    with zipfile.ZipFile(path) as read:
        assert read.testzip() is None
    if unzip := shutil.which("unzip"):
        tried = await asyncio.to_thread(subprocess.run, [unzip, "-tq", str(path)], check=False)
        assert tried.returncode == 0


async def test_large_numbers_are_written_as_zip64(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_format, "MAX_16", 3)
    files = {f"{number}.jpg": bytes(50) for number in range(5)}
    made = await zipped(files)
    assert len(made) == zip_length(entries_of(files))
    assert b"PK\6\6" in made
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert len(read.namelist()) == 5


def test_files_and_places_above_four_gigabytes_have_their_length() -> None:
    large = [ZipEntry(str(number), f"{number}.mov", 5 * 2**30, AT) for number in range(2)]
    times = 9
    headers = 2 * (30 + 5 + 20 + times + 24) + 2 * (46 + 5 + times) + 4 + 16 + 4 + 24 + 56 + 20 + 22
    assert zip_length(large) == 10 * 2**30 + headers


@pytest.mark.parametrize("size", [3, 5])
async def test_a_file_that_has_changed_ends_the_zip(size: int) -> None:
    with pytest.raises(ZipChanged):
        await zipped({"a": b"1234"}, [ZipEntry("a", "a", size, AT)])
