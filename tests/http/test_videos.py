"""A video over HTTP: its poster at once, its clip when that is made, and every way it can be refused."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import av
import httpx
import pytest
from PIL import Image

from app.storage.staging import HEAD_BYTES
from tests.http.answers import rendition
from tests.http.unhurried import UnhurriedServer
from tests.media.films import FilmSpec, film, sound_only
from tests.running import Person, Server, jpeg, person, program_after, running
from tests.streams import event_stream
from tests.tus.client import TUS, begin, metadata, photo_of, send_whole

MOV = FilmSpec(
    container="mov",
    turn=-90,
    has_sound=True,
    metadata={"com.apple.quicktime.location.ISO6709": "+52.5200+013.4050/", "location": "+52.5200+013.4050/"},
)
PLACE = b"+52.52"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("party"), UnhurriedServer) as started:
        yield started


@pytest.fixture
async def stranger(server: Server) -> AsyncIterator[Person]:
    async with person(server.url) as someone:
        await someone.http.get("/api/uid")
        yield someone


@pytest.fixture
def small_server(tmp_path: Path) -> Iterator[Server]:
    """Takes photos of 1 MB and videos of 2."""
    with running(tmp_path / "party", max_photo_mb=1, max_video_mb=2) as started:
        yield started


def error_of(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


async def test_a_video_shows_its_poster_at_once_and_then_its_clip(guest: Person) -> None:
    original = film(MOV)
    async with event_stream(guest) as stream:
        sent = await guest.send_photo(original, author="Ben", name="IMG_1.MOV")
        assert (sent["media"], sent["width"], sent["height"]) == ("video", 240, 320)
        assert [each["name"] for each in sent["renditions"]][:2] == ["thumb", "wall"]
        ready = await guest.with_clip(sent["id"])
        clip = rendition(ready, "clip")
        assert (clip["type"], clip["width"], clip["height"]) == ("video/mp4", 240, 320)
        assert (ready["position"], ready["duration_s"]) == (sent["position"], 1.0)
        assert ready["change"] > sent["change"]
        told = await stream.until("photo", id=sent["id"], change=ready["change"])
        assert rendition(told.data, "clip") == clip
    poster = (await guest.http.get(rendition(ready, "wall")["url"])).content
    with Image.open(io.BytesIO(poster)) as picture:
        assert picture.size == (240, 320)


async def test_what_is_public_of_a_video_says_nothing_of_its_sender(guest: Person) -> None:
    original = film(MOV)
    assert PLACE in original, "the film must say where it was made for this to show anything"
    ready = await guest.with_clip((await guest.send_photo(original))["id"])
    for each in ready["renditions"]:
        served = (await guest.http.get(each["url"])).content
        for private in (PLACE, b"ISO6709", b"\xa9xyz", b"creation"):
            assert private not in served, each["name"]
    with av.open(io.BytesIO((await guest.http.get(rendition(ready, "clip")["url"])).content)) as clip:
        assert [stream.type for stream in clip.streams] == ["video"], "no sound, and no track of data"


async def test_the_hosts_copy_of_a_video_is_the_file_as_it_was_sent(guest: Person, host: Person) -> None:
    original = film(MOV)
    sent = await guest.send_photo(original)
    await guest.with_clip(sent["id"])
    answer = await host.http.get(f"/api/admin/photo/{sent['id']}/original")
    assert answer.content == original
    assert answer.headers["Content-Type"] == "video/quicktime"
    assert (
        answer.headers["Content-Disposition"].endswith('.mov"')
        or ".mov" in (answer.headers["Content-Disposition"])
    )


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-1", 206, slice(0, 2)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-50", 206, slice(-50, None)),
        ("bytes=10-19", 206, slice(10, 20)),
        ("bytes=99999999-", 416, None),
    ],
)
async def test_a_clip_is_served_in_parts(asked: str, status: int, part: slice | None, guest: Person) -> None:
    ready = await guest.with_clip((await guest.send_photo(film()))["id"])
    url = rendition(ready, "clip")["url"]
    whole = await guest.http.get(url)
    assert whole.status_code == 200
    assert (whole.headers["Content-Type"], whole.headers["Accept-Ranges"]) == ("video/mp4", "bytes")
    assert "immutable" in whole.headers["Cache-Control"]
    answer = await guest.http.get(url, headers={"Range": asked})
    assert answer.status_code == status
    if part is not None:
        assert answer.content == whole.content[part]
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        begin_at, end_at, _ = part.indices(len(whole.content))
        assert answer.headers["Content-Range"] == f"bytes {begin_at}-{end_at - 1}/{len(whole.content)}"


async def test_a_taken_down_video_is_gone_with_its_clip_and_comes_back_with_one(
    guest: Person, host: Person
) -> None:
    ready = await guest.with_clip((await guest.send_photo(film()))["id"])
    await host.http.post(f"/api/admin/photo/{ready['id']}/hide")
    for each in ready["renditions"]:
        assert (await guest.http.get(each["url"])).status_code == 404
    restored = (await host.http.post(f"/api/admin/photo/{ready['id']}/restore")).json()["photo"]
    assert restored["media"] == "video"
    again = await guest.with_clip(ready["id"])
    assert (await guest.http.get(rendition(again, "clip")["url"])).status_code == 200
    assert rendition(again, "clip")["url"] != rendition(ready, "clip")["url"]


async def test_a_video_may_follow_its_poster_as_an_original_does(guest: Person, host: Person) -> None:
    copy = await guest.http.post(
        "/api/new_photo",
        files={"file": ("poster.jpg", jpeg(640, 360), "image/jpeg")},
        data={"key": "clip 1", "author": "Ben", "screen_copy": "1"},
    )
    shown = copy.json()["photo"]
    assert (shown["media"], shown["original"]) == ("photo", "coming")
    original = film(FilmSpec(size=(640, 360)))
    photo_id = await photo_of(guest, original, key="clip 1")
    assert photo_id == shown["id"]
    ready = await guest.with_clip(photo_id)
    assert (ready["media"], ready["original"], ready["position"]) == ("video", "kept", shown["position"])
    assert (await host.http.get(f"/api/admin/photo/{photo_id}/original")).content == original
    kinds = [
        change["kind"]
        for change in (await host.http.get("/api/admin/changes")).json()["changes"]
        if change["photo"] == photo_id
    ]
    assert kinds == ["clip_made", "completed", "shown"]


async def test_a_screen_copy_is_a_picture(guest: Person) -> None:
    answer = await guest.http.post(
        "/api/new_photo", files={"file": ("x.jpg", film(), "image/jpeg")}, data={"screen_copy": "1"}
    )
    assert error_of(answer) == (415, "NOT_A_PICTURE")


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (sound_only(), 415, "NO_PICTURE_IN_VIDEO"),
        (film(FilmSpec(codec="mpeg4")), 415, "VIDEO_CODEC_UNKNOWN"),
        (film(FilmSpec(frames=120))[:-200], 422, "BROKEN_VIDEO"),
        (film()[:32] + bytes(5000), 422, "BROKEN_VIDEO"),
        (b"\x1aE\xdf\xa3\x87\x42\x82\x84webm" + b"\x99" * 3000, 422, "BROKEN_VIDEO"),
    ],
    ids=["sound", "codec", "cut", "garbage", "webm garbage"],
)
async def test_a_video_that_cannot_be_shown_is_refused_in_plain_words(
    content: bytes, status: int, code: str, guest: Person, server: Server
) -> None:
    for answer in (await guest.send(content, name="clip.mp4"), await send_whole(guest, content)):
        assert error_of(answer) == (status, code)
        assert len(answer.json()["error"]["message"].split()) > 5
    assert (await guest.photos(mine=1))["photos"] == []
    assert server.files().names("private/staging", "private/uploads") == []


async def test_with_videos_off_photos_go_and_videos_do_not(guest: Person, host: Person) -> None:
    copy = await guest.http.post(
        "/api/new_photo",
        files={"file": ("p.jpg", jpeg(), "image/jpeg")},
        data={"key": "k", "screen_copy": "1"},
    )
    async with event_stream(guest) as stream:
        await host.http.put("/api/admin/videos", json={"allowed": False})
        try:
            await stream.until("party", videos=False)
            assert error_of(await guest.send(film())) == (403, "VIDEOS_OFF")
            upload = await begin(guest, len(content := film()), key="k")
            assert error_of(await upload.send(0, content)) == (403, "VIDEOS_OFF")
            assert (await upload.ask()).status_code == 403, "over for good"
            kept = (await guest.http.get(f"/api/photo/{copy.json()['photo']['id']}")).json()["photo"]
            assert (kept["media"], kept["original"]) == ("photo", "copy")
            await guest.send_photo(jpeg())
        finally:
            await host.http.put("/api/admin/videos", json={"allowed": True})
        await stream.until("party", videos=True)


async def test_a_video_is_refused_at_its_first_bytes_while_they_are_off(guest: Person, host: Person) -> None:
    content = film() + bytes(HEAD_BYTES)
    upload = await begin(guest, 100 * 1024 * 1024)
    await host.http.put("/api/admin/videos", json={"allowed": False})
    try:
        assert error_of(await upload.send(0, content[:HEAD_BYTES])) == (403, "VIDEOS_OFF")
    finally:
        await host.http.put("/api/admin/videos", json={"allowed": True})


async def test_first_bytes_that_come_one_by_one_are_looked_at_all_the_same(
    guest: Person, host: Person
) -> None:
    content = film() + bytes(HEAD_BYTES)
    upload = await begin(guest, 100 * 1024 * 1024)
    assert (await upload.send(0, content[:100])).status_code == 204
    assert (await upload.send(100, content[100:200])).status_code == 204
    await host.http.put("/api/admin/videos", json={"allowed": False})
    try:
        assert error_of(await upload.send(200, content[200:HEAD_BYTES])) == (403, "VIDEOS_OFF")
    finally:
        await host.http.put("/api/admin/videos", json={"allowed": True})


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"IIRO\x08\0\0\0", "RAW_PHOTO"),
        (b"\xff\x0a\xfa\x1f\x01", "JPEG_XL"),
        (b"\x1aE\xdf\xa3\x8b\x42\x82\x88matroska", "MKV_VIDEO"),
        (b"RIFF\xff\xff\x00\x00AVI LIST", "AVI_VIDEO"),
    ],
)
async def test_what_is_not_shown_is_named_at_its_first_bytes(guest: Person, head: bytes, code: str) -> None:
    upload = await begin(guest, 2 * 1024 * 1024)

    assert error_of(await upload.send(0, head + bytes(HEAD_BYTES))) == (415, code)
    assert (await upload.ask()).status_code == 415


async def test_photos_and_videos_have_limits_of_their_own(small_server: Server) -> None:
    mb = 1024 * 1024
    async with person(small_server.url) as guest:
        await guest.http.get("/api/uid")
        offered = await guest.http.options("/api/uploads")
        assert int(offered.headers["Tus-Max-Size"]) == 2 * mb
        large_photo, large_video = jpeg() + bytes(mb), film() + bytes(mb)
        assert error_of(await guest.send(large_photo)) == (413, "TOO_LARGE")
        await guest.send_photo(large_video)
        assert error_of(await guest.send(film() + bytes(2 * mb))) == (413, "TOO_LARGE")
        # By its first bytes, long before all of them have come.
        upload = await begin(guest, len(large_photo))
        assert error_of(await upload.send(0, large_photo[:HEAD_BYTES])) == (413, "TOO_LARGE")
        assert (await upload.ask()).status_code == 413
        begun = await guest.http.post(
            "/api/uploads", headers=TUS | metadata() | {"Upload-Length": str(2 * mb + 1)}
        )
        assert error_of(begun) == (413, "TOO_LARGE")
        assert small_server.files().names("private/uploads") == []


async def test_the_plain_form_takes_a_video(guest: Person) -> None:
    await guest.http.get("/upload")
    answer = await guest.http.post(
        "/upload", files={"file": ("clip.mp4", film(), "video/mp4")}, data={"author": "Ben"}
    )
    assert answer.status_code == 303
    photo_id = answer.headers["Location"].rsplit("=", 1)[1]
    assert (await guest.with_clip(photo_id))["media"] == "video"


async def test_the_same_video_twice_is_one(guest: Person, stranger: Person) -> None:
    content = film(FilmSpec(frames=40))
    first = await guest.send_photo(content)
    again = await guest.send(content)
    assert (again.status_code, again.json()["photo"]["id"]) == (200, first["id"])
    assert (await stranger.send_photo(content))["id"] != first["id"]


class ServerWithoutCodec(Server):
    """A server on a machine that has no codec for videos."""

    PROGRAM = program_after(
        "import app.site.assembly",
        'told = \'{"unable": "the package av cannot be used (no module)"}\'',
        "command = (sys.executable, '-c', f'print({told!r}, flush=True)')",
        "app.site.assembly.poster_command = lambda _, **how: command",
    )


async def test_a_machine_without_the_codec_takes_photos_only_and_says_so(tmp_path: Path) -> None:
    server = ServerWithoutCodec(tmp_path / "party")
    server.start()
    try:
        said = [line for line in server.log.splitlines() if "no videos" in line]
        assert len(said) == 1
        assert "the package av cannot be used" in said[0]
        async with person(server.url) as guest:
            assert (await guest.photos(limit=1))["party"]["videos"] is False
            assert (await guest.http.options("/api/uploads")).headers["Tus-Max-Size"] == str(50 * 1024 * 1024)
            for answer in (await guest.send(film()), await send_whole(guest, film())):
                assert error_of(answer) == (415, "VIDEO_NOT_SUPPORTED")
            await guest.send_photo(jpeg())
    finally:
        server.stop()


async def test_without_the_codec_a_video_from_before_waits_for_it(tmp_path: Path) -> None:
    """Its clip is not given up, and a hidden one stays hidden: another start may have the codec again."""
    with running(tmp_path / "party") as server:
        async with person(server.url) as guest, person(server.url) as host:
            await host.sign_in()
            sent = await guest.send_photo(film())
            await guest.with_clip(sent["id"])
            await host.http.post(f"/api/admin/photo/{sent['id']}/hide")
    without = ServerWithoutCodec(tmp_path / "party")
    without.start()
    try:
        async with person(without.url) as host:
            await host.sign_in()
            answer = await host.http.post(f"/api/admin/photo/{sent['id']}/restore")
            assert error_of(answer) == (415, "VIDEO_NOT_SUPPORTED")
    finally:
        without.stop()
