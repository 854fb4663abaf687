"""What may be a mail address. Only sending a mail can show whether it exists."""

import re

MAX_MAIL_ADDRESS = 254
# Enough to refuse text that is no address or that would add a header to a mail.
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


def is_mail_address(text: str) -> bool:
    return len(text) <= MAX_MAIL_ADDRESS and _ADDRESS.fullmatch(text) is not None
