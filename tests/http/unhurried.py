"""A server whose clips may take as long as a busy machine likes."""

from tests.running import Server, program_after


class UnhurriedServer(Server):
    """One that bears a clip's silence: it is made in the time that nothing else on the machine wants."""

    PROGRAM = program_after(
        "from app.processing.clip_process import ClipProcess",
        "ClipProcess.__init__.__kwdefaults__['stall_s'] = 3600.0",
    )
