"""Store a host's choices for the book."""

from app.base.errors import N_, AppError
from app.exports.book.choice import BookChoice
from app.parties.scope import PartyScope, carried_through
from app.records.book import update_book_choice


@carried_through
async def change_book(scope: PartyScope, choice: BookChoice, version: int) -> None:
    """Store a choice that was made from `version`. Raises AppError if there is a newer one."""
    async with scope.database.transaction() as connection:
        if not await update_book_choice(connection, scope.party_id, choice.written(), version):
            raise AppError(
                409, "BOOK_CHANGED", N_("Somebody else has just changed the book: here it is anew.")
            )
