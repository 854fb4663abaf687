"""A phone's camera before another screen: it reads the QR code in view from the page's own pixels."""

import io

import zxingcpp
from PIL import Image
from playwright.async_api import Locator

# Nobody holds a phone straight.
ASKEW_DEGREES = 8
QR_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


async def scanned(picture: Locator) -> str:
    """Return what the code in `picture` says. The whole page is in the photo, and has no other code."""
    await picture.scroll_into_view_if_needed()
    await picture.evaluate("(picture) => picture.decode()")
    seen = Image.open(io.BytesIO(await picture.page.screenshot())).convert("RGB")
    codes = zxingcpp.read_barcodes(seen.rotate(ASKEW_DEGREES, expand=True), formats=QR_CODE)
    assert len(codes) == 1, [code.text for code in codes]
    return codes[0].text
