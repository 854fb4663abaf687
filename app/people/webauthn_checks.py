"""The WebAuthn library's part. It takes a fifth of a second to load, so it waits for the first passkey."""

import logging
from collections.abc import Mapping
from typing import Any

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import options_to_json_dict
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.people.relying_party import Made, RelyingParty, Used, Whose

logger = logging.getLogger(__name__)


class WebAuthn:
    """Every passkey must verify its person, and the device alone must find it."""

    def new_options(
        self, party: RelyingParty, whose: Whose, known: list[bytes], challenge: bytes
    ) -> Mapping[str, Any]:
        options = generate_registration_options(
            rp_id=party.id,
            rp_name="Partywall",
            user_id=whose.id,
            user_name=whose.name,
            user_display_name=whose.name,
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        )
        return options_to_json_dict(options)

    def options(self, party: RelyingParty, challenge: bytes) -> Mapping[str, Any]:
        options = generate_authentication_options(
            rp_id=party.id, challenge=challenge, user_verification=UserVerificationRequirement.REQUIRED
        )
        return options_to_json_dict(options)

    def made(self, party: RelyingParty, challenge: bytes, credential: Mapping[str, object]) -> Made | None:
        """Return what a browser made for the challenge; None for anything else."""
        try:
            found = verify_registration_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=list(party.origins),
                require_user_verification=True,
            )
        except Exception as error:
            # If the library fails on bytes from outside, that is a refusal, not a fault of ours.
            logger.info("a new passkey was refused: %r", error)
            return None
        return Made(found.credential_id, found.credential_public_key, found.sign_count)

    def used(
        self, party: RelyingParty, challenge: bytes, credential: Mapping[str, object], known: Made
    ) -> Used | None:
        """Return the new count of a passkey that signed the challenge; None for anything else."""
        try:
            found = verify_authentication_response(
                credential=dict(credential),
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=list(party.origins),
                credential_public_key=known.public_key,
                # A counting passkey whose count has not risen is a copy (WebAuthn, 6.1.1).
                credential_current_sign_count=known.sign_count,
                require_user_verification=True,
            )
        except Exception as error:
            logger.info("a passkey was refused: %r", error)
            return None
        return Used(found.new_sign_count)
