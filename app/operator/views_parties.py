"""The operator's page: all parties with their sizes. Here they are made, limited, ended, archived, deleted.

It shows no photo and no guest. An operator sees into a party only as one of its members.
"""

from quart import Blueprint, make_response, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError, bad_request, not_found
from app.base.fields import whole_number
from app.base.signing import CookieSigner
from app.operator import running
from app.operator.forms import MB_PER_GB, new_party_form, quota_form
from app.operator.making import BadSlug, SlugTaken, begin_deletion, make_party
from app.operator.sign_in import (
    AT_THE_SERVER,
    check_operator,
    open_operator_session,
    operator_of_step,
    sign_out_operator,
)
from app.parties.registry import base_of
from app.parties.state import DEFAULT_SLUG
from app.people.forms import sign_in_form
from app.people.roles import Actor
from app.people.second_step import sign_step
from app.people.sessions import SignIn
from app.records.account import Account
from app.records.party import Party, select_party_by_slug
from app.records.party_numbers import select_page_of_parties, select_party_numbers
from app.records.passkey import has_operators_passkeys
from app.web.full_disk import works_on_full_disk
from app.web.limits import READ, WRITE, limited
from app.web.operator_identity import (
    current_operator,
    forget_operator_cookie,
    operator_token,
    require_operator,
)
from app.web.provider import provider_name
from app.web.second_factor import SECOND_FACTOR_CODES, pass_second_factor
from app.web.services import services
from app.web.signing_in import device_here, keep_operator_session, tries_of

blueprint = Blueprint("parties", __name__, url_prefix="/parties")

PAGE = 50
ACTS = {
    "close": running.close_party,
    "archive": running.archive_party,
    "reopen": running.reopen_party,
}


@blueprint.get("")
@limited(READ)
async def parties() -> ResponseReturnValue:
    operator = await current_operator()
    if operator is None:
        return await _login_page()
    return await _page(operator)


@blueprint.post("/sign-in")
@limited(WRITE)
@works_on_full_disk
async def sign_in() -> ResponseReturnValue:
    """Open an operator's session: a form with `name` and `password`."""
    known = services().parties.default.cookies.host_device.read(request.cookies)
    name, account = "", None
    try:
        form = sign_in_form(await request.form)
        name = form.name
        # Counted as at a party's sign-in, but apart from every party.
        who = tries_of(None, known)
        await services().limiter.check(*who)
        database = services().parties.site.database
        if form.step:
            account = await operator_of_step(database, _steps(), form.step)
        else:
            typed = SignIn(form.name, form.password)
            account = await check_operator(database, services().passwords, typed)
        await services().limiter.forgive(*who)
        await pass_second_factor(account, form.code)
        token = await open_operator_session(database, account, device_here())
    except AppError as error:
        if account is not None and error.code in SECOND_FACTOR_CODES:
            return await _step_page(account, error), error.status, error.headers
        return await _login_page(error, name), error.status, error.headers
    answer = await make_response(redirect(url_for("parties.parties"), 303))
    keep_operator_session(answer, token, known)
    return answer


@blueprint.post("/sign-out")
@limited(WRITE)
@works_on_full_disk
async def sign_out() -> ResponseReturnValue:
    await sign_out_operator(services().parties.site.database, operator_token())
    answer = await make_response(redirect(url_for("parties.parties"), 303))
    forget_operator_cookie(answer)
    return answer


@blueprint.post("/add")
@limited(WRITE)
async def add() -> ResponseReturnValue:
    """Make a party. The answer is the only page that ever shows its owner's password."""
    operator = await require_operator()
    form = new_party_form(await request.form)
    try:
        made, password = await make_party(
            services().parties.site.database, services().passwords, form.slug, form.title
        )
    except BadSlug:
        error = bad_request(N_("An address has 1 to 40 small letters, digits and hyphens."))
        return await _page(operator, error=error, typed=(form.slug, form.title)), error.status
    except SlugTaken:
        error = AppError(409, "SLUG_TAKEN", N_("There is a party at this address already."))
        return await _page(operator, error=error, typed=(form.slug, form.title)), error.status
    return await _page(operator, made=made, password=password)


@blueprint.post("/<slug>/state")
@limited(WRITE)
@works_on_full_disk
async def act(slug: str) -> ResponseReturnValue:
    """End, archive or reopen a party: a form with `do`."""
    await require_operator()
    party = await _find(slug)
    action = ACTS.get((await request.form).get("do", ""))
    if action is None:
        raise bad_request(N_("We didn’t understand that request."))
    await action(services().parties.site.database, party.id)
    return _back_to(party)


@blueprint.post("/<slug>/quota")
@limited(WRITE)
async def quota(slug: str) -> ResponseReturnValue:
    """Limit a party: a form with `photos` and `gb`; empty or 0 means no limit."""
    operator = await require_operator()
    party = await _find(slug)
    try:
        await running.bound_party(services().parties.site.database, party.id, quota_form(await request.form))
    except AppError as error:
        return await _page(operator, error=error), error.status
    return _back_to(party)


@blueprint.get("/<slug>/delete")
@limited(READ)
async def ask_delete(slug: str) -> ResponseReturnValue:
    await require_operator()
    return await _delete_page(await _find(slug))


@blueprint.post("/<slug>/delete")
@limited(WRITE)
@works_on_full_disk
async def delete(slug: str) -> ResponseReturnValue:
    """Delete a party for good, if its address was typed. Files and rows go in pieces after the answer."""
    await require_operator()
    party = await _find(slug)
    if (await request.form).get("slug", "").strip() != party.slug:
        error = bad_request(N_("That’s not the party’s address. Nothing was deleted."))
        return await _delete_page(party, error), error.status
    await begin_deletion(services().parties.site.database, party)
    return redirect(url_for("parties.parties"), 303)


async def _find(slug: str) -> Party:
    async with services().parties.site.database.reading() as connection:
        party = await select_party_by_slug(connection, slug)
    # A party whose deletion has begun has a slug that no address can have.
    if party is None or slug.startswith("~"):
        raise not_found()
    return party


def _back_to(party: Party) -> ResponseReturnValue:
    return redirect(url_for("parties.parties", page=request.args.get("page"), _anchor=party.slug), 303)


async def _login_page(error: AppError | None = None, name: str = "") -> str:
    async with services().parties.site.database.reading() as connection:
        can_use_passkeys = await has_operators_passkeys(connection)
    return await render_template(
        "parties_login.html",
        party=None,
        error=error,
        name=name,
        can_mail=services().reset_mails is not None,
        can_use_passkeys=can_use_passkeys,
        provider_name=provider_name(),
    )


def _steps() -> CookieSigner:
    return services().parties.default.cookies.steps


async def _step_page(account: Account, error: AppError) -> str:
    return await render_template(
        "second_step.html",
        party=None,
        action=url_for("parties.sign_in"),
        step=sign_step(_steps(), AT_THE_SERVER, account),
        error=None if error.code == "SECOND_FACTOR_NEEDED" else error,
    )


async def _delete_page(party: Party, error: AppError | None = None) -> str:
    async with services().parties.site.database.reading() as connection:
        numbers = await select_party_numbers(connection, party.id)
    if numbers is None or party.slug == DEFAULT_SLUG:
        raise not_found()
    return await render_template("parties_delete.html", party=None, numbers=numbers, error=error)


async def _page(
    operator: Actor,
    *,
    made: Party | None = None,
    password: str = "",
    error: AppError | None = None,
    typed: tuple[str, str] = ("", ""),
) -> str:
    number = whole_number(request.args, "page", default=1, low=1, high=100_000)
    async with services().parties.site.database.reading() as connection:
        found = await select_page_of_parties(connection, PAGE + 1, PAGE * (number - 1))
    return await render_template(
        "parties.html",
        party=None,
        operator=operator,
        found=found[:PAGE],
        page=number,
        has_more=len(found) > PAGE,
        server_url=services().server_url,
        base_of=base_of,
        default_slug=DEFAULT_SLUG,
        mb_per_gb=MB_PER_GB,
        made=made,
        password=password,
        error=error,
        typed=typed,
    )
