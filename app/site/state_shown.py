"""The state of the parts, shown among the numbers. It is read only when somebody asks."""

from app.parties.registry import Parties
from app.processing.clip_maker import ClipMaker
from app.processing.media_pool import MediaPool
from app.telemetry.logs import dropped_lines
from app.telemetry.metrics import Metrics
from app.telemetry.watchdog import LoopWatch


def show_state(
    numbers: Metrics, parties: Parties, pool: MediaPool, clips: ClipMaker | None, watch: LoopWatch
) -> None:
    feed, counts = parties.feed, parties.feed.counts
    numbers.handed_out = feed.handed_out
    numbers.feed_events = lambda: counts.events
    numbers.add_gauge("streams", "Open streams.", lambda: len(feed))
    numbers.add_gauge("streams_direct", "Of these, written to past the server.", lambda: feed.direct_count)
    numbers.add_counter("feed_events", "Events that streams were told.", numbers.feed_events)
    numbers.add_summary(
        "feed_fan_out_seconds",
        "From the first stream that is told to the last.",
        lambda: (counts.fan_outs, counts.fan_out_s),
    )
    numbers.add_gauge("feed_last_fan_out_seconds", "The latest of these.", lambda: counts.last_fan_out_s)
    numbers.add_counter(
        "streams_closed_for_slowness",
        "Streams whose readers were too slow.",
        lambda: counts.closed_for_slowness,
    )
    replays = "Streams that went on from a cursor, by where what they missed came from."
    numbers.add_counter("feed_replays", replays, lambda: counts.replays, {"source": "memory"})
    numbers.add_counter("feed_replays", replays, lambda: counts.resets, {"source": "reset"})
    numbers.add_gauge("parties_open", "Parties that are open in this process.", lambda: len(parties))
    numbers.add_gauge("media_waiting", "Pictures that wait for a worker.", lambda: pool.waiting)
    numbers.add_gauge("media_busy", "Workers that have a picture.", lambda: pool.busy)
    numbers.add_gauge("clips_waiting", "Clips to be made by anybody.", lambda: clips.waiting if clips else 0)
    numbers.add_gauge("disk_free_bytes", "Room left for photos.", parties.site.storage.free_bytes)
    numbers.add_gauge("loop_delay_max_seconds", "The loop's longest delay in a minute.", watch.max_delay_s)
    numbers.add_counter("log_lines_dropped", "Log lines that nobody took in time.", dropped_lines)
