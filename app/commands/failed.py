"""How a command says that it could not do its work."""


class CommandFailed(Exception):
    """The text is the one sentence that the person at the terminal reads."""
