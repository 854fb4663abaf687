"""Photos for the browser's tests: how they are picked, sent, waited for, and found on the server."""

import hashlib
from io import BytesIO

from PIL import Image
from playwright.async_api import BrowserContext, FilePayload, Page, expect

from tests.browser.conftest import PATIENCE_MS, Screens, until
from tests.running import Server, jpeg, person

HAS_STORED = """count => new Promise((resolve) => {
  const opening = indexedDB.open("partywall");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("photos").objectStore("photos").count();
    asked.onsuccess = () => { opening.result.close(); resolve(asked.result === count); };
  };
})"""

HAS_STORED_WORDS = """words => new Promise((resolve) => {
  const opening = indexedDB.open("partywall");
  opening.onsuccess = () => {
    const asked = opening.result.transaction("photos").objectStore("photos").getAll();
    asked.onsuccess = () => {
      opening.result.close();
      resolve(asked.result.some(({ caption }) => caption === words));
    };
  };
})"""


def large(name: str, seed: int = 0) -> FilePayload:
    """Draw a photo of about a megabyte, of which the phone makes a screen copy."""
    noise = Image.effect_noise((2600, 1800), 40 + seed).convert("RGB")
    buffer = BytesIO()
    noise.save(buffer, "JPEG", quality=60)
    return {"name": name, "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def small(name: str) -> FilePayload:
    return {"name": name, "mimeType": "image/jpeg", "buffer": jpeg(900, 700)}


def sha256(file: FilePayload) -> str:
    return hashlib.sha256(file["buffer"]).hexdigest()


def kept_originals(server: Server) -> list[str]:
    """Return the SHA-256 of every original that the server has, as its own records say."""
    with server.books() as books:
        rows = books.execute("select sha256 from photos where original = 'kept' order by sha256").fetchall()
    return [row[0] for row in rows]


async def pick(phone: Page, *files: FilePayload) -> None:
    await phone.locator("#pick").set_input_files(list(files))
    await expect(phone.locator(".tile")).to_have_count(len(files))


async def send(phone: Page, *files: FilePayload) -> None:
    await pick(phone, *files)
    await phone.locator("#send").click()


async def until_kept(phone: Page) -> None:
    """Wait until the phone's one photo says that its original is safe."""
    await expect(phone.locator(".tile__original")).to_have_text("Original kept")


async def stored(phone: Page, count: int, within_ms: float = PATIENCE_MS) -> None:
    """Wait until the phone has stored so many photos."""
    await until(phone, HAS_STORED, count, within_ms)


async def stored_words(phone: Page, words: str) -> None:
    """Wait until the phone has stored a photo with these words: they are noted after the photo itself."""
    await until(phone, HAS_STORED_WORDS, words)


async def phone_with(screens: Screens, script: str) -> Page:
    """Open the upload page in a browser that this script has made another one."""
    phone = await screens.phone("/")
    await phone.context.add_init_script(script)
    await phone.goto("/upload")
    return phone


async def another_tab(phone: Page, screens: Screens) -> Page:
    context: BrowserContext = phone.context
    tab = await context.new_page()
    screens.watch(tab)
    await tab.goto("/upload")
    return tab


async def how_many(server: Server) -> int:
    async with person(server.url) as someone:
        return len((await someone.photos(before="", limit=100))["photos"])
