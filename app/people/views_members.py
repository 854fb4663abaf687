"""The owner's page of members: add somebody by a link, change roles, remove."""

from quart import Blueprint, redirect, render_template, request, url_for
from quart.typing import ResponseReturnValue

from app.base.errors import N_, AppError
from app.base.i18n import gettext
from app.parties.state import DEFAULT_SLUG
from app.people.accounts import MAX_MEMBERS
from app.people.forms import member_name_form, role_form
from app.people.may import Verb
from app.people.members import add_member, change_role, make_member_link, remove_member
from app.people.roles import Role
from app.records.member import select_members
from app.web.full_disk import works_on_full_disk
from app.web.identity import current_actor, current_party, requires
from app.web.limits import READ, WRITE, limited
from app.web.services import guest_url, party_scope

blueprint = Blueprint("members", __name__, url_prefix="/admin/members")

ROLE_WORDS = {
    Role.OWNER: (N_("Owner"), N_("Everything, also this page and deleting the party.")),
    Role.HOST: (N_("Host"), N_("Everything else, from hiding photos to the settings.")),
    Role.HELPER: (N_("Helper"), N_("Hides photos, puts them back, calls a break.")),
    Role.PHOTOGRAPHER: (N_("Photographer"), N_("Sends without limits, also during a break.")),
    Role.VIEWER: (N_("Viewer"), N_("Sees the party’s photos.")),
}


@blueprint.get("")
@limited(READ)
@requires(Verb.CHANGE_ROLES)
async def members() -> ResponseReturnValue:
    return await _page()


@blueprint.post("")
@limited(WRITE)
@requires(Verb.CHANGE_ROLES)
async def add() -> ResponseReturnValue:
    """Make an account for somebody. The answer is the only page that ever shows its link."""
    form = await request.form
    try:
        name, role = member_name_form(form), role_form(form)
        token = await add_member(party_scope(), name, role, (await current_actor()).signature)
    except AppError as error:
        return await _page(error=error, name=str(form.get("name", ""))), error.status
    return await _page(link=_link(token), of=name)


@blueprint.post("/<account_id>/role")
@limited(WRITE)
@requires(Verb.CHANGE_ROLES)
@works_on_full_disk
async def role(account_id: str) -> ResponseReturnValue:
    try:
        await change_role(
            party_scope(), account_id, role_form(await request.form), (await current_actor()).signature
        )
    except AppError as error:
        return await _refused(error)
    return redirect(await _way_on(account_id), 303)


@blueprint.post("/<account_id>/link")
@limited(WRITE)
@requires(Verb.CHANGE_ROLES)
async def link(account_id: str) -> ResponseReturnValue:
    """Make a link for a member who forgot their password."""
    try:
        token = await make_member_link(party_scope(), account_id)
    except AppError as error:
        return await _refused(error)
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_members(connection, scope.party_id, MAX_MEMBERS)
    name = next((one.account.name for one in found if one.account.id == account_id), "")
    return await _page(link=_link(token), of=name)


@blueprint.post("/<account_id>/remove")
@limited(WRITE)
@requires(Verb.CHANGE_ROLES)
@works_on_full_disk
async def remove(account_id: str) -> ResponseReturnValue:
    try:
        await remove_member(party_scope(), account_id, (await current_actor()).signature)
    except AppError as error:
        return await _refused(error)
    return redirect(await _way_on(account_id), 303)


async def _way_on(account_id: str) -> str:
    """Go back to the page. Somebody who changed their own role may not see it any more."""
    is_own = (await current_actor()).account_id == account_id
    return url_for("admin.admin" if is_own else "members.members")


async def _refused(error: AppError) -> ResponseReturnValue:
    if error.status == 404:
        raise error
    return await _page(error=error), error.status


def _link(token: str) -> str:
    # With the party's path: its sign-in asks for the new password.
    return f"{guest_url()}/reset/{token}"


async def _page(*, link: str = "", of: str = "", name: str = "", error: AppError | None = None) -> str:
    scope = party_scope()
    async with scope.database.reading() as connection:
        found = await select_members(connection, scope.party_id, MAX_MEMBERS)
    return await render_template(
        "members.html",
        party=await current_party(),
        members=found,
        own_id=(await current_actor()).account_id,
        roles=[(str(one), gettext(word), gettext(meaning)) for one, (word, meaning) in ROLE_WORDS.items()],
        link=link,
        of=of,
        name=name,
        error=error,
        may_delete=scope.slug != DEFAULT_SLUG,
    )
