"""What people send about themselves and others, checked and turned into dataclasses."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.base.errors import N_, bad_request
from app.base.fields import MAX_AUTHOR, mapping, text_of
from app.base.mail_address import is_mail_address
from app.base.plain_text import clean_line
from app.people.roles import Role

INVITED_ROLES = ("host", "helper", "photographer", "viewer")


MAX_INVITATION_HOURS = 14 * 24


MAX_PASSWORD = 200


@dataclass(frozen=True, slots=True)
class InvitationForm:
    role: str
    hours: int


def name_form(fields: object) -> str:
    """Read a guest's name. An empty one is allowed and means none."""
    return clean_line(text_of(mapping(fields), "name") or "", MAX_AUTHOR)


def invitation_form(fields: object) -> InvitationForm:
    values = mapping(fields)
    role, hours = values.get("role"), values.get("hours")
    if role not in INVITED_ROLES:
        raise bad_request(N_("Say what they are to be: host, helper, photographer or viewer."))
    if not isinstance(hours, int) or isinstance(hours, bool) or not 0 < hours <= MAX_INVITATION_HOURS:
        raise bad_request(N_("Say for how many hours, up to two weeks."))
    return InvitationForm(role=role, hours=hours)


def member_name_form(fields: object) -> str:
    """Read the name that a new member is to sign in with."""
    name = clean_line(text_of(mapping(fields), "name") or "", MAX_AUTHOR)
    if not name:
        raise bad_request(N_("Please say what they are to sign in as."))
    return name


def role_form(fields: object) -> Role:
    """Read one of the roles."""
    role = text_of(mapping(fields), "role") or ""
    if role not in set(Role):
        raise bad_request(N_("Say what they are to be: owner, host, helper, photographer or viewer."))
    return Role(role)


def pass_name_form(fields: object) -> str:
    """Read the name of somebody who accepts an invitation. It is required: hosts must know who it is."""
    name = clean_line(text_of(mapping(fields), "name") or "", MAX_AUTHOR)
    if not name:
        raise bad_request(N_("Please say your name, so that the host knows who you are."))
    return name


@dataclass(frozen=True, slots=True)
class SignInForm:
    """`step` proves that the password was right a moment ago (second_step.py)."""

    name: str
    password: str
    code: str
    step: str


def sign_in_form(fields: object) -> SignInForm:
    """Read a password, and the name that a party with several members asks for."""
    name = clean_line(text_of(mapping(fields), "name") or "", MAX_AUTHOR)
    values = mapping(fields)
    code, step = text_of(values, "code") or "", text_of(values, "step") or ""
    if max(len(code), len(step)) > MAX_PASSWORD:
        raise bad_request(N_("We didn’t understand that request."))
    return SignInForm(name, password_form(fields), code, step)


def password_form(fields: object) -> str:
    return password_in(fields, "password")


def password_in(fields: object, field: str) -> str:
    password = text_of(mapping(fields), field) or ""
    if len(password) > MAX_PASSWORD:
        raise bad_request(N_("That password is too long."))
    return password


@dataclass(frozen=True, slots=True)
class NewPasskeyForm:
    credential: Mapping[str, object]
    name: str


def new_passkey_form(fields: object) -> NewPasskeyForm:
    """Read `{"credential": <the browser's PublicKeyCredential>, "name": …}`."""
    return NewPasskeyForm(credential_form(fields), passkey_name_form(fields))


def credential_form(fields: object) -> Mapping[str, object]:
    credential = mapping(fields).get("credential")
    if not isinstance(credential, Mapping) or not isinstance(credential.get("id"), str):
        raise bad_request(N_("We didn’t understand that request."))
    return credential


def passkey_name_form(fields: object) -> str:
    """Read a person's name for a passkey; empty for none."""
    return clean_line(text_of(mapping(fields), "name") or "", MAX_AUTHOR)


@dataclass(frozen=True, slots=True)
class EmailForm:
    """`email` is empty for none."""

    email: str
    password: str


def email_form(fields: object) -> EmailForm:
    email = (text_of(mapping(fields), "email") or "").strip()
    if email:
        email = checked_mail_address(email)
    return EmailForm(email, password_form(fields))


def asked_mail_form(fields: object) -> str:
    """Read the address of somebody who forgot their password."""
    return checked_mail_address((text_of(mapping(fields), "email") or "").strip())


def checked_mail_address(email: str) -> str:
    if not is_mail_address(email):
        raise bad_request(N_("That is no mail address."))
    return email


@dataclass(frozen=True, slots=True)
class NewPasswordForm:
    old: str
    new: str


def new_password_form(fields: object, *, has_old: bool) -> NewPasswordForm:
    """Read a new password, typed twice, and the old one."""
    new = password_in(fields, "new")
    if new != password_in(fields, "again"):
        raise bad_request(N_("The two new passwords are not the same."))
    return NewPasswordForm(password_in(fields, "old") if has_old else "", new)
