"""The host's house in Chromium: going to a section, and to a part of it."""

from playwright.async_api import Page, expect


async def enter(page: Page, section: str, part: str = "") -> None:
    """Go to a section by its name in the address; unfold the part whose details have the id `part`."""
    await page.locator(f'.house__way[href="#section-{section}"]').click()
    await expect(page.locator(f"#section-{section}")).to_be_visible()
    if part and not await page.locator(f"#{part}").evaluate("(fold) => fold.open"):
        await page.locator(f"#{part} > summary").click()
