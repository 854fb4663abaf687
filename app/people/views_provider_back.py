"""Where the OpenID Connect provider sends people back to: one address of the server, for all parties."""

from quart import Blueprint, render_template, request
from quart.typing import ResponseReturnValue

from app.base.errors import AppError
from app.operator.sign_in import AT_THE_SERVER
from app.parties.registry import base_of
from app.parties.scope import PartyScope
from app.people.connecting import account_of, connect
from app.people.second_factor import has_second_factor
from app.people.second_step import sign_step
from app.records.account import Account
from app.web.full_disk import works_on_full_disk
from app.web.limits import CHALLENGE, limited
from app.web.provider import BACK_PATH, came_back, refusal_page, the_provider, way_on_page
from app.web.services import services
from app.web.signing_in import let_in, tries_of

blueprint = Blueprint("provider_back", __name__)


@blueprint.get(BACK_PATH)
@limited(CHALLENGE)
@works_on_full_disk
async def back() -> ResponseReturnValue:
    """Sign in, or connect, the person that the provider names."""
    provider = the_provider()
    way_back = "/admin"
    try:
        attempt, errand = await came_back()
        scope = await services().parties.by_id(errand.party_id) if errand.party_id else None
        way_back = f"{scope.base}/admin" if scope is not None else "/parties"
        device = (scope or services().parties.default).cookies.host_device.read(request.cookies)
        who = tries_of(scope, device)
        await services().limiter.check(*who)
        subject = await provider.subject(attempt, request.args)
        database = services().parties.site.database
        if errand.account_id:
            way_back += "/account"
            await connect(database, errand.account_id, subject)
            await services().limiter.forgive(*who)
            return await way_on_page(way_back + "#provider")
        account = await account_of(database, subject)
        await services().limiter.forgive(*who)
        # The provider may ask for less than a password and a code.
        if await has_second_factor(database, account.id):
            return await _step_page(scope, account)
        return await let_in(scope, account, device, way_on_page)
    except AppError as error:
        return await refusal_page(error, way_back)


async def _step_page(scope: PartyScope | None, account: Account) -> str:
    signer = (scope or services().parties.default).cookies.steps
    place = scope.party_id if scope is not None else AT_THE_SERVER
    return await render_template(
        "second_step.html",
        party=None,
        action=f"{base_of(scope.slug)}/admin/login" if scope is not None else "/parties/sign-in",
        step=sign_step(signer, place, account),
        error=None,
    )
