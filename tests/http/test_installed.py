"""What makes the pages an app: the manifest, its icons, and the service worker's script and list."""

import json
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from tests.running import Person, Server, person, running

pytestmark = pytest.mark.no_records

OURS = {"Accept": "text/html"}


async def test_the_manifest_carries_the_partys_title_and_names_icons_that_are_there(guest: Person) -> None:
    page = (await guest.http.get("/")).text
    assert '<link rel="manifest" href="/manifest.webmanifest">' in page
    answer = await guest.http.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["name"] == "Our party"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        picture = Image.open(BytesIO((await guest.http.get(icon["src"])).content))
        assert (picture.format, f"{picture.width}x{picture.height}") == ("PNG", icon["sizes"])


async def test_a_maskable_icon_leaves_its_edge_to_the_launchers_mask(guest: Person) -> None:
    picture = Image.open(BytesIO((await guest.http.get("/icons/maskable-512.png")).content)).convert("RGB")
    ground = picture.getpixel((0, 0))
    # The safe zone is a circle of 80 %: nothing is drawn outside of the square around it.
    box = Image.eval(picture.convert("L"), lambda level: 255 if level > 60 else 0).getbbox()
    assert ground == (29, 26, 22)
    assert box is not None
    assert min(box[0], box[1], 512 - box[2], 512 - box[3]) >= 51


async def test_an_icon_that_nobody_asked_for_is_not_drawn(guest: Person) -> None:
    assert (await guest.http.get("/icons/icon-9999.png")).status_code == 404


async def test_the_service_worker_is_asked_for_each_time_and_keeps_files_that_are_all_there(
    guest: Person,
) -> None:
    answer = await guest.http.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Type"].startswith("text/javascript")
    kept = json.loads(re.findall(r"run\((.*)\);", answer.text)[0])
    assert kept["release"] == (await guest.http.get("/upload")).headers["Partywall-Release"]
    for path in kept["files"]:
        assert (await guest.http.get(path)).status_code == 200, path


async def test_no_page_loads_what_its_types_alone_name(guest: Person) -> None:
    for page in ("/", "/edit"):
        html = (await guest.http.get(page)).text
        assert "/static/js/helpers/http.js" in html
        # Named in the comments for the type checker; the code that sends comes when something waits.
        assert "/static/js/types.js" not in html
        assert "/static/js/pages/upload/carrier.js" not in html
    assert "/static/js/types.js" not in (await guest.http.get("/sw.js")).text


@pytest.mark.parametrize("page", ["/", "/upload", "/offline"])
async def test_the_service_worker_keeps_all_that_a_page_loads(page: str, guest: Person) -> None:
    kept = json.loads(re.findall(r"run\((.*)\);", (await guest.http.get("/sw.js")).text)[0])["files"]
    html = (await guest.http.get(page)).text
    asked = set(re.findall(r'(?:src|href)="(/static/[^"#]+)', html))
    assert asked
    assert asked <= set(kept)


async def test_switched_off_it_is_one_that_takes_itself_away(tmp_path: Path) -> None:
    with running(tmp_path / "party", service_worker="off") as server:
        async with person(server.url) as someone:
            script = (await someone.http.get("/sw.js")).text
            assert "leave();" in script
            assert "data-service-worker" not in (await someone.http.get("/upload")).text


async def test_a_page_of_the_host_is_never_kept(host: Person, server: Server) -> None:
    answer = await host.http.get("/admin", headers=OURS)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert '"/admin"' not in (await host.http.get("/sw.js")).text
