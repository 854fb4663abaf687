"""A screen that shows a party's wall, the orders it is given, and the state that all screens share."""

from dataclasses import dataclass

from app.db import Connection


@dataclass(frozen=True, slots=True)
class Screen:
    """`own_state` is JSON: what differs here from the shared state. With `by_host` a member opened it."""

    screen_id: str
    number: int
    name: str
    own_state: str
    by_host: bool
    seen_at: str


@dataclass(frozen=True, slots=True)
class ScreenOrder:
    """One step, to be done once before it expires. An empty `screen_id` means every screen."""

    no: int
    screen_id: str
    what: str
    photo_id: str
    expires_at: str


@dataclass(frozen=True, slots=True)
class SharedShow:
    """`state` is JSON. `no` is the change that last steered any screen, `slides_no` that of any slide."""

    state: str
    no: int
    slides_no: int = 0


async def select_screens(connection: Connection, party_id: str) -> list[Screen]:
    """Return the party's screens, ordered by number."""
    rows = await connection.fetch_all(
        """
        select screen_id, number, name, own_state, by_host, seen_at from screens
        where party_id = :party_id order by number
        """,
        {"party_id": party_id},
    )
    return [
        Screen(
            row["screen_id"],
            row["number"],
            row["name"],
            row["own_state"],
            bool(row["by_host"]),
            row["seen_at"],
        )
        for row in rows
    ]


async def insert_screen(connection: Connection, party_id: str, screen: Screen) -> None:
    await connection.execute(
        """
        insert into screens (party_id, screen_id, number, name, own_state, by_host, seen_at)
        values (:party_id, :screen_id, :number, :name, :own_state, :by_host, :seen_at)
        """,
        {
            "party_id": party_id,
            "screen_id": screen.screen_id,
            "number": screen.number,
            "name": screen.name,
            "own_state": screen.own_state,
            "by_host": int(screen.by_host),
            "seen_at": screen.seen_at,
        },
    )


async def update_screen_seen(
    connection: Connection, party_id: str, screen_id: str, by_host: bool, at: str
) -> None:
    """Write that a screen was opened again. A screen that a member has opened stays the members' own."""
    await connection.execute(
        """
        update screens set seen_at = :at, by_host = case when :by_host = 1 then 1 else by_host end
        where party_id = :party_id and screen_id = :screen_id
        """,
        {"party_id": party_id, "screen_id": screen_id, "by_host": int(by_host), "at": at},
    )


async def update_screen(
    connection: Connection, party_id: str, screen_id: str, name: str, own_state: str
) -> None:
    await connection.execute(
        """
        update screens set name = :name, own_state = :own_state
        where party_id = :party_id and screen_id = :screen_id
        """,
        {"party_id": party_id, "screen_id": screen_id, "name": name, "own_state": own_state},
    )


async def delete_screen(connection: Connection, party_id: str, screen_id: str) -> bool:
    count = await connection.execute(
        "delete from screens where party_id = :party_id and screen_id = :screen_id",
        {"party_id": party_id, "screen_id": screen_id},
    )
    return count > 0


async def insert_screen_order(connection: Connection, party_id: str, order: ScreenOrder) -> None:
    await connection.execute(
        """
        insert into screen_orders (party_id, no, screen_id, what, photo_id, expires_at)
        values (:party_id, :no, :screen_id, :what, :photo_id, :expires_at)
        """,
        {
            "party_id": party_id,
            "no": order.no,
            "screen_id": order.screen_id,
            "what": order.what,
            "photo_id": order.photo_id,
            "expires_at": order.expires_at,
        },
    )


async def select_screen_orders(connection: Connection, party_id: str) -> list[ScreenOrder]:
    """Return the stored orders, oldest first."""
    rows = await connection.fetch_all(
        """
        select no, screen_id, what, photo_id, expires_at from screen_orders
        where party_id = :party_id order by no
        """,
        {"party_id": party_id},
    )
    return [
        ScreenOrder(row["no"], row["screen_id"], row["what"], row["photo_id"], row["expires_at"])
        for row in rows
    ]


async def delete_screen_orders_before(connection: Connection, party_id: str, at: str) -> None:
    """Delete the orders that had expired by then."""
    await connection.execute(
        "delete from screen_orders where party_id = :party_id and expires_at < :at",
        {"party_id": party_id, "at": at},
    )


async def select_shared_show(connection: Connection, party_id: str) -> SharedShow | None:
    row = await connection.fetch_one(
        "select show_state, show_no, slides_no from parties where id = :id and deleted_at = ''",
        {"id": party_id},
    )
    return SharedShow(row["show_state"], row["show_no"], row["slides_no"]) if row else None


async def update_shared_show(connection: Connection, party_id: str, show: SharedShow) -> None:
    await connection.execute(
        "update parties set show_state = :state, show_no = :no where id = :id",
        {"id": party_id, "state": show.state, "no": show.no},
    )
