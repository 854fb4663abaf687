"""What screens are told of faces: all of them, with each way of a photo, and nothing where nobody looks."""

from io import BytesIO
from pathlib import Path

from PIL import Image

from tests.media.faces import Place, with_faces
from tests.running import jpeg, person, running

SIZE = (1600, 1200)
LEFT, RIGHT = Place(0, 300, 800), Place(790, 100, 800)


def with_heads(*places: Place) -> bytes:
    stored = BytesIO()
    picture: Image.Image = with_faces(SIZE, *places)
    picture.save(stored, "JPEG", quality=90)
    return stored.getvalue()


async def test_a_photo_says_where_heads_are_in_every_answer_and_keeps_it(tmp_path: Path) -> None:
    with running(tmp_path / "party", faces="on") as server:
        async with person(server.url) as guest:
            sent = await guest.send_photo(with_heads(LEFT, RIGHT))
            centres = [round(face["x"] + face["width"] / 2, 1) for face in sent["faces"]]
            assert sorted(centres) == [0.2, 0.7]
            listed = (await guest.photos())["photos"][0]
            assert listed["faces"] == sent["faces"]
            assert (await guest.send_photo(jpeg(800, 600)))["faces"] == []
            # A new start reads it from the records.
            server.stop()
            server.start()
            async with person(server.url) as other:
                kept = {photo["id"]: photo for photo in (await other.photos())["photos"]}
            assert kept[sent["id"]]["faces"] == sent["faces"]


async def test_a_hidden_photo_that_is_restored_has_them_again(tmp_path: Path) -> None:
    with running(tmp_path / "party", faces="on") as server:
        async with person(server.url) as host:
            await host.sign_in()
            sent = await host.send_photo(with_heads(LEFT))
            assert sent["faces"]
            for act in ("hide", "restore"):
                assert (await host.http.post(f"/api/admin/photo/{sent['id']}/{act}")).is_success
            (shown,) = (await host.photos())["photos"]
            assert shown["faces"] == sent["faces"]


async def test_with_the_option_off_nobody_looks(tmp_path: Path) -> None:
    with running(tmp_path / "party", faces="off") as server:
        async with person(server.url) as guest:
            assert (await guest.send_photo(with_heads(LEFT)))["faces"] == []
