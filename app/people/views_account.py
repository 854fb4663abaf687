"""Somebody's own account: its password, and the devices that are signed in with it."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.errors import N_, AppError
from app.people.accounts import is_set_by_options
from app.people.forms import email_form, new_password_form
from app.people.password_changes import change_own_email, change_own_password
from app.people.roles import Actor
from app.people.second_factor import has_second_factor
from app.people.sessions import end_own_session, end_own_sessions
from app.records.account import Account, select_account
from app.records.member import select_memberships
from app.records.passkey import select_passkeys
from app.records.provider_identity import select_provider_identities
from app.records.session import select_sessions_of_account
from app.web.full_disk import works_on_full_disk
from app.web.identity import asker, current_actor
from app.web.limits import PASSWORD_FROM_HOST_DEVICE, READ, WRITE, limited
from app.web.operator_identity import OPERATOR_PATH
from app.web.own_account import (
    is_operators_page,
    own_actor,
    own_home,
    own_party,
    own_url,
    sign_out_url,
)
from app.web.provider import provider_name
from app.web.services import party_scope, services

blueprint = Blueprint("account", __name__, url_prefix="/admin/account")

MOST_DEVICES = 100


@blueprint.get("")
@limited(READ)
async def account() -> ResponseReturnValue:
    if not is_operators_page() and not (await current_actor()).account_id:
        return redirect(url_for("admin.admin"), 303)
    return await _page(await own_actor())


@blueprint.post("/password")
@limited(WRITE)
@works_on_full_disk
async def password() -> ResponseReturnValue:
    """Change one's own password: a form with `old`, `new` and `again`."""
    actor = await own_actor()
    try:
        form = new_password_form(await request.form, has_old=True)
        if await is_set_by_options(party_scope().site.database, services().config, actor.account_id):
            raise AppError(
                409,
                "PASSWORD_IN_OPTIONS",
                N_("This password is set where the server is started (PARTYWALL_ADMIN_PASSWORD)."),
            )
        # Counted as tries: nobody should guess from a device that was left open.
        who = (PASSWORD_FROM_HOST_DEVICE, asker(actor.account_id))
        await services().limiter.check(*who)
        await change_own_password(
            party_scope(),
            services().passwords,
            actor.account_id,
            form.old,
            form.new,
            actor.session_id,
        )
        await services().limiter.forgive(*who)
    except AppError as error:
        return await _page(actor, error=error), error.status, error.headers
    return await _page(actor, is_changed=True)


@blueprint.post("/email")
@limited(WRITE)
@works_on_full_disk
async def email() -> ResponseReturnValue:
    """Set one's own mail address, or remove it: a form with `email` and `password`."""
    actor = await own_actor()
    try:
        form = email_form(await request.form)
        who = (PASSWORD_FROM_HOST_DEVICE, asker(actor.account_id))
        await services().limiter.check(*who)
        await change_own_email(
            party_scope().site.database, services().passwords, actor.account_id, form.password, form.email
        )
        await services().limiter.forgive(*who)
    except AppError as error:
        return await _page(actor, email_error=error), error.status, error.headers
    return redirect(own_url("account.account", _anchor="email"), 303)


@blueprint.post("/sessions/<session_id>/end")
@limited(WRITE)
@works_on_full_disk
async def end(session_id: str) -> ResponseReturnValue:
    """Sign out on another device."""
    actor = await own_actor()
    await end_own_session(party_scope(), actor.account_id, session_id)
    return redirect(own_url("account.account"), 303)


@blueprint.post("/sessions/end")
@limited(WRITE)
@works_on_full_disk
async def end_others() -> ResponseReturnValue:
    """Sign out on all other devices."""
    actor = await own_actor()
    await end_own_sessions(party_scope(), actor.account_id, actor.session_id)
    return redirect(own_url("account.account"), 303)


async def _page(
    actor: Actor,
    *,
    error: AppError | None = None,
    email_error: AppError | None = None,
    is_changed: bool = False,
) -> str:
    scope = party_scope()
    async with scope.database.reading() as connection:
        own = await select_account(connection, actor.account_id)
        provider = services().provider
        issuer = provider.client.issuer if provider is not None else ""
        identities = await select_provider_identities(connection, issuer, actor.account_id)
        passkeys = await select_passkeys(connection, actor.account_id)
        sessions = await select_sessions_of_account(connection, actor.account_id, now_iso(), MOST_DEVICES)
        memberships = await select_memberships(connection, actor.account_id)
    assert isinstance(own, Account)
    return await render_template(
        "account.html",
        party=await own_party(),
        own=own,
        own_session=actor.session_id,
        passkeys=passkeys,
        identities=identities,
        provider_name=provider_name(),
        sessions=sessions,
        titles={one.party_id: one.title for one in memberships},
        home=own_home(actor),
        own_url=own_url,
        passkeys_path=(OPERATOR_PATH if is_operators_page() else "/admin") + "/account/passkeys",
        sign_out=sign_out_url(),
        error=error,
        email_error=email_error,
        can_mail=services().reset_mails is not None,
        is_changed=is_changed,
        has_second_factor=await has_second_factor(scope.site.database, actor.account_id),
    )
