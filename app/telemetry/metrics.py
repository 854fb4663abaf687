"""The numbers behind `/metrics`: one registry for each server, names after Prometheus' conventions.

Labels are route templates, methods and our own codes. Each set is small and fixed, and none identifies
anybody.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, Metric, SummaryMetricFamily

from app.base.errors import AppError
from app.telemetry.notes import RequestNote

# Otherwise each counter gets a second series with its creation time, which is useless here.
disable_created_metrics()  # type: ignore[no-untyped-call]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER_METHOD = "OTHER"
CUT = "cut"
"""The status of a request whose client left before it had its answer."""
FAST_S = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
LOOP_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 1.0, 2.5)
REQUEST_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
PICTURE_S = (0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 20.0)
CLIP_S = (1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 600.0)
LIFE_S = (1.0, 5.0, 15.0, 60.0, 300.0, 600.0, 900.0, 1200.0)
MAX_ON_THEIR_WAY = 1000


class Metrics:
    """All counters and timers. It belongs to one event loop; `exposition` may run in a thread."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._counters: dict[
            str, tuple[CounterMetricFamily, list[tuple[list[str], Callable[[], float]]]]
        ] = {}
        self._summaries: list[tuple[str, str, Callable[[], tuple[int, float]]]] = []
        self.registry.register(self)
        self._requests = self._counter(
            "http_requests", "Requests by route, method and class of status.", ("route", "method", "status")
        )
        self._request_s = self._histogram(
            "http_request_duration_seconds",
            "From a request's first byte to its answer's last one; streams are not in it.",
            REQUEST_S,
            ("route", "method"),
        )
        self._bytes_in = self._counter("http_received_bytes", "Bytes of bodies that came in.")
        self._bytes_out = self._counter("http_sent_bytes", "Bytes of bodies that went out, without streams.")
        self._faults = self._counter("http_faults", "Requests that failed through a fault of ours.")
        self._refusals = self._counter("refusals", "Requests that were refused, by error code.", ("code",))
        self._uploads_begun = self._counter("uploads_begun", "Photos that phones began to send.", ("way",))
        self._uploads_finished = self._counter("uploads_finished", "Photos that were taken.", ("way",))
        self._uploads_refused = self._counter(
            "uploads_refused", "Requests with bytes of a photo that were refused.", ("way", "code")
        )
        self._stream_life_s = self._histogram("stream_life_seconds", "How long streams were open.", LIFE_S)
        self._pictures = self._counter(
            "media_pictures", "Pictures by what became of them: rendered, or a code.", ("outcome",)
        )
        self._media_wait_s = self._histogram(
            "media_wait_seconds", "How long pictures waited for a worker.", PICTURE_S
        )
        self._media_s = self._histogram("media_render_seconds", "How long workers took.", PICTURE_S)
        self._clips = self._counter(
            "clips", "Clips that were taken on here, by what became of them: made, or a code.", ("outcome",)
        )
        self._clip_s = self._histogram("clip_seconds", "How long they took.", CLIP_S)
        self._loop_delay_s = self._histogram("loop_delay_seconds", "How late the event loop was.", LOOP_S)
        self._transaction_s = self._histogram(
            "database_transaction_seconds", "From a transaction's begin to its end.", FAST_S
        )
        self._transaction_wait_s = self._histogram(
            "database_wait_seconds", "How long transactions waited for their turn.", FAST_S
        )
        self.feed_events: Callable[[], int] = lambda: 0
        """How many events each open stream has been told since the start."""
        self.handed_out: Iterable[tuple[str, int, float]] = ()
        """A party, its head after each of the latest fan-outs, and the time of each, oldest first."""
        self._on_their_way: deque[tuple[str, int, float]] = deque(maxlen=MAX_ON_THEIR_WAY)
        self._photo_s = self._histogram(
            "photo_to_stream_seconds", "From a photo's last byte to its event handed to streams.", PICTURE_S
        )

    # --- what happens

    def note_request(self, note: RequestNote) -> None:
        """Count a finished request."""
        method = note.method if note.method in METHODS else OTHER_METHOD
        status = CUT if note.status is None else f"{note.status // 100}xx"
        self._requests.labels(note.route, method, status).inc()
        took_s = time.monotonic() - note.began_at
        if note.is_stream:
            self._stream_life_s.observe(took_s)
        else:
            self._request_s.labels(note.route, method).observe(took_s)
            self._bytes_out.inc(note.bytes_out)
        self._bytes_in.inc(note.bytes_in)

    def note_refusal(self, code: str) -> None:
        self._refusals.labels(code).inc()

    def note_fault(self) -> None:
        self._faults.inc()

    def note_upload_begun(self, way: str) -> None:
        self._uploads_begun.labels(way).inc()

    def note_upload_finished(self, way: str) -> None:
        self._uploads_finished.labels(way).inc()

    @contextmanager
    def upload_refusals(self, way: str) -> Iterator[None]:
        """Count an AppError that passes through."""
        try:
            yield
        except AppError as error:
            self._uploads_refused.labels(way, error.code).inc()
            raise

    def note_photo(self, party_id: str, change_no: int, last_byte_at: float) -> None:
        """Remember when a photo's last byte came, until the change that shows it has been handed out."""
        self.settle_photos()
        self._on_their_way.append((party_id, change_no, last_byte_at))

    def settle_photos(self) -> None:
        """Time the photos that streams have heard of since the last call."""
        waiting, self._on_their_way = self._on_their_way, deque(maxlen=MAX_ON_THEIR_WAY)
        for party_id, change_no, last_byte_at in waiting:
            told = (at for told_id, head, at in self.handed_out if told_id == party_id and head >= change_no)
            at = next(told, None)
            if at is None:
                self._on_their_way.append((party_id, change_no, last_byte_at))
            elif at >= last_byte_at:  # not one that was shown before, and whose phone asks again
                self._photo_s.observe(at - last_byte_at)

    def note_picture(self, outcome: str, waited_s: float, took_s: float) -> None:
        """Count a picture that a worker was asked for. `outcome` is "rendered" or one of our codes."""
        self._pictures.labels(outcome).inc()
        self._media_wait_s.observe(waited_s)
        self._media_s.observe(took_s)

    def note_clip(self, outcome: str, took_s: float) -> None:
        """Count a clip that was begun. `outcome` is "made", or another word or code of ours."""
        self._clips.labels(outcome).inc()
        self._clip_s.observe(took_s)

    def note_loop_delay(self, delay_s: float) -> None:
        self._loop_delay_s.observe(delay_s)

    def note_transaction(self, waited_s: float, took_s: float) -> None:
        self._transaction_wait_s.observe(waited_s)
        self._transaction_s.observe(took_s)

    # --- what is read when somebody asks

    def add_gauge(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Show what `read` returns at the moment of asking. It is called in a thread and only reads."""
        Gauge(f"partywall_{name}", meaning, registry=self.registry).set_function(read)

    def add_counter(
        self, name: str, meaning: str, read: Callable[[], float], labels: Mapping[str, str] | None = None
    ) -> None:
        """Show what `read` returns. It is counted elsewhere and never falls."""
        family = CounterMetricFamily(f"partywall_{name}", meaning, labels=list(labels or {}))
        self._counters.setdefault(name, (family, []))[1].append((list((labels or {}).values()), read))

    def add_summary(self, name: str, meaning: str, read: Callable[[], tuple[int, float]]) -> None:
        """Show how often something was done and how long all of it took, as `read` returns both."""
        self._summaries.append((f"partywall_{name}", meaning, read))

    def collect(self) -> Iterator[Metric]:
        """Read the numbers that are counted elsewhere. The registry calls this."""
        for family, sources in self._counters.values():
            family.samples = []
            for labels, read in sources:
                family.add_metric(labels, read())
            yield family
        for name, meaning, read_both in self._summaries:
            count, total = read_both()
            yield SummaryMetricFamily(name, meaning, count_value=count, sum_value=total)

    def exposition(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)

    def _counter(self, name: str, meaning: str, labels: Iterable[str] = ()) -> Counter:
        return Counter(f"partywall_{name}", meaning, labels, registry=self.registry)

    def _histogram(
        self, name: str, meaning: str, buckets: tuple[float, ...], labels: Iterable[str] = ()
    ) -> Histogram:
        return Histogram(f"partywall_{name}", meaning, labels, buckets=buckets, registry=self.registry)
