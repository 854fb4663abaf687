"""The planned ZIP: what it says of itself holds, other programs read it, large numbers have their place."""

import io
import subprocess
import zipfile
import zlib
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.zip_format import ZipFile, directory_entry, end_of_zip, local_header
from app.exports.crc import crc32_with_zeros, four_bytes
from app.exports.part_plan import PartPlan, ZipPart
from app.exports.stand_in import StandIn

BERLIN = ZoneInfo("Europe/Berlin")
AT = datetime(2026, 6, 5, 21, 4, 2, tzinfo=BERLIN)
GIGABYTE = 10**9


def planned(contents: dict[str, bytes], most_bytes: int = 0) -> tuple[list[bytes], list[ZipPart]]:
    """Make the ZIPs of a plan in memory."""
    plan = PartPlan(most_bytes)
    bodies: dict[int, bytes] = {}
    files: dict[int, list[ZipFile]] = {}
    for name, content in contents.items():
        placed = plan.place(name.encode(), len(content), zlib.crc32(content), AT)
        file = ZipFile(name.encode(), len(content), zlib.crc32(content), AT, placed.start)
        assert placed.start == len(bodies.get(placed.part, b""))
        bodies[placed.part] = bodies.get(placed.part, b"") + local_header(file) + content
        files.setdefault(placed.part, []).append(file)
    parts = plan.parts()
    made = [
        bodies.get(part.no, b"")
        + b"".join([directory_entry(file) for file in files.get(part.no, [])])
        + end_of_zip(part.files, part.directory_start, part.directory_bytes)
        for part in parts
    ]
    return made, parts


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0/\\"), min_size=1, max_size=20)


@given(st.dictionaries(NAMES, st.binary(max_size=60), max_size=8), st.sampled_from([0, 200, 400]))
def test_what_was_planned_is_what_is_made_and_read_back(contents: dict[str, bytes], most_bytes: int) -> None:
    made, parts = planned(contents, most_bytes)
    assert [len(content) for content in made] == [part.bytes for part in parts]
    found: dict[str, bytes] = {}
    for content, part in zip(made, parts, strict=True):
        assert not most_bytes or len(content) <= most_bytes or part.files == 1
        read = zipfile.ZipFile(io.BytesIO(content))
        assert read.testzip() is None
        found |= {name: read.read(name) for name in read.namelist()}
    assert list(found) == list(contents)
    assert found == contents


def test_times_are_local_for_windows_and_utc_for_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(planned({"a.jpg": b"a"})[0][0])
    read = zipfile.ZipFile(tmp_path / "a.zip")
    assert read.infolist()[0].date_time == (2026, 6, 5, 21, 4, 2)
    subprocess.run(
        ["unzip", "-q", "a.zip"], cwd=tmp_path, check=True, env={"PATH": "/usr/bin:/bin", "TZ": "Asia/Tokyo"}
    )
    assert (tmp_path / "a.jpg").stat().st_mtime == AT.timestamp()


@pytest.mark.parametrize("year", [1970, 1980, 2037, 2150])
def test_a_wrong_clock_makes_no_broken_zip(year: int) -> None:
    file = ZipFile(b"a", 1, zlib.crc32(b"a"), datetime(year, 1, 1, 0, 0, 1, tzinfo=BERLIN), 0)
    whole = local_header(file) + b"a"
    made = whole + directory_entry(file) + end_of_zip(1, len(whole), len(directory_entry(file)))
    assert zipfile.ZipFile(io.BytesIO(made)).testzip() is None


class Sparse(io.RawIOBase):
    """A file of which only some places are more than zeros."""

    def __init__(self, size: int, places: dict[int, bytes]) -> None:
        self._size, self._places, self._at = size, places, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset + (0, self._at, self._size)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        count = max(0, min(len(view), self._size - self._at))
        view[:count] = bytes(count)
        for place, content in self._places.items():
            start, end = max(place, self._at), min(place + len(content), self._at + count)
            if start < end:
                view[start - self._at : end - self._at] = content[start - place : end - place]
        self._at += count
        return count


def test_fifty_gigabytes_in_one_video_and_what_comes_after_it_are_found() -> None:
    video = 50 * GIGABYTE
    plan = PartPlan(0)
    sizes = {b"video.mp4": video, b"after.jpg": 3}
    files = [
        ZipFile(name, size, zlib.crc32(b"abc"), AT, plan.place(name, size, zlib.crc32(b"abc"), AT).start)
        for name, size in sizes.items()
    ]
    (part,) = plan.parts()
    directory = b"".join([directory_entry(file) for file in files])
    end = end_of_zip(2, part.directory_start, part.directory_bytes)
    places = {file.start: local_header(file) for file in files}
    places[part.directory_start - 3] = b"abc"
    places[part.directory_start] = directory + end
    read = zipfile.ZipFile(io.BufferedReader(Sparse(part.bytes, places)))
    assert [(one.filename, one.file_size) for one in read.infolist()] == [
        ("video.mp4", video),
        ("after.jpg", 3),
    ]
    assert read.read("after.jpg") == b"abc"
    with read.open("video.mp4") as opened:
        assert opened.read(10) == bytes(10)


def test_seventy_thousand_files_are_counted() -> None:
    contents = {f"{number}.jpg": b"" for number in range(70_000)}
    made, (part, *_) = planned_quickly(contents)
    assert len(made) == part.bytes
    assert len(zipfile.ZipFile(io.BytesIO(made)).namelist()) == 70_000


def planned_quickly(contents: dict[str, bytes]) -> tuple[bytes, list[ZipPart]]:
    plan, headers, directory = PartPlan(0), [], []
    for name in contents:
        file = ZipFile(name.encode(), 0, 0, AT, plan.place(name.encode(), 0, 0, AT).start)
        headers.append(local_header(file))
        directory.append(directory_entry(file))
    parts = plan.parts()
    end = end_of_zip(parts[0].files, parts[0].directory_start, parts[0].directory_bytes)
    return b"".join([*headers, *directory, end]), parts


@given(st.binary(max_size=50), st.integers(0, 5000), st.integers(0, 2**32 - 1))
def test_checksums_go_on_over_zeros_and_can_be_chosen(content: bytes, zeros: int, wanted: int) -> None:
    crc32 = crc32_with_zeros(zlib.crc32(content), zeros)
    assert crc32 == zlib.crc32(content + bytes(zeros))
    assert zlib.crc32(content + bytes(zeros) + four_bytes(crc32, wanted)) == wanted


@given(st.integers(0, 400), st.integers(0, 2**32 - 1), st.data())
def test_any_part_of_a_stand_in_is_the_same_and_the_whole_has_the_checksum(
    size: int, crc32: int, data: st.DataObject
) -> None:
    stand_in = StandIn(size, crc32)
    whole = stand_in.part(0, size)
    assert len(whole) == size
    assert size < 4 or zlib.crc32(whole) == crc32
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    assert stand_in.part(start, end) == whole[start:end]
