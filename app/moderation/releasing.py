"""Later effects of decisions: one look a second for all parties.

Photos held back for a while are shown at their time. It is in the photo's row, so it survives a restart.
Photos of banned guests are put away. Several servers may look at once: the transaction decides who is first.
"""

import logging

from app.base.clock import now_iso
from app.base.errors import AppError
from app.comments.deciding import put_comment_away, release_comment
from app.db.repeating import Repeating
from app.moderation.deciding import release_photo
from app.moderation.pictures import decide_version
from app.moderation.standing import give_back, put_away
from app.parties.registry import Parties
from app.photos.editing import decide_words
from app.processing.processor import Processor
from app.records.change import CLOCK
from app.records.comment import select_comments_to_ban, select_comments_to_release
from app.records.standing import select_photos_to_ban, select_photos_to_give_back
from app.records.version import select_versions_to_release
from app.records.waiting import select_photos_to_release
from app.records.words_waiting import select_words_to_release

logger = logging.getLogger(__name__)

LOOK_EVERY_S = 1.0
PHOTOS_AT_ONCE = 100


class Releaser:
    def __init__(self, parties: Parties, processor: Processor) -> None:
        self._parties = parties
        self._processor = processor
        self._looking = Repeating("showing photos whose time has come", self.look)

    async def start(self) -> None:
        self._looking.start(LOOK_EVERY_S)

    async def close(self) -> None:
        await self._looking.close()

    async def look(self) -> None:
        """Show photos whose waiting time is over. Finish bans and the ends of bans."""
        async with self._parties.site.database.reading() as connection:
            due = await select_photos_to_release(connection, now_iso(), PHOTOS_AT_ONCE)
            words = await select_words_to_release(connection, now_iso(), PHOTOS_AT_ONCE)
            versions = await select_versions_to_release(connection, now_iso(), PHOTOS_AT_ONCE)
            banned = await select_photos_to_ban(connection, PHOTOS_AT_ONCE)
            back = await select_photos_to_give_back(connection, PHOTOS_AT_ONCE)
            comments = await select_comments_to_release(connection, now_iso(), PHOTOS_AT_ONCE)
            banned_comments = await select_comments_to_ban(connection, PHOTOS_AT_ONCE)
        for photo in banned:
            await put_away(await self._parties.by_id(photo.party_id), photo, CLOCK)
        for photo in back:
            await give_back(await self._parties.by_id(photo.party_id), photo, CLOCK)
        for comment in banned_comments:
            await put_comment_away(await self._parties.by_id(comment.party_id), comment, CLOCK)
        for photo in due:
            try:
                await release_photo(await self._parties.by_id(photo.party_id), photo)
            except AppError as error:
                logger.info("photo %s was not shown at its time: %s", photo.id, error)
        for version in versions:
            scope = await self._parties.by_id(version.party_id)
            try:
                await decide_version(scope, self._processor, version.photo_id, version.no, CLOCK, is_yes=True)
            except AppError as error:
                logger.info("a new version of photo %s was not shown: %s", version.photo_id, error)
        for waiting in words:
            scope = await self._parties.by_id(waiting.party_id)
            try:
                await decide_words(scope, waiting.photo_id, waiting.no, CLOCK, is_yes=True)
            except AppError as error:
                logger.info("new words of photo %s were not shown: %s", waiting.photo_id, error)
        for comment in comments:
            try:
                await release_comment(await self._parties.by_id(comment.party_id), comment)
            except AppError as error:
                logger.info("comment %s was not shown at its time: %s", comment.id, error)
