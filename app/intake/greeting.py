"""Take a greeting from a browser without scripts, so that the server draws its card."""

import asyncio
from dataclasses import replace
from pathlib import Path

from app.base.errors import N_, bad_request, greetings_off
from app.base.ids import new_id
from app.intake.acceptance import accept_photo
from app.intake.entering import note_entry
from app.intake.quotas import Quotas, refuse_over_quota, remember_network
from app.intake.uploads import Sender, refuse_unwanted
from app.media.card import draw_card
from app.parties.scope import PartyScope
from app.parties.state import closed_refusal
from app.people.may import takes_from
from app.photos.forms import NewPhotoForm
from app.processing.processor import Processor
from app.records.party import Party
from app.records.photo import CARD_KEY, Photo


async def accept_greeting(
    scope: PartyScope,
    processor: Processor,
    quotas: Quotas,
    party: Party,
    sender: Sender,
    form: NewPhotoForm,
    door_id: str,
    font_file: Path,
) -> Photo:
    """Draw the words and accept the card as any photo. The page's `form.key` makes a retry the same photo.

    A card without words in its picture is a photo with a caption, so its words can be edited.
    """
    if not takes_from(party, sender.sent_as):
        raise closed_refusal(party)
    if not party.greetings_allowed:
        raise greetings_off()
    if not form.caption:
        raise bad_request(N_("Please write a few words first."))
    card = await asyncio.to_thread(draw_card, form.caption, party.accent, form.key, font_file)
    if card.has_words:
        form = replace(form, key=CARD_KEY + form.key)
    await refuse_over_quota(scope, quotas, sender, len(card.jpeg))
    if sender.is_limited:
        processor.newcomers.note(sender.guest_id, sender.network)
    await refuse_unwanted(scope, sender, form.key, len(card.jpeg))
    await note_entry(scope, sender.guest_id, form.key, form.consent, door_id, is_program=False)
    async with scope.storage.stage(new_id()) as staged:
        await staged.write(card.jpeg)
        photo, _ = await accept_photo(scope, processor, staged, sender.guest_id, form, sent_as=sender.sent_as)
    await remember_network(scope, sender)
    return photo
