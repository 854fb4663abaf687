"""The host's page behind the password, and the API for the party as a whole."""

from quart import (
    Blueprint,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.parties.erasing import days_left
from app.parties.forms import identity_form, party_state_form, videos_form
from app.parties.settings import change_settings
from app.parties.state import set_party_state
from app.people.forms import sign_in_form
from app.people.may import Verb, may
from app.people.roles import Role
from app.people.second_step import sign_step
from app.people.sessions import (
    SignIn,
    asks_for_name,
    check_password,
    end_own_sessions,
    end_session,
    member_of_step,
    open_session,
)
from app.records.account import Account
from app.records.party import PartyState
from app.records.party_settings import BY_NAME as SETTINGS_BY_NAME
from app.records.party_settings import GROUP_WORDS
from app.records.passkey import has_passkeys
from app.web.described import answers
from app.web.entry import way_in
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.homes import home_of
from app.web.identity import (
    current_actor,
    current_party,
    require,
    requires,
    screen_token,
)
from app.web.limits import READ, WRITE, limited
from app.web.provider import provider_name
from app.web.second_factor import SECOND_FACTOR_CODES, pass_second_factor
from app.web.services import party_scope, services
from app.web.signing_in import device_here, keep_session, tries_of
from app.wire import asked, host_shapes, shapes
from app.wire.messages import party_json

blueprint = Blueprint("admin", __name__)

SIGN_IN_REFUSALS = ("WRONG_PASSWORD", "SECOND_FACTOR_NEEDED", "WRONG_SECOND_FACTOR")
HOST_PAGE = 60
OF_THE_PAGE = (
    Verb.CHANGE_SETTINGS,
    Verb.INVITE,
    Verb.MAKE_TOKENS,
    Verb.DELETE,
    Verb.TAKE_ORIGINALS,
    Verb.CHANGE_ROLES,
    Verb.SHARE,
    Verb.CURATE,
)
"""The right that each part of the host's page needs. Without it the part is not shown."""


@blueprint.get("/admin")
@limited(READ)
async def admin() -> ResponseReturnValue:
    actor = await current_actor()
    if actor.account_id and not may(actor, Verb.SEE_ALL):
        return redirect(url_for("account.account"), 303)
    if not may(actor, Verb.SEE_ALL):
        was_signed_in = actor.is_guest and party_scope().cookies.host in request.cookies
        return await _login_page(was_signed_in=was_signed_in)
    party = await current_party()
    return await render_template(
        "admin.html",
        party=party,
        is_pass=actor.is_pass,
        days_left=days_left(party),
        can={verb.name: may(actor, verb) for verb in OF_THE_PAGE},
        guest_url=way_in(party),
        screen_url=f"{services().server_url}{url_for('wall.by_link', token=screen_token(party))}",
        video_codec=party_scope().has_video_codec,
        settings=SETTINGS_BY_NAME,
        setting_groups=GROUP_WORDS,
    )


@blueprint.post("/admin/login")
@answers(host_shapes.SignedIn, also={303: None}, asks=asked.Password, refuses=SIGN_IN_REFUSALS)
@limited(WRITE)
@works_on_full_disk
async def login() -> ResponseReturnValue:
    """Open a session: a form, or JSON `{"password": …}`. With several members, it needs a `name`."""
    fields = await json_body() if request.is_json else await request.form
    device = party_scope().cookies.host_device.read(request.cookies)
    name, member = "", None
    try:
        form = sign_in_form(fields)
        name = form.name
        who = tries_of(party_scope(), device)
        # Count before the check, so that all guesses sent at once are counted. The right one is free.
        await services().limiter.check(*who)
        if form.step:
            member = await member_of_step(party_scope(), form.step)
        else:
            typed = SignIn(form.name, form.password)
            member = await check_password(party_scope(), services().passwords, typed)
        await services().limiter.forgive(*who)
        await pass_second_factor(member.account, form.code)
        token = await open_session(party_scope(), member, device_here())
    except AppError as error:
        if request.is_json:
            raise
        if member is not None and error.code in SECOND_FACTOR_CODES:
            return await _step_page(member.account, error), error.status, error.headers
        return await _login_page(error=error, name=name), error.status, error.headers
    answer = await make_response(
        jsonify(host_shapes.SignedIn(host=True))
        if request.is_json
        else redirect(home_of(Role(member.role)), 303)
    )
    keep_session(answer, party_scope(), token, device)
    return answer


async def _login_page(*, error: AppError | None = None, name: str = "", was_signed_in: bool = False) -> str:
    scope = party_scope()
    async with scope.database.reading() as connection:
        can_use_passkeys = await has_passkeys(connection, scope.party_id)
    return await render_template(
        "admin_login.html",
        party=await current_party(),
        error=error,
        name=name,
        asks_for_name=await asks_for_name(party_scope()),
        was_signed_in=was_signed_in,
        can_mail=services().reset_mails is not None,
        can_use_passkeys=can_use_passkeys,
        provider_name=provider_name(),
    )


async def _step_page(account: Account, error: AppError) -> str:
    """Ask for the code. The form carries the proof that the password was right."""
    scope = party_scope()
    return await render_template(
        "second_step.html",
        party=await current_party(),
        action=url_for("admin.login"),
        step=sign_step(scope.cookies.steps, scope.party_id, account),
        error=None if error.code == "SECOND_FACTOR_NEEDED" else error,
    )


@blueprint.post("/admin/logout")
@limited(WRITE)
@works_on_full_disk
async def logout() -> ResponseReturnValue:
    """End this session. With `everywhere` in the form, end every session of the account."""
    form = await request.form
    token = request.cookies.get(party_scope().cookies.host, "")
    scope, account_id = party_scope(), (await current_actor()).account_id
    if form.get("everywhere") and account_id:
        await end_own_sessions(scope, account_id)
    elif token:
        await end_session(scope, token)
    answer = await make_response(redirect(url_for("admin.admin"), 303))
    cookies = party_scope().cookies
    answer.delete_cookie(cookies.host, path=cookies.path, httponly=True, samesite="Lax")
    return answer


@blueprint.put("/api/admin/uploads")
@answers(shapes.PartyState, asks=asked.NewPartyState, refuses=("STILL_DELETING",))
@limited(WRITE)
@requires(Verb.PAUSE_UPLOADS)
@works_on_full_disk
async def uploads() -> ResponseReturnValue:
    """Open the party, call a break or end it: `{"state": "break", "message": "Back after the speeches"}`."""
    form = party_state_form(await json_body())
    scope, actor = party_scope(), await current_actor()
    state = PartyState(form.state)
    if PartyState.ENDED in (state, (await current_party()).state):
        await require(Verb.END_PARTY)
    party = await set_party_state(scope, state, form.message, actor.signature)
    return jsonify(party_json(party, scope.has_video_codec))


@blueprint.put("/api/admin/party")
@answers(shapes.PartyState, asks=asked.Identity)
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
async def identity() -> ResponseReturnValue:
    """Set title and look: `{"title": "Ada & Ben", "accent": "rose", "ground": "paper"}`."""
    wanted = identity_form(await json_body())
    scope = party_scope()
    party = await change_settings(scope, wanted, None)
    return jsonify(party_json(party, scope.has_video_codec))


@blueprint.put("/api/admin/videos")
@answers(host_shapes.VideosState, asks=asked.Videos)
@limited(WRITE)
@requires(Verb.CHANGE_SETTINGS)
@works_on_full_disk
async def videos() -> ResponseReturnValue:
    """Let guests send videos, or photos only: `{"allowed": false}`."""
    is_allowed = videos_form(await json_body())
    scope = party_scope()
    party = await change_settings(scope, {"videos_allowed": is_allowed}, None)
    told: host_shapes.VideosState = {
        **party_json(party, scope.has_video_codec),
        "allowed": party.videos_allowed,
        "video_codec": scope.has_video_codec,
    }
    return jsonify(told)
