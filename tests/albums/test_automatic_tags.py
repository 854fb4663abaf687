"""What a photo is found by without anybody's doing: its place (for hosts), time of the day, and faces."""

import asyncio
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.albums import places
from app.albums.found_by import kinds_of, labels_of
from app.albums.places import known_places, place_near
from app.albums.query import Kind
from app.media.rendered import Face
from app.records.photo import Photo, PhotoState
from app.records.to_index import ToIndex
from tests.albums.test_facts import told_photo
from tests.albums.test_search import ids, search, until
from tests.patience import PATIENCE_S
from tests.photo_rows import a_photo
from tests.running import Person

NEAR = [
    ((52.52, 13.405), "Mitte"),
    ((52.39, 13.06), "Potsdam"),
    ((48.137, 11.575), "Munich"),
    ((64.14, -21.9), "Reykjavík"),
    ((30.0, -40.0), ""),
    ((90.0, 0.0), ""),
    ((-90.0, 180.0), ""),
]
FACE = Face(0.1, 0.1, 0.1, 0.1)


@pytest.mark.parametrize(("place", "name"), NEAR)
def test_a_place_has_the_name_of_the_nearest_one_in_the_table(place: tuple[float, float], name: str) -> None:
    assert place_near(*place) == name


def test_every_place_of_the_table_is_nearest_to_itself() -> None:
    table = known_places()
    spots = list(zip(table.latitudes, table.longitudes, strict=True))
    for index in range(0, len(spots), 997):
        same = {table.name(other) for other in range(len(spots)) if spots[other] == spots[index]}
        assert place_near(spots[index][0] / 100_000, spots[index][1] / 100_000) in same


def test_without_the_table_no_place_has_a_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(places, "TABLE", tmp_path / "places.table")
    for kept in (known_places, place_near):
        kept.cache_clear()
    try:
        assert place_near(52.52, 13.405) == ""
        assert "make setup" in caplog.text
    finally:
        for kept in (known_places, place_near):
            kept.cache_clear()


def test_the_nearest_place_may_lie_across_the_date_line(monkeypatch: pytest.MonkeyPatch) -> None:
    made = places.Places(
        array("i", [-1_700_000, -1_700_000]),
        array("i", [-17_995_000, 17_970_000]),
        b"East\nWest",
        array("i", [4, 9]),
    )
    monkeypatch.setattr(places, "known_places", lambda: made)

    assert places.place_near.__wrapped__(-17.0, 179.97) == "East"
    assert places.place_near.__wrapped__(-17.0, 179.80) == "West"


def to_index(photo: Photo, latitude: float | None = None, longitude: float | None = None) -> ToIndex:
    return ToIndex(photo, "", (), False, 120, latitude, longitude)


@pytest.mark.parametrize(
    ("hour", "part"),
    [(6, Kind.MORNING), (12, Kind.AFTERNOON), (18, Kind.EVENING), (23, Kind.NIGHT), (3, Kind.NIGHT)],
)
def test_the_time_of_the_day_is_told_by_the_clocks_at_the_party(hour: int, part: Kind) -> None:
    local = datetime(2026, 6, 13, hour, 30, tzinfo=UTC)
    at = (local - timedelta(hours=2)).isoformat()
    photo = a_photo("p" * 32, state=PhotoState.SHOWN, happened_at=at)

    assert part in kinds_of(to_index(photo))


@pytest.mark.parametrize(("faces", "kind"), [(1, Kind.FEW), (4, Kind.FEW), (5, Kind.GROUP), (0, None)])
def test_faces_are_many_or_few(faces: int, kind: Kind | None) -> None:
    photo = a_photo("p" * 32, state=PhotoState.SHOWN, faces=(FACE,) * faces)

    found = set(kinds_of(to_index(photo))) & {Kind.GROUP, Kind.FEW}

    assert found == ({kind} if kind else set())


def test_a_photo_without_a_place_has_no_label_of_one() -> None:
    photo = a_photo("p" * 32, state=PhotoState.SHOWN)

    assert "Mitte" not in labels_of(to_index(photo)).values()
    assert "Mitte" in labels_of(to_index(photo, latitude=52.52, longitude=13.405)).values()


async def test_hosts_find_photos_by_their_place_and_nobody_else(
    guest: Person, host: Person, stranger: Person
) -> None:
    photo = await guest.send_photo(told_photo(70), caption="whereabouts")
    await until(host, "whereabouts place:mitte", photo["id"])

    assert photo["id"] in await ids(host, 'ort:"Mitte" whereabouts')
    assert photo["id"] not in await ids(host, "place:potsdam")
    # Its own guest is no host either; and nothing by which a guest could tell comes of what is left out.
    for someone in (guest, stranger):
        assert await ids(someone, "place:mitte") == []
        assert photo["id"] not in await ids(someone, "mitte")
        assert photo["id"] in await ids(someone, "whereabouts -place:mitte")
        assert (await search(someone, "place:mitt"))["meant"] == []
        offered = (await someone.http.get("/api/search/suggestions", params={"q": "mitt"})).json()
        assert offered["suggestions"] == []
        assert (await someone.http.get("/api/admin/places")).status_code in (401, 403, 404)


async def test_hosts_read_the_places_of_the_night(guest: Person, host: Person) -> None:
    photo = await guest.send_photo(told_photo(71), caption="hereabouts")
    await until(host, "hereabouts place:mitte", photo["id"])

    answer = await host.http.get("/api/admin/places")

    (place,) = answer.json()["places"]
    assert (place["place"], place["query"]) == ("Mitte", 'place:"Mitte"')
    assert photo["id"] in await ids(host, place["query"])
    offered = (await host.http.get("/api/search/suggestions", params={"q": "mit"})).json()["suggestions"]
    assert ("place", "Mitte") in {(one["kind"], one["label"]) for one in offered}
    facts = (await host.http.get(f"/api/admin/photo/{photo['id']}/facts")).json()["facts"]
    assert facts["place_name"] == "Mitte"

    async def shown_there() -> int:
        told = (await host.http.get("/api/admin/places")).json()["places"]
        return sum(one["photos"] for one in told)

    await host.http.post(f"/api/admin/photo/{photo['id']}/hide")
    async with asyncio.timeout(PATIENCE_S):
        while await shown_there() == place["photos"]:
            await asyncio.sleep(0.05)
