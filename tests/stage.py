"""Which party of a server the tests visit: its own at `/`, or with `pytest --at=anna-ben` one under `/p/`."""

PARTY_ID = "a" * 32


class Stage:
    slug = ""

    @property
    def base(self) -> str:
        """The path that the addresses of the tests' party begin with."""
        return f"/p/{self.slug}" if self.slug else ""

    @property
    def guest_cookie(self) -> str:
        return "partywall_guest" + (f"_{PARTY_ID}" if self.slug else "")

    @property
    def host_cookie(self) -> str:
        return "partywall_host" + (f"_{PARTY_ID}" if self.slug else "")


stage = Stage()
