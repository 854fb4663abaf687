"""Somebody's second step: set up with an authenticator, confirmed by a first code, and ended."""

import base64

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.base.qr import qr_svg
from app.people.roles import Actor
from app.people.second_factor import (
    address_of,
    begin_second_factor,
    check_second_factor,
    confirm_second_factor,
    end_second_factor,
)
from app.records.second_factor import select_recovery_count, select_second_factor
from app.web.full_disk import works_on_full_disk
from app.web.identity import current_actor
from app.web.limits import READ, SECOND_FACTOR, WRITE, Asker, limited
from app.web.own_account import is_operators_page, own_actor, own_party, own_url
from app.web.services import party_scope, services

blueprint = Blueprint("second_factor", __name__, url_prefix="/admin/account/second-step")


@blueprint.get("")
@limited(READ)
async def second_step() -> ResponseReturnValue:
    if not is_operators_page() and not (await current_actor()).account_id:
        return redirect(url_for("admin.admin"), 303)
    return await _page(await own_actor())


@blueprint.post("")
@limited(WRITE)
async def begin() -> ResponseReturnValue:
    """Make a secret for the authenticator. It counts once a first code has proved that it arrived."""
    actor = await own_actor()
    await begin_second_factor(party_scope().site.database, actor.account_id)
    return redirect(own_url("second_factor.second_step"), 303)


@blueprint.post("/confirm")
@limited(WRITE)
async def confirm() -> ResponseReturnValue:
    """Take a first code. The answer is the only page that ever shows the recovery codes."""
    actor = await own_actor()
    code = (await request.form).get("code", "")
    try:
        await _count(actor)
        codes = await confirm_second_factor(party_scope().site.database, actor.account_id, code)
        await _forgive(actor)
    except AppError as error:
        return await _page(actor, error=error), error.status, error.headers
    return await _page(actor, codes=codes)


@blueprint.post("/end")
@limited(WRITE)
@works_on_full_disk
async def end() -> ResponseReturnValue:
    """End the second step. It takes a code, so that a device left open is not enough."""
    actor = await own_actor()
    code = (await request.form).get("code", "")
    try:
        await _count(actor)
        await check_second_factor(party_scope().site.database, actor.account_id, code)
        await _forgive(actor)
    except AppError as error:
        return await _page(actor, error=error), error.status, error.headers
    await end_second_factor(party_scope().site.database, actor.account_id)
    return redirect(own_url("account.account"), 303)


def _asker(actor: Actor) -> Asker:
    return Asker("", actor.account_id, request.remote_addr or "")


async def _count(actor: Actor) -> None:
    await services().limiter.check(SECOND_FACTOR, _asker(actor))


async def _forgive(actor: Actor) -> None:
    await services().limiter.forgive(SECOND_FACTOR, _asker(actor))


async def _page(actor: Actor, *, codes: list[str] | None = None, error: AppError | None = None) -> str:
    async with party_scope().database.reading() as connection:
        factor = await select_second_factor(connection, actor.account_id)
        left = await select_recovery_count(connection, actor.account_id)
    picture, is_set_up = "", factor is not None and bool(factor.confirmed_at)
    if factor is not None and not is_set_up:
        address = address_of(factor.secret, actor.name)
        encoded = base64.b64encode(qr_svg(address).encode()).decode()
        picture = f"data:image/svg+xml;base64,{encoded}"
    return await render_template(
        "second_factor.html",
        party=await own_party(),
        own_url=own_url,
        is_set_up=is_set_up,
        secret=factor.secret if factor is not None and not is_set_up else "",
        picture=picture,
        codes=codes or [],
        left=left,
        error=error,
    )
