"""The numbers at /metrics: who may read them, what they count, and that they name nobody."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.media.films import film
from tests.nginx.rendered_config import run_nginx
from tests.patience import PATIENCE_S
from tests.running import CHECKOUT, Person, Server, jpeg, person, running
from tests.streams import event_stream

TOKEN = "a-token-for-prometheus"
TUS = {"Tus-Resumable": "1.0.0"}


class Numbers:
    """One reading of /metrics."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.samples = [
            sample for family in text_string_to_metric_families(text) for sample in family.samples
        ]

    def of(self, name: str, **labels: str) -> float:
        """Sum the samples `partywall_<name>` that have these labels."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == f"partywall_{name}" and labels.items() <= sample.labels.items()
        )

    def series(self) -> set[str]:
        return {f"{sample.name} {sorted(sample.labels.items())}" for sample in self.samples}


async def read(someone: Person) -> Numbers:
    answer = await someone.http.get("/metrics")
    assert answer.status_code == 200, answer.text
    return Numbers(answer.text)


async def read_until(someone: Person, condition: Callable[[Numbers], bool]) -> Numbers:
    """Read them again and again until they are as they should be."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition(numbers := await read(someone)):
            pass
    return numbers


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path / "party", max_photo_mb=1, max_video_mb=1) as server:
        yield server


@pytest.fixture
async def someone(fresh: Server) -> AsyncIterator[Person]:
    async with person(fresh.url) as guest:
        yield guest


# --- who may read them


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "192.168.1.20"},
        {"Forwarded": "for=192.168.1.20"},
        {"X-Real-IP": "192.168.1.20"},
        {"Via": "1.1 somewhere"},
        {"Host": "wall.example.org"},
        {"Host": "[::1"},
    ],
    ids=lambda headers: " ".join(headers),
)
async def test_who_comes_through_something_in_between_finds_nothing(
    headers: dict[str, str], guest: Person
) -> None:
    assert (await guest.http.get("/metrics")).status_code == 200
    assert (await guest.http.get("/metrics", headers=headers)).status_code == 404


async def test_a_guest_behind_nginx_finds_nothing(tmp_path: Path) -> None:
    with (
        running(tmp_path / "party", trusted_proxies=1) as app,
        run_nginx(tmp_path / "nginx", app.port, app.data_dir) as nginx,
    ):
        async with person(nginx.url) as guest:
            for path in ("/metrics", "/metrics/", "/%6detrics", "/x/../metrics"):
                answer = await guest.http.get(path)
                assert answer.status_code == 404, path
                assert "partywall_" not in answer.text


async def test_with_a_token_the_token_is_asked_for_and_nothing_else(tmp_path: Path) -> None:
    with running(tmp_path / "party", metrics_token=TOKEN) as server:
        async with person(server.url) as prometheus:
            for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Basic eDp5"}):
                assert (await prometheus.http.get("/metrics", headers=wrong)).status_code == 404
            right = {"Authorization": f"Bearer {TOKEN}", "Host": "app:8080", "X-Forwarded-For": "10.0.0.1"}
            assert (await prometheus.http.get("/metrics", headers=right)).status_code == 200


# --- what they count


async def test_photos_are_counted_by_the_way_they_came_and_by_what_became_of_them(someone: Person) -> None:
    await someone.send_photo()
    await someone.http.post("/upload", files={"file": ("a.jpg", jpeg())}, data={"key": "form"})
    assert (await someone.send(b"no picture at all")).status_code == 415
    assert (await someone.send(bytes(2 * 1024 * 1024))).status_code == 413
    assert (await someone.send(jpeg()[:-300])).status_code == 422
    photo = jpeg()
    begun = await someone.http.post("/api/uploads", headers=TUS | {"Upload-Length": str(len(photo))})
    piece = TUS | {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
    await someone.http.patch(begun.headers["Location"], headers=piece, content=photo)
    numbers = await read(someone)
    assert {
        (way, what): numbers.of(f"uploads_{what}_total", way=way)
        for way in ("api", "form", "resumable")
        for what in ("begun", "finished", "refused")
    } == {
        ("api", "begun"): 4,
        ("api", "finished"): 1,
        ("api", "refused"): 3,
        ("form", "begun"): 1,
        ("form", "finished"): 1,
        ("form", "refused"): 0,
        ("resumable", "begun"): 1,
        ("resumable", "finished"): 1,
        ("resumable", "refused"): 0,
    }
    assert numbers.of("uploads_refused_total", way="api", code="NOT_A_PICTURE") == 1
    assert numbers.of("uploads_refused_total", way="api", code="TOO_LARGE") == 1
    assert numbers.of("uploads_refused_total", way="api", code="BROKEN_PICTURE") == 1
    assert numbers.of("media_pictures_total", outcome="rendered") == 3
    assert numbers.of("media_pictures_total", outcome="BROKEN_PICTURE") == 1
    assert numbers.of("media_render_seconds_count") == 4
    assert numbers.of("media_render_seconds_sum") > 0
    assert numbers.of("http_received_bytes_total") > 1024 * 1024


async def test_clips_are_counted_by_what_became_of_them(someone: Person) -> None:
    sent = await someone.send_photo(film(), name="film.mp4")
    await someone.with_clip(sent["id"])
    # Told a moment after the change.
    numbers = await read_until(someone, lambda numbers: numbers.of("clips_total", outcome="made") >= 1)
    assert numbers.of("clips_total") == numbers.of("clip_seconds_count") == 1
    assert numbers.of("clip_seconds_sum") > 0
    assert numbers.of("media_pictures_total", outcome="rendered") == 1, "its poster"
    await read_until(someone, lambda numbers: numbers.of("clips_waiting") == 0)


async def test_the_time_from_the_last_byte_to_the_streams_is_measured(someone: Person) -> None:
    async with event_stream(someone) as stream:
        sent = await someone.send_photo()
        await stream.until("photo", id=sent["id"])
        # The hub says so after it has written to the last stream, which may have been read by then.
        numbers = await read_until(someone, lambda numbers: numbers.of("photo_to_stream_seconds_count") >= 1)
        assert numbers.of("photo_to_stream_seconds_count") == 1
        assert 0 < numbers.of("photo_to_stream_seconds_sum") < PATIENCE_S
        assert numbers.of("streams") == 1


async def test_what_the_feed_does_is_counted(someone: Person) -> None:
    async with event_stream(someone) as stream:
        sent = await someone.send_photo()
        await stream.until("photo", id=sent["id"])
    async with event_stream(someone, since=0) as again:
        await again.until("photo", id=sent["id"])
    async with event_stream(someone, since=10**9) as lost:
        await lost.until("reset")
    numbers = await read(someone)
    assert numbers.of("feed_events_total") >= 1
    assert numbers.of("feed_fan_out_seconds_count") >= 1
    assert numbers.of("feed_fan_out_seconds_sum") > 0
    assert numbers.of("feed_replays_total", source="memory") == 1
    assert numbers.of("feed_replays_total", source="reset") == 1


async def test_requests_are_counted_by_template_method_and_class_of_status(someone: Person) -> None:
    sent = await someone.send_photo()
    for photo_id in (sent["id"], "0" * 32):
        await someone.http.get(f"/api/photo/{photo_id}")
    numbers = await read(someone)
    route = "/api/photo/<photo_id>"
    assert numbers.of("http_requests_total", route=route, method="GET", status="2xx") == 1
    assert numbers.of("http_requests_total", route=route, method="GET", status="4xx") == 1
    assert numbers.of("http_request_duration_seconds_count", route=route) == 2
    assert numbers.of("refusals_total", code="NOT_FOUND") == 1


async def test_what_nobody_knows_is_one_route_and_one_method(someone: Person) -> None:
    for number in range(5):
        await someone.http.request(f"MADEUP{number}", f"/nothing/{number}")
    numbers = await read(someone)
    assert numbers.of("http_requests_total", route="unknown", method="OTHER") == 5
    assert "MADEUP" not in numbers.text
    assert "nothing" not in numbers.text


async def test_a_stream_is_counted_at_its_end_and_not_among_the_answers_times(someone: Person) -> None:
    async with event_stream(someone):
        assert (await read(someone)).of("streams") == 1
    numbers = await read_until(someone, lambda numbers: numbers.of("stream_life_seconds_count") >= 1)
    assert numbers.of("streams") == 0
    assert numbers.of("http_request_duration_seconds_count", route="/api/events") == 0


async def test_the_loop_the_records_and_the_disk_are_watched(someone: Person) -> None:
    await someone.send_photo()
    numbers = await read(someone)
    assert numbers.of("loop_delay_seconds_count") > 0
    assert numbers.of("database_transaction_seconds_count") >= 2
    assert numbers.of("database_wait_seconds_count") >= 2
    assert numbers.of("disk_free_bytes") > 0
    assert re.search(r"^process_resident_memory_bytes \d", numbers.text, re.M)


async def test_no_name_caption_or_id_is_among_them(someone: Person) -> None:
    async with event_stream(someone):
        sent = await someone.send_photo(author="Melusine", caption="Zwetschgenknödel", key="a-key-of-mine")
        own = (await someone.http.get("/api/uid")).json()["guest"]
        await someone.http.get("/api/photos", params={"since": "987654"})
        text = (await read(someone)).text
    for secret in ("Melusine", "Zwetschgen", "a-key-of-mine", sent["id"], own, "987654", "127.0.0.1"):
        assert secret not in text


async def test_the_documentation_names_every_number_and_no_other(someone: Person) -> None:
    text = (CHECKOUT / "docs" / "operations.md").read_text()
    written = set(re.findall(r"^\| (.*?) \|", text, re.M))
    named = {name for row in written for name in re.findall(r"`(partywall_\w+)`", row)}
    there = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in text_string_to_metric_families((await read(someone)).text)
        if family.name.startswith("partywall_")
    }
    assert named == there


async def test_two_readings_have_the_same_series(someone: Person) -> None:
    """What grows with use grows in value: the set of series is bounded by what the code names."""
    for _ in range(2):
        await someone.send_photo()
    first = (await read(someone)).series()
    for _ in range(3):
        await someone.send_photo()
        await someone.http.get("/api/photos", params={"since": "1"})
    await someone.http.get("/api/photos")
    new = (await read(someone)).series() - first
    assert all("/api/photos" in series or "/metrics" in series for series in new), new
