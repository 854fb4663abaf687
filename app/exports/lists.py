"""The files of an export as lists for download programs: addresses, checksums, and a Metalink (RFC 5854)."""

from collections.abc import AsyncIterator, Callable
from xml.sax.saxutils import escape, quoteattr

from app.exports.sending import Sending
from app.records.export_file import ExportFile

Address = Callable[[ExportFile], str]


async def addresses(sending: Sending, address: Address) -> AsyncIterator[str]:
    """Yield one address a line, as `wget -i` and `aria2c -i` take them."""
    async for page in sending.kept_pages():
        yield "".join([f"{address(file)}\n" for file in page])


async def checksums(sending: Sending) -> AsyncIterator[str]:
    """Yield the input of `sha256sum -c` for the files with their paths in the ZIP."""
    async for page in sending.kept_pages():
        yield "".join([f"{file.sha256}  {file.name}\n" for file in page])


async def metalink(sending: Sending, address: Address) -> AsyncIterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<metalink xmlns="urn:ietf:params:xml:ns:metalink">\n'
    async for page in sending.kept_pages():
        yield "".join([_metalink_file(file, address(file)) for file in page])
    yield "</metalink>\n"


def _metalink_file(file: ExportFile, address: str) -> str:
    return (
        f"<file name={quoteattr(file.name)}><size>{file.bytes}</size>"
        f'<hash type="sha-256">{file.sha256}</hash><url>{escape(address)}</url></file>\n'
    )
