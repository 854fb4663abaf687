"""What in a party needs somebody: what waits for a decision, guests' reports, downloads that are ready."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Backlog:
    """Times are ISO 8601, empty for none.

    `waiting` counts photos, new words and new pictures. `newest` is the position of the last photo, or the
    number of the change that brought new words or a new picture: both count the changes of the party.
    `comments` wait or are reported; `last_comment_at` is when one of them was last written, changed or
    reported. `made_at` is when a slow download was last ready.
    """

    waiting: int = 0
    oldest_at: str = ""
    newest: int = 0
    comments: int = 0
    oldest_comment_at: str = ""
    last_comment_at: str = ""
    reported: int = 0
    last_report_at: str = ""
    made_at: str = ""


SHOWN = "select id from photos where state = 'shown'"


async def select_backlogs(connection: Connection, party_ids: Sequence[str]) -> dict[str, Backlog]:
    """Return what these parties need, in four queries for all of them."""
    asked = {f"id{no}": party_id for no, party_id in enumerate(party_ids)}
    if not asked:
        return {}
    places = ", ".join(f":{name}" for name in asked)
    # Held photos show themselves, private ones need no approval, and a ban is decided already.
    waiting = await connection.fetch_all(
        f"""
        select party_id, count(*) as number, min(since) as oldest, max(no) as newest from (
            select party_id, created_at as since, position as no from photos
            where party_id in ({places}) and state = 'waiting' and reason <> 'banned' and is_private = 0
                and release_at = ''
            union all
            select party_id, created_at, no from words_waiting
            where party_id in ({places}) and release_at = '' and photo_id in ({SHOWN})
            union all
            select party_id, at, no from versions
            where party_id in ({places}) and waits = 1 and release_at = '' and photo_id in ({SHOWN})
        ) as to_be_decided group by party_id
        """,
        asked,
    )
    comments = await connection.fetch_all(
        f"""
        select party_id, count(distinct id) as number, min(since) as oldest, max(since) as last from (
            select party_id, id, case when edited_at > created_at then edited_at else created_at end as since
            from comments
            where party_id in ({places}) and state = 'waiting' and reason <> 'banned' and release_at = ''
                and photo_id in ({SHOWN})
            union all
            select c.party_id, c.id, r.created_at
            from comment_reports r join comments c on c.id = r.comment_id
            where r.party_id in ({places}) and r.settled_at = '' and c.reason <> 'banned'
                and c.state <> 'hidden' and c.photo_id in ({SHOWN})
        ) as to_be_decided group by party_id
        """,
        asked,
    )
    reported = await connection.fetch_all(
        f"""
        select party_id, count(distinct photo_id) as number, max(created_at) as last from reports
        where party_id in ({places}) and settled_at = '' group by party_id
        """,
        asked,
    )
    made = await connection.fetch_all(
        f"""
        select party_id, max(ready_at) as last from exports
        where party_id in ({places}) and guest_id = '' and wanted <> '' and ready_at <> '' group by party_id
        """,
        asked,
    )
    found = {party_id: Backlog() for party_id in party_ids}
    for row in waiting:
        found[row["party_id"]] = Backlog(row["number"], row["oldest"], row["newest"])
    for row in comments:
        found[row["party_id"]] = replace(
            found[row["party_id"]],
            comments=row["number"],
            oldest_comment_at=row["oldest"],
            last_comment_at=row["last"],
        )
    for row in reported:
        found[row["party_id"]] = replace(
            found[row["party_id"]], reported=row["number"], last_report_at=row["last"]
        )
    for row in made:
        found[row["party_id"]] = replace(found[row["party_id"]], made_at=row["last"])
    return found
