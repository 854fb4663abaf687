"""The host's API for people: invitations, their passes, and who is signed in where."""

import base64

from quart import Blueprint, jsonify, url_for
from quart.typing import ResponseReturnValue

from app.base.clock import now_iso
from app.base.qr import qr_svg
from app.people.forms import invitation_form
from app.people.invitations import (
    MAX_INVITATIONS,
    MAX_PASSES,
    end_invitation,
    end_pass,
    make_invitation,
)
from app.people.may import Verb
from app.people.roles import Role
from app.records.invitation import Invitation, select_invitations
from app.records.session import Session, select_sessions
from app.web.described import answers
from app.web.full_disk import works_on_full_disk
from app.web.gate import json_body
from app.web.identity import current_actor, requires
from app.web.limits import READ, WRITE, limited
from app.web.private_json import private_json
from app.web.services import party_scope, services
from app.wire import asked, host_shapes

blueprint = Blueprint("people", __name__, url_prefix="/api/admin")


@blueprint.get("/people")
@answers(host_shapes.People)
@limited(READ)
@requires(Verb.INVITE)
async def people() -> ResponseReturnValue:
    """List the valid invitations, each with its passes."""
    scope, at = party_scope(), now_iso()
    async with scope.database.reading() as connection:
        invitations = await select_invitations(connection, scope.party_id, at, MAX_INVITATIONS)
        sessions = await select_sessions(connection, scope.party_id, at, MAX_INVITATIONS * MAX_PASSES)
    return private_json(
        host_shapes.People(invitations=[_invitation_json(one, sessions) for one in invitations])
    )


@blueprint.post("/invitations")
@answers(host_shapes.MadeInvitation, 201, asks=asked.NewInvitation, refuses=("TOO_MANY_INVITATIONS",))
@limited(WRITE)
@requires(Verb.INVITE)
async def invite() -> ResponseReturnValue:
    """Make an invitation: `{"role": "helper", "hours": 12}`. Its link is in this answer and never again."""
    form = invitation_form(await json_body())
    made, token = await make_invitation(
        party_scope(), Role(form.role), form.hours, (await current_actor()).signature
    )
    link = services().server_url + url_for("invited.invited", token=token)
    picture = base64.b64encode(qr_svg(link).encode()).decode()
    answer = private_json(
        host_shapes.MadeInvitation(
            invitation=_invitation_json(made, []), url=link, qr=f"data:image/svg+xml;base64,{picture}"
        )
    )
    answer.status_code = 201
    return answer


@blueprint.delete("/invitations/<invitation_id>")
@answers(host_shapes.Nothing)
@limited(WRITE)
@requires(Verb.INVITE)
@works_on_full_disk
async def uninvite(invitation_id: str) -> ResponseReturnValue:
    """End an invitation with all its passes."""
    await end_invitation(party_scope(), invitation_id, (await current_actor()).signature)
    return jsonify(host_shapes.Nothing())


@blueprint.delete("/passes/<pass_id>")
@answers(host_shapes.Nothing)
@limited(WRITE)
@requires(Verb.INVITE)
@works_on_full_disk
async def end(pass_id: str) -> ResponseReturnValue:
    """End one pass; the invitation goes on."""
    await end_pass(party_scope(), pass_id, (await current_actor()).signature)
    return jsonify(host_shapes.Nothing())


def _invitation_json(invitation: Invitation, sessions: list[Session]) -> host_shapes.Invitation:
    return {
        "id": invitation.id,
        "role": invitation.role,
        "created_at": invitation.created_at,
        "expires_at": invitation.expires_at,
        "passes": [_session_json(one) for one in sessions if one.invitation_id == invitation.id],
    }


def _session_json(session: Session) -> host_shapes.Pass:
    """Describe a session. Its id is a hash and opens nothing."""
    return {
        "id": session.id,
        "name": session.name or None,
        "device": session.label or None,
        "created_at": session.created_at,
        "last_seen_at": session.last_seen_at or session.created_at,
    }
