"""What a person typed runs the way of its own script, on every page and in every field."""

from playwright.async_api import expect

from tests.browser.conftest import Screens
from tests.browser.photos import pick, small
from tests.running import Person

HEBREW_AUTHOR, HEBREW_CAPTION = "דנה לוי", "ליד האגם בלילה"
# Text and fields alike: the nearest element that holds them must run from right to left.
WRONG_WAY = """() => {
  const isHebrew = (text) => /[\\u0590-\\u05ff]/.test(text);
  const isLeftToRight = (node) => getComputedStyle(node).direction !== "rtl";
  const wrong = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { data, parentElement: parent } = texts.currentNode;
    // Read aloud and not seen: it stands inside a sentence of ours.
    const isSeen = parent.checkVisibility() && !parent.closest(".visually-hidden, [role=status]");
    if (isHebrew(data) && isSeen && isLeftToRight(parent)) wrong.push(parent.outerHTML.slice(0, 90));
  }
  for (const field of document.querySelectorAll("input[type=text], textarea"))
    if (isHebrew(field.value) && isLeftToRight(field)) wrong.push(field.outerHTML.slice(0, 90));
  return wrong;
}"""
UNDECIDED = """() => [...document.querySelectorAll("input[type=text][maxlength], textarea")]
  .concat([...document.querySelectorAll("template")]
    .flatMap(({ content }) => [...content.querySelectorAll("input[type=text][maxlength], textarea")]))
  .filter((field) => field.dir !== "auto").map((field) => field.outerHTML.slice(0, 90))"""


async def test_words_run_their_own_way_on_every_page(screens: Screens, guest: Person) -> None:
    phone = await screens.phone("/upload")
    await pick(phone, small("one.jpg"))
    await phone.locator("#author").fill(HEBREW_AUTHOR)
    await phone.locator(".tile__caption").fill(HEBREW_CAPTION)
    assert await phone.evaluate(WRONG_WAY) == []
    await phone.locator("#send").click()
    await expect(phone.locator('.tile[data-state="sent"]')).to_have_count(1)
    assert await phone.evaluate(WRONG_WAY) == []
    await phone.goto("/edit")
    await phone.locator(".card a").click()
    await expect(phone.get_by_role("dialog").get_by_label("Caption")).to_have_value(HEBREW_CAPTION)
    assert await phone.evaluate(WRONG_WAY) == []
    await phone.goto("/")
    await phone.locator("li.photo a").first.click()
    await expect(phone.locator(".pswp__words").get_by_text(HEBREW_CAPTION)).to_be_visible()
    assert await phone.evaluate(WRONG_WAY) == []
    for path in ("/wall", "/wall/basic"):
        wall = await screens.projector(path)
        await expect(wall.get_by_text(HEBREW_CAPTION).first).to_be_visible()
        assert await wall.evaluate(WRONG_WAY) == [], path


async def test_every_field_for_words_takes_either_way(screens: Screens, guest: Person) -> None:
    await guest.send_photo()
    page = await screens.phone("/")
    for path in ("/", "/upload", "/edit"):
        await page.goto(path)
        assert await page.evaluate(UNDECIDED) == [], path


async def test_british_english_gets_24_hours(screens: Screens, guest: Person) -> None:
    await guest.send_photo()
    phone = await screens.phone("/")
    await phone.locator("li.photo a").first.click()
    await expect(phone.locator(".pswp__words time")).to_contain_text(":")
    assert "M" not in await phone.locator(".pswp__words time").inner_text()
