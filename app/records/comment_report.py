"""Guests' reports about comments, until somebody has decided."""

from collections.abc import Sequence

from app.db import Connection
from app.records.comment import Comment, CommentState
from app.records.report import Said

MOST_REPORTED = 100


async def insert_comment_report(
    connection: Connection, comment: Comment, guest_id: str, network: str, reason: str, at: str
) -> bool:
    """Write a guest's report about a comment; False if that guest has reported it before."""
    count = await connection.execute(
        """
        insert into comment_reports (party_id, comment_id, guest_id, network, reason, created_at)
        values (:party_id, :comment_id, :guest_id, :network, :reason, :at)
        on conflict (comment_id, guest_id) do nothing
        """,
        {
            "party_id": comment.party_id,
            "comment_id": comment.id,
            "guest_id": guest_id,
            "network": network,
            "reason": reason,
            "at": at,
        },
    )
    return count > 0


async def select_said_of_comments(
    connection: Connection, party_id: str, comment_ids: Sequence[str]
) -> dict[str, Said]:
    """Return the open reports about each of these comments."""
    asked = {f"id{no}": comment_id for no, comment_id in enumerate(comment_ids)}
    if not asked:
        return {}
    places = ", ".join(f":{name}" for name in asked)
    rows = await connection.fetch_all(
        f"""
        select comment_id, network, reason from comment_reports
        where party_id = :party_id and settled_at = '' and comment_id in ({places})
        """,
        {"party_id": party_id, **asked},
    )
    said: dict[str, Said] = {}
    for comment_id in {row["comment_id"] for row in rows}:
        of_it = [row for row in rows if row["comment_id"] == comment_id]
        reasons = [row["reason"] for row in of_it]
        said[comment_id] = Said(
            guests=len(of_it),
            networks=len({row["network"] for row in of_it}),
            reasons={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        )
    return said


async def select_comments_reported(connection: Connection, party_id: str) -> list[str]:
    """Return the ids of shown comments whose reports wait for a decision."""
    rows = await connection.fetch_all(
        """
        select comment_id, min(comment_reports.created_at) as first_at
        from comment_reports join comments on comments.id = comment_reports.comment_id
        where comment_reports.party_id = :party_id and settled_at = '' and comments.state = :shown
        group by comment_id order by 2 limit :limit
        """,
        {"party_id": party_id, "shown": CommentState.SHOWN, "limit": MOST_REPORTED},
    )
    return [row["comment_id"] for row in rows]


async def update_comment_reports_settled(connection: Connection, comment_id: str, at: str) -> int:
    """Note that the reports about a comment are decided; return how many there were."""
    return await connection.execute(
        "update comment_reports set settled_at = :at where comment_id = :id and settled_at = ''",
        {"id": comment_id, "at": at},
    )
