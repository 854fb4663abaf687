"""What can be a mail address. Whether it exists only a mail can tell."""

import re

MAX_MAIL_ADDRESS = 254
# Enough to refuse what is no address, or would add a header to a mail.
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


def is_mail_address(text: str) -> bool:
    return len(text) <= MAX_MAIL_ADDRESS and _ADDRESS.fullmatch(text) is not None
