"""The catalogue of error codes: every code that an answer may carry, its HTTP status, and when it is sent.

A code names one cause, always has the same status, and never changes its meaning. docs/errors.md and
/openapi.json are made from this table. tests/test_codes.py checks that no other code is raised.
"""

from collections.abc import Mapping
from typing import NamedTuple


class Code(NamedTuple):
    status: int
    when: str


ANY_REQUEST: Mapping[str, Code] = {
    "BAD_REQUEST": Code(400, "A field is missing, unknown or out of bounds; the message names it."),
    "NOT_FOUND": Code(404, "There is nothing here, or nothing that this asker may see."),
    "WRONG_METHOD": Code(
        405, "The address is there, but not for this method; `Allow` names those that work."
    ),
    "TOO_SLOW": Code(408, "The rest of the body did not come in time."),
    "TOO_LARGE": Code(413, "The body, the photo or the video is larger than the limit."),
    "WRONG_TYPE": Code(415, "The body’s `Content-Type` is not what this address takes."),
    "WRONG_HOST": Code(421, "The request names a host that is not this server’s address."),
    "TOO_OFTEN": Code(429, "A rate limit is reached; `Retry-After` says for how long."),
    "FAULT": Code(500, "A fault of the server. `request` in the error finds it in the server’s log."),
    "AWAY": Code(503, "The proxy does not reach the server, for example during an update."),
    "BUSY": Code(503, "Too many photos wait for a worker, or too many parties and streams are open."),
    "CROWDED": Code(503, "The server has no file descriptor left for another connection."),
    "RECORDS_AWAY": Code(503, "The database does not answer. Nothing of the request was kept."),
    "STORE_AWAY": Code(503, "The photos’ disk or object store does not answer."),
    "DISK_FULL": Code(507, "There is no room for new photos. Hiding and deleting still work."),
}
WHO_ASKS: Mapping[str, Code] = {
    "CODE_NEEDED": Code(401, "The party has a code to get in, and this browser has not said it."),
    "COOKIE_INVALID": Code(401, "The guest cookie is not ours; the answer sets a new one, so try again."),
    "HOST_ONLY": Code(401, "Only a member of the party may do this, and the asker is a guest."),
    "WRONG_CODE": Code(401, "The code to get in is not right."),
    "LINK_CODE_NEEDED": Code(401, "The share link has a code, and this browser has not said it."),
    "WRONG_PASSWORD": Code(
        401, "The password is not right, or there is no such name; the two sound the same."
    ),
    "ACCOUNT_NEEDED": Code(401, "This is about an account, and nobody is signed in with a password."),
    "SECOND_FACTOR_NEEDED": Code(
        401, "The password is right; send it again with a `code` of the second factor."
    ),
    "WRONG_SECOND_FACTOR": Code(401, "The code of the second factor is wrong, or was taken already."),
    "STEP_IS_OVER": Code(401, "The password was typed too long ago for the code to count."),
    "SECOND_FACTOR_THERE": Code(409, "The account has a second factor already."),
    "PASSKEY_REFUSED": Code(401, "The passkey is unknown here, or did not sign what it was asked to sign."),
    "NO_PLACE_HERE": Code(403, "The account is known, and has no role in this party, or no right here."),
    "PROVIDER_REFUSED": Code(401, "The OpenID Connect provider signed nobody in, or not as it must."),
    "NOT_CONNECTED": Code(403, "No account is connected with this person of the provider."),
    "CONNECTED_ELSEWHERE": Code(409, "This person of the provider is connected with another account."),
    "TOO_MANY_CONNECTED": Code(409, "The account is connected with as many as it may be."),
    "PROVIDER_AWAY": Code(502, "The OpenID Connect provider is not reached, or is not who it should be."),
    "CHALLENGE_OVER": Code(
        401, "The passkey took too long, was used twice, or another browser asked for it."
    ),
    "NO_PASSKEYS_HERE": Code(409, "Passkeys need a name over HTTPS; this address is a number."),
    "TOO_MANY_PASSKEYS": Code(409, "The account has as many passkeys as it may have."),
    "OPERATOR_ONLY": Code(401, "Only an operator of the server may do this, and none is signed in."),
    "WEAK_PASSWORD": Code(400, "The new password could be guessed."),
    "PASSWORD_IN_OPTIONS": Code(409, "The password is set by `PARTYWALL_ADMIN_PASSWORD`."),
    "WRONG_TOKEN": Code(401, "The bearer token is unknown, expired, revoked, or another party’s."),
    "FOREIGN_SITE": Code(403, "Another website’s page sent a request that changes something."),
    "HEARTS_OFF": Code(403, "The hosts want no hearts."),
    "SHARING_OFF": Code(403, "The hosts want no links by guests."),
    "COMMENTS_OFF": Code(403, "The hosts want no comments."),
    "TOO_MANY_TASKS": Code(409, "The party has as many photo tasks as it may have."),
    "TOO_MANY_COMMENTS": Code(403, "The photo, or the guest, has as many comments as there may be."),
    "NOT_YOURS": Code(403, "The photo is another guest’s."),
    "NOT_YOUR_ROLE": Code(403, "The asker’s role does not include this."),
    "NOT_YOUR_SCOPE": Code(403, "None of the token’s scopes includes this."),
    "SCREEN_LINK_NEEDED": Code(403, "Not everybody sees the photos; a screen is opened by the hosts’ link."),
    "NO_COOKIE": Code(400, "A second phone is to join, and its browser keeps no cookies."),
    "INVITATION_USED_UP": Code(409, "The invitation has all the passes that one may have."),
    "NOT_YET_DELETED": Code(503, "Something of the guest is still on its way in, so not all is deleted yet."),
}
SENDING: Mapping[str, Code] = {
    "BAD_EDIT": Code(
        400, "A parameter of the edit is unknown, out of its bounds, or not for this kind of photo."
    ),
    "BAD_KEY": Code(400, "The photo’s `key` is longer than 100 characters or not printable."),
    "BROKEN_FORM": Code(400, "The multipart body is not well-formed, or it ends early."),
    "EMPTY_FILE": Code(400, "The file has no bytes."),
    "FIELD_TOO_LONG": Code(400, "A text field is much longer than any that is kept."),
    "NO_FILE": Code(400, "The form has no part named `file`."),
    "TOO_MANY_PARTS": Code(400, "The form has a second file."),
    "ADDRESS_FULL": Code(
        403, "All who send from this network address have reached its share of the storage."
    ),
    "CONSENT_NEEDED": Code(403, "The host asks for consent first: send `consent=1`."),
    "GUEST_FULL": Code(403, "The guest has as many megabytes kept as one guest may have."),
    "GUEST_LIMIT": Code(403, "The guest has as many photos as one guest may have here."),
    "NAME_NEEDED": Code(403, "The host wants every photo to have a name, and `author` is empty."),
    "NOT_FROM_YOU": Code(403, "The hosts have banned this guest, whose photos are refused."),
    "PARTY_ENDED": Code(403, "The party is over."),
    "PARTY_FULL": Code(403, "The party has as many photos as it takes."),
    "PARTY_ERASED": Code(410, "The party’s deletion date has come: everything that was here is gone."),
    "UPLOADS_CLOSED": Code(403, "The host has called a break."),
    "GREETINGS_OFF": Code(403, "The host takes no greetings without a photo."),
    "VIDEOS_OFF": Code(403, "The host takes photos only."),
    "WORDS_NOT_WANTED": Code(403, "The name or caption has words that the hosts do not want."),
    "PHOTO_GONE": Code(410, "The photo with this key or these bytes was taken down; it stays down."),
    "NOT_A_FORM": Code(415, "The body is not `multipart/form-data`."),
    "TOO_MANY_AT_ONCE": Code(429, "The guest sends too many photos at the same time."),
}
RESUMABLE: Mapping[str, Code] = {
    "BAD_METADATA": Code(400, "`Upload-Metadata` is not as tus describes it."),
    "CHECKSUM_BROKEN": Code(400, "`Upload-Checksum` is not a whole digest in base64."),
    "CHECKSUM_UNKNOWN": Code(400, "`Upload-Checksum` names an algorithm other than sha1 and sha256."),
    "LENGTH_DEFERRED": Code(400, "The upload’s length is to be told later, which is not offered."),
    "NOT_OFFERED": Code(400, "The upload is to be put together from parts, which is not offered."),
    "WRONG_OFFSET": Code(409, "The upload goes on at another byte; `Upload-Offset` names it."),
    "UPLOAD_GONE": Code(410, "The upload has ended or expired: begin a new one."),
    "TUS_VERSION": Code(412, "`Tus-Resumable` is missing or is not 1.0.0."),
    "UPLOAD_BUSY": Code(423, "Another request is writing to this upload and has not let go yet."),
    "TOO_MANY_NEWCOMERS": Code(
        429, "The share of unfinished uploads for new guests of this network is full."
    ),
    "TOO_MANY_UPLOADS": Code(429, "The guest has as many unfinished uploads as one guest may have."),
    "CHECKSUM_MISMATCH": Code(460, "The bytes are not those of `Upload-Checksum`; none of them counts."),
}
PICTURES: Mapping[str, Code] = {
    "AVI_VIDEO": Code(415, "The file is an AVI video."),
    "JPEG_XL": Code(415, "The file is a JPEG XL picture."),
    "MKV_VIDEO": Code(415, "The file is an MKV video."),
    "NOT_A_PICTURE": Code(415, "The first bytes are those of no kind of picture or video that is taken."),
    "NO_PICTURE_IN_VIDEO": Code(415, "The file has sound only."),
    "RAW_PHOTO": Code(415, "The file is a camera’s RAW photo."),
    "VIDEO_CODEC_UNKNOWN": Code(415, "The video’s codec is none that is decoded here."),
    "VIDEO_NOT_SUPPORTED": Code(415, "This machine has no codecs for videos."),
    "BROKEN_PICTURE": Code(422, "The picture is damaged or incomplete."),
    "BROKEN_VIDEO": Code(422, "The video is damaged or incomplete."),
    "TOO_LARGE_TO_DECODE": Code(422, "Decoding the picture takes more memory than a worker has."),
    "TOO_MANY_PIXELS": Code(422, "The picture has more pixels than the limit."),
    "TOO_SLOW_TO_DECODE": Code(422, "Decoding the picture takes longer than the limit."),
    "VIDEO_TOO_HEAVY": Code(422, "The video has too many pixels, or takes too much memory or time to open."),
}
HOSTS: Mapping[str, Code] = {
    "PHOTO_WAITS": Code(409, "The hosts have not decided about this photo yet."),
    "PHOTO_PRIVATE": Code(403, "This photo is kept from guests and screens, so no decision shows it."),
    "STILL_DELETING": Code(409, "Everything of the party is being deleted; it opens again after that."),
    "ALREADY_DECIDED": Code(409, "Somebody else has decided about this photo meanwhile."),
    "NO_PUSH_SERVICE": Code(400, "The browser’s push address is at none of the services that are allowed."),
    "COLLECTION_CHANGED": Code(409, "Somebody has changed the collection since `no`."),
    "COLLECTION_FULL": Code(409, "The collection has as many photos as it may have."),
    "COLLECTION_KNOWN": Code(409, "Another collection of the party has this title."),
    "TOO_MANY_COLLECTIONS": Code(409, "The party has as many collections as it may have."),
    "CHAPTERS_CHANGED": Code(409, "Somebody has changed a chapter since `no`."),
    "DEFAULT_PARTY": Code(409, "The server’s own party cannot be deleted."),
    "NO_MAIL": Code(409, "The operator has set no SMTP server, so nobody can be called by mail."),
    "LAST_OWNER": Code(409, "The party would have no owner."),
    "MEMBER_ALREADY": Code(409, "The account has a role in this party already."),
    "MEMBER_ELSEWHERE": Code(409, "The account is for more than this party, so no owner opens it."),
    "NAME_TAKEN": Code(409, "Another account has this name."),
    "GUEST_BANNED": Code(409, "The photo’s guest is banned; undo that to show it."),
    "NO_STACK": Code(409, "The photo is in no stack of photos that look alike."),
    "SCREEN_AWAY": Code(409, "The screen has not reported for a while, so it takes no step."),
    "SCREEN_GONE": Code(404, "The screen was sent away, or there was none with this id."),
    "SETTINGS_CHANGED": Code(409, "Somebody has changed one of these settings since `version`."),
    "GREETING_IS_DRAWN": Code(409, "The words of a greeting stand in its picture and cannot be edited."),
    "SLIDES_CHANGED": Code(409, "Somebody has changed this slide, or the order, since it was read."),
    "SLUG_TAKEN": Code(409, "Another party is at this address."),
    "BOOK_CHANGED": Code(409, "Somebody has changed the book’s choice since `version`."),
    "BOOK_OUTDATED": Code(410, "A photo in this PDF was taken down or changed since it was made."),
    "TOO_MANY_CHAPTERS": Code(409, "The party has as many chapters as it may have."),
    "TOO_MANY_DOORS": Code(409, "The party has as many ways in as it may have."),
    "TOO_MANY_EXPORTS": Code(409, "The hosts have as many downloads as there may be."),
    "TOO_MANY_INVITATIONS": Code(409, "The party has as many invitations as it may have."),
    "TOO_MANY_LINKS": Code(409, "The party has as many shared links as it may have."),
    "TOO_MANY_MEMBERS": Code(409, "The party has as many members as it may have."),
    "TOO_MANY_PHONES": Code(409, "The guest is called in as many browsers as one guest may be."),
    "TOO_MANY_SLIDES": Code(409, "The party has as many slides as it may have."),
    "TOO_MANY_TOKENS": Code(409, "The party has as many tokens as it may have."),
    "NOT_CALLED": Code(502, "The notice to try was not taken by the mail server or the push service."),
    "EXPORT_NOT_READY": Code(
        503, "Originals from before an update are still being read; `Retry-After` says when to ask again."
    ),
    "TOO_MANY_TAGS": Code(409, "The photo has as many tags as it may have."),
    "TAGS_FROM_HOSTS": Code(403, "New words wait for the hosts here, so guests tag nothing that is shown."),
    "PICTURE_CHANGED": Code(409, "Somebody has made another version of the picture since `base`."),
    "CAPTION_CHANGED": Code(409, "The caption is no longer `caption_was`; `caption` is what it is now."),
    "WORDS_CHANGED": Code(409, "The words have been changed again since, so they are not brought back."),
}
CHAPTERS: Mapping[str, Mapping[str, Code]] = {
    "Any request": ANY_REQUEST,
    "Guests and members": WHO_ASKS,
    "Sending": SENDING,
    "Resumable uploads (tus)": RESUMABLE,
    "What is in the file": PICTURES,
    "Hosts and helpers": HOSTS,
}
CODES: Mapping[str, Code] = {name: code for chapter in CHAPTERS.values() for name, code in chapter.items()}
