"""My photos: a grid, words that save themselves, and several photos at once."""

from playwright.async_api import Page, expect

from tests.browser.conftest import PHONE, Screens
from tests.browser.large_text import SMALL_PHONE, faults_of_layout, page_with_text
from tests.browser.photos import pick, small
from tests.browser.rest import at_rest
from tests.http.test_waiting import switch
from tests.members import member
from tests.running import Server, person


async def phone_that_sent(screens: Screens, count: int) -> Page:
    """Open My photos on a phone that has sent so many."""
    phone = await screens.phone("/upload")
    await pick(phone, *(small(f"{number}.jpg") for number in range(count)))
    await phone.locator("#send").click()
    await expect(phone.locator('.tile[data-state="sent"]')).to_have_count(count)
    await phone.goto("/edit")
    await at_rest(phone)
    return phone


async def on_the_server(server: Server) -> list[tuple[str, str]]:
    async with person(server.url) as someone:
        photos = (await someone.photos(before=""))["photos"]
    return [(photo["caption"], photo["author"]) for photo in photos]


async def test_my_photos_lie_side_by_side_and_a_tap_opens_one(fresh_screens: Screens) -> None:
    phone = await phone_that_sent(fresh_screens, 3)
    tops = await phone.locator(".card").evaluate_all("cards => cards.map(c => c.getBoundingClientRect().top)")
    assert len(set(tops)) == 1
    await expect(phone.get_by_label("Caption").first).to_be_hidden()
    await phone.locator(".card a").nth(1).click()
    await expect(phone.get_by_role("dialog").get_by_label("Caption")).to_be_visible()
    await phone.get_by_role("button", name="Done").click()
    await expect(phone.get_by_role("dialog")).to_have_count(0)
    await expect(phone.locator(".card a").nth(1)).to_be_focused()


async def test_words_save_themselves_and_say_so(fresh_screens: Screens, fresh_server: Server) -> None:
    phone = await phone_that_sent(fresh_screens, 1)
    await phone.locator(".card a").click()
    sheet = phone.get_by_role("dialog")
    await sheet.get_by_label("Caption").press_sequentially("By the lake")
    await expect(sheet.get_by_text("Saved")).to_be_visible()
    await sheet.get_by_label("Name").press_sequentially("Ana")
    # Closed before the pause in typing is over.
    await sheet.get_by_label("Name").press("Enter")
    await expect(phone.locator(".card__line")).to_have_text("By the lake")
    async with person(fresh_server.url) as someone:
        photo = (await someone.photos(before=""))["photos"][0]
    await phone.locator(".card a").click()
    await expect(sheet.get_by_text("Saved")).to_be_visible()
    assert photo["caption"] == "By the lake"
    assert await on_the_server(fresh_server) == [("By the lake", "Ana")]


async def test_words_are_saved_once_the_network_is_back(fresh_screens: Screens, fresh_server: Server) -> None:
    phone = await phone_that_sent(fresh_screens, 1)
    await phone.locator(".card a").click()
    sheet = phone.get_by_role("dialog")
    await phone.context.set_offline(True)
    await sheet.get_by_label("Caption").press_sequentially("In the tunnel")
    await expect(sheet.get_by_text("Saving")).to_be_visible()
    await phone.context.set_offline(False)
    await expect(sheet.get_by_text("Saved")).to_be_visible()
    assert [caption for caption, _ in await on_the_server(fresh_server)] == ["In the tunnel"]


async def test_several_get_the_same_words_and_leave_together(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await phone_that_sent(fresh_screens, 3)
    await phone.get_by_role("button", name="Choose several").click()
    boxes = phone.locator(".card").get_by_role("checkbox")
    await boxes.nth(0).check()
    await boxes.nth(2).check()
    await expect(phone.get_by_text("2 photos chosen")).to_be_visible()
    await phone.get_by_role("button", name="Caption and name").click()
    await phone.get_by_role("dialog").get_by_label("Caption").fill("The cake")
    await phone.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(phone.get_by_role("dialog")).to_have_count(0)
    assert sorted(caption for caption, _ in await on_the_server(fresh_server)) == ["", "The cake", "The cake"]

    await phone.get_by_role("button", name="Choose several").click()
    await boxes.nth(0).check()
    await boxes.nth(2).check()
    await phone.locator("[data-several-delete]").click()
    await expect(phone.get_by_role("heading", name="Delete 2 photos?")).to_be_visible()
    await phone.get_by_role("button", name="Delete for good").click()
    await expect(phone.locator(".card")).to_have_count(1)
    assert [caption for caption, _ in await on_the_server(fresh_server)] == [""]


async def test_the_sheet_and_the_choice_are_whole_at_200_per_cent(
    fresh_screens: Screens,
) -> None:
    for device in (SMALL_PHONE, PHONE):
        page = await page_with_text(fresh_screens, device, 200, "/upload")
        await pick(page, small("one.jpg"))
        await page.locator("#send").click()
        await expect(page.locator('.tile[data-state="sent"]')).to_have_count(1)
        await page.goto("/edit")
        await page.get_by_role("button", name="Choose several").click()
        await page.get_by_role("checkbox").check()
        assert await faults_of_layout(page) == []
        await page.get_by_role("button", name="Caption and name").click()
        await at_rest(page)
        assert await faults_of_layout(page) == []
        await page.get_by_role("button", name="Cancel").click()
        await page.locator("[data-pick]").click()
        await page.locator(".card a").click()
        await at_rest(page)
        assert await faults_of_layout(page) == []


async def test_chosen_photos_are_shared_by_a_link_that_others_can_open(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with member(fresh_server, "host", "Mia") as host:
        await switch(host, sharing_allowed=True)
    phone = await phone_that_sent(fresh_screens, 3)
    await phone.get_by_role("button", name="Choose several").click()
    for at in (0, 2):
        await phone.locator(".card").get_by_role("checkbox").nth(at).check()
    await phone.get_by_role("button", name="Share by a link").click()
    link = phone.locator("#made a")
    await expect(phone.locator("#made")).to_contain_text("2 photos")
    friend = await fresh_screens.phone(await link.inner_text())
    await expect(friend.locator("[data-photos] li")).to_have_count(2)
    await phone.get_by_role("button", name="End it").click()
    await expect(phone.get_by_text("You have no links yet.")).to_be_visible()
    gone = await friend.reload()
    assert gone
    assert gone.status == 404
    assert fresh_screens.faults == []
