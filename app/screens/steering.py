"""Hosts and helpers steer the screens: the state of all, the state of one, and single steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from app.base.clock import now, now_iso, to_iso
from app.base.errors import N_, AppError, not_found
from app.db import Connection
from app.parties.scope import PartyScope, carried_through
from app.records.change import ChangeKind, insert_change
from app.records.photo import select_photo
from app.records.screen import (
    Screen,
    ScreenOrder,
    SharedShow,
    delete_screen,
    delete_screen_orders_before,
    insert_screen,
    insert_screen_order,
    select_screen_orders,
    select_screens,
    select_shared_show,
    update_screen,
    update_screen_seen,
    update_shared_show,
)
from app.records.slide import Slide, SlideKind, select_slides
from app.screens.reports import MAX_SCREENS, MAX_STRANGERS
from app.screens.show_state import ShowState, checked, merged, read_state, write_state

ORDER_LIFE_S = 20
"""A screen that was away does not repeat older steps."""
NOTHING_OF_ITS_OWN = "{}"
STEPS = ("next", "back", "show", "flash", "reload", "leave")


@dataclass(frozen=True, slots=True)
class Steered:
    """All that a party's screens are told, as of one transaction."""

    show: SharedShow
    screens: tuple[Screen, ...]
    orders: tuple[ScreenOrder, ...]
    slides: tuple[Slide, ...]
    _by_id: dict[str, Screen] = field(init=False, repr=False, compare=False)
    _states: dict[str, ShowState] = field(init=False, repr=False, compare=False)
    """A cache by a screen's own state as stored: most have none, and reports come many times a second."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {one.screen_id: one for one in self.screens})
        object.__setattr__(self, "_states", {})

    @property
    def has_numbers(self) -> bool:
        return any(slide.is_on and slide.kind in (SlideKind.NUMBER, SlideKind.TASK) for slide in self.slides)

    def screen(self, screen_id: str) -> Screen | None:
        return self._by_id.get(screen_id)

    def state_of(self, screen_id: str) -> ShowState:
        screen = self.screen(screen_id)
        own = screen.own_state if screen else NOTHING_OF_ITS_OWN
        state = self._states.get(own)
        if state is None:
            state = self._states[own] = merged(read_state(self.show.state), read_state(own))
        return state

    def orders_of(self, screen_id: str, after: int) -> list[ScreenOrder]:
        """Return the steps that the screen must still take."""
        if not self.orders:
            return []
        at = now_iso()
        return [
            order
            for order in self.orders
            if order.no > after and order.screen_id in ("", screen_id) and order.expires_at > at
        ]

    def must_leave(self, screen_id: str, after: int) -> bool:
        return any(order.what == "leave" for order in self.orders_of(screen_id, after))


async def read_steered(scope: PartyScope) -> Steered:
    """Read what the party's screens are told. Raises a 404 if the party is gone."""
    async with scope.database.reading() as connection:
        show = await select_shared_show(connection, scope.party_id)
        if show is None:
            raise not_found()
        screens = await select_screens(connection, scope.party_id)
        orders = await select_screen_orders(connection, scope.party_id)
        slides = await select_slides(connection, scope.party_id)
    return Steered(show, tuple(screens), tuple(orders), tuple(slides))


async def know_screen(scope: PartyScope, screen_id: str, by_host: bool) -> None:
    """Give a newly opened screen its number, or note that it was opened again.

    If there are too many, screens that no member opened are dropped, the longest unseen first.
    """
    async with scope.database.transaction() as connection:
        screens = await select_screens(connection, scope.party_id)
        at = now_iso()
        if any(one.screen_id == screen_id for one in screens):
            await update_screen_seen(connection, scope.party_id, screen_id, by_host, at)
            return
        strangers = sorted((one for one in screens if not one.by_host), key=lambda one: one.seen_at)
        room = min(MAX_SCREENS - len(screens), MAX_SCREENS if by_host else MAX_STRANGERS - len(strangers))
        if room <= 0:
            if not strangers:
                return
            await delete_screen(connection, scope.party_id, strangers[0].screen_id)
        taken = {one.number for one in screens}
        number = next(no for no in range(1, MAX_SCREENS + 2) if no not in taken)
        await insert_screen(connection, scope.party_id, Screen(screen_id, number, "", "{}", by_host, at))


@carried_through
async def steer(scope: PartyScope, screen_id: str, values: Mapping[str, object], actor: str) -> int:
    """Change what all screens show (an empty `screen_id`), or one. Return the change's number.

    A value set for all replaces the values that single screens had for the same name.
    """
    part = checked(values)
    async with scope.database.transaction() as connection:
        show, screens = await _steered(connection, scope, screen_id)
        no = await insert_change(
            connection, scope.party_id, ChangeKind.STEERED, actor, now_iso(), detail=_told_of(part)
        )
        state = show.state if screen_id else write_state(read_state(show.state) | part)
        for one in screens:
            own = read_state(one.own_state)
            if one.screen_id == screen_id:
                kept = own | part
            else:
                kept = own if screen_id else {name: own[name] for name in own.keys() - part.keys()}
            if kept != own:
                await update_screen(connection, scope.party_id, one.screen_id, one.name, write_state(kept))
        await update_shared_show(connection, scope.party_id, SharedShow(state, no))
    scope.hub.ring()
    return no


@carried_through
async def step(scope: PartyScope, screen_id: str, what: str, photo_id: str, actor: str) -> int:
    """Let all screens, or one, take one of STEPS. Return the change's number."""
    async with scope.database.transaction() as connection:
        show, _ = await _steered(connection, scope, screen_id)
        if what == "show":
            photo = await select_photo(connection, scope.party_id, photo_id)
            if photo is None or not photo.is_shown:
                raise not_found()
        no = await insert_change(
            connection, scope.party_id, ChangeKind.STEPPED, actor, now_iso(), detail=what
        )
        await delete_screen_orders_before(connection, scope.party_id, now_iso())
        expires_at = to_iso(now() + timedelta(seconds=ORDER_LIFE_S))
        await insert_screen_order(
            connection, scope.party_id, ScreenOrder(no, screen_id, what, photo_id, expires_at)
        )
        if what == "leave":
            await delete_screen(connection, scope.party_id, screen_id)
        await update_shared_show(connection, scope.party_id, SharedShow(show.state, no))
    scope.hub.ring()
    return no


@carried_through
async def name_screen(scope: PartyScope, screen_id: str, name: str, actor: str) -> None:
    """Name a screen. With an empty name it has only its number."""
    async with scope.database.transaction() as connection:
        show, screens = await _steered(connection, scope, screen_id)
        screen = next(one for one in screens if one.screen_id == screen_id)
        await update_screen(connection, scope.party_id, screen_id, name, screen.own_state)
        no = await insert_change(
            connection, scope.party_id, ChangeKind.STEPPED, actor, now_iso(), detail="name"
        )
        await update_shared_show(connection, scope.party_id, SharedShow(show.state, no))
    scope.hub.ring()


async def _steered(
    connection: Connection, scope: PartyScope, screen_id: str
) -> tuple[SharedShow, list[Screen]]:
    """Return the shared state and the screens. Raises a 404 if the wanted screen has left."""
    show = await select_shared_show(connection, scope.party_id)
    screens = await select_screens(connection, scope.party_id)
    if show is None:
        raise not_found()
    if screen_id and not any(one.screen_id == screen_id for one in screens):
        raise AppError(404, "SCREEN_GONE", N_("This screen has left: it was sent away."))
    return show, screens


def _told_of(part: Mapping[str, Any]) -> str:
    """Return one word for the log about a change: its first name, and the new position of a switch."""
    name = next(iter(part))
    if name in ("message", "message_until"):
        return "message" if part.get("message") else "message-off"
    if name == "code_until":
        return "code" if part[name] else "code-off"
    if isinstance(part[name], bool):
        return name if part[name] else f"{name}-off"
    return name
