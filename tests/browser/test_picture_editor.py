"""A picture is put right on the phone, by finger and by keyboard, and everybody sees it without a jump."""

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Screens
from tests.browser.photos import small
from tests.http.test_picture_edits import edited, photo_now, versions
from tests.running import Server, jpeg, person


async def opened(page: Page) -> Locator:
    """Open the newest photo large, and its editor."""
    await page.locator("[data-photos] a").first.click()
    await page.get_by_role("button", name="Edit picture").click()
    editor = page.get_by_role("dialog", name="Edit picture")
    await expect(editor.locator("[data-editor-crop]")).to_be_visible()
    return editor


async def sent_from(page: Page, server: Server) -> str:
    """Send a photo as the guest that a page is; return its id."""
    answer = await page.context.request.post(
        f"{server.url}/api/new_photo",
        multipart={"file": small("cake.jpg")},
        headers={"Origin": server.url},
    )
    return str((await answer.json())["photo"]["id"])


async def test_a_guest_turns_and_crops_their_photo_with_the_keyboard_alone(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    photo_id = await sent_from(phone, fresh_server)
    wall = await fresh_screens.projector("/wall")
    on_wall = wall.locator("img[src*='/media/']")
    await expect(on_wall.first).to_be_visible()
    before = await on_wall.first.get_attribute("src")
    await phone.goto("/")
    editor = await opened(phone)
    save = editor.get_by_role("button", name="Save")
    await expect(save).to_be_disabled()
    await editor.get_by_role("button", name="Turn right").press("Enter")
    corner = editor.get_by_role("button", name="Lower right corner of the crop")
    for _ in range(6):
        await corner.press("Shift+ArrowUp")
    await editor.get_by_role("slider", name="Straighten").press("ArrowRight")
    await editor.get_by_role("button", name="Undo").press("Enter")
    await editor.get_by_role("button", name="Redo").press("Enter")
    await editor.get_by_role("button", name="Light and colour").press("Enter")
    await editor.get_by_role("slider", name="Warmth").press("End")
    await save.press("Enter")
    await expect(editor).to_be_hidden()
    await expect(phone.get_by_text("The new picture is up.")).to_be_visible()
    async with person(fresh_server.url) as other:
        now = await photo_now(other, {"id": photo_id})
    # It stands upright now, without the lowest 30 %, and a little larger for being straightened.
    assert 0.85 < now["height"] / (now["width"] * 0.7 * 900 / 700) < 1.15
    # The wall shows it in the place of the old one, without a turn in between.
    await expect(wall.locator(f"img[src='{before}']")).to_have_count(0)
    await expect(wall.locator(f"img[src='{now['renditions'][-1]['url']}']")).to_be_visible()


async def test_a_finger_pulls_the_crop_and_what_was_is_seen_while_a_button_is_held(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    photo_id = await sent_from(phone, fresh_server)
    await phone.goto("/")
    editor = await opened(phone)
    await editor.get_by_role("combobox", name="Shape").select_option("1")
    box = await editor.get_by_role("button", name="Lower right corner of the crop").bounding_box()
    assert box is not None
    await phone.mouse.move(box["x"] + 22, box["y"] + 22)
    await phone.mouse.down()
    await phone.mouse.move(box["x"] - 60, box["y"] - 20, steps=4)
    await phone.mouse.up()
    hold = editor.get_by_role("button", name="Hold to compare")
    await hold.hover()
    await phone.mouse.down()
    await expect(editor.locator("[data-editor-crop]")).to_be_hidden()
    await phone.mouse.up()
    await expect(editor.locator("[data-editor-crop]")).to_be_visible()
    await editor.get_by_role("button", name="Save").click()
    await expect(editor).to_be_hidden()
    async with person(fresh_server.url) as other:
        now = await photo_now(other, {"id": photo_id})
    assert abs(now["width"] - now["height"]) <= 1, "its shape is the one that was chosen"


async def test_a_host_lays_versions_side_by_side_and_takes_an_earlier_one(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    async with person(fresh_server.url) as guest:
        sent = await guest.send_photo(jpeg(640, 480), author="Mia")
        first = await edited(guest, sent, edit={"turns": 1})
        await edited(guest, sent, base=first["version"], edit={"saturation": -100})
        host = await fresh_screens.host()
        await host.goto("/")
        editor = await opened(host)
        await editor.get_by_role("button", name="Versions").click()
        rows = editor.get_by_role("listitem")
        await expect(rows).to_have_count(3)
        await expect(rows.first).to_contain_text("Shown now")
        await rows.nth(1).get_by_role("button", name="Compare").click()
        await expect(editor.locator("[data-editor-other]")).to_be_visible()
        await rows.nth(1).get_by_role("button", name="Take this one").click()
        await editor.get_by_role("button", name="Save").click()
        await expect(editor).to_be_hidden()
        told = await versions(guest, sent)
        assert (told["versions"][-1]["edit"], told["versions"][-1]["by"]) == ({"turns": 1}, "host")


async def test_whoever_comes_second_reads_so_and_another_guest_has_no_button(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    photo_id = await sent_from(phone, fresh_server)
    await phone.goto("/")
    editor = await opened(phone)
    async with person(fresh_server.url) as host:
        await host.sign_in()
        await edited(host, {"id": photo_id}, edit={"turns": 2})
    await editor.get_by_role("button", name="Mirror").click()
    await editor.get_by_role("button", name="Save").click()
    await expect(editor.get_by_role("status")).to_have_text(
        "Somebody has changed this picture meanwhile. Here is how it is now."
    )
    other = await fresh_screens.phone("/")
    await other.locator("[data-photos] a").first.click()
    await expect(other.get_by_role("button", name="Report")).to_be_visible()
    await expect(other.get_by_role("button", name="Edit picture")).to_be_hidden()


async def test_a_guest_puts_a_picture_right_before_sending_it(
    fresh_screens: Screens, fresh_server: Server
) -> None:
    phone = await fresh_screens.phone("/upload")
    file = small("cake.jpg")
    await phone.locator("#pick").set_input_files([file, small("other.jpg")])
    pen = phone.get_by_role("button", name="Change the picture of photo 1")
    await pen.press("Enter")
    editor = phone.get_by_role("dialog", name="Edit picture")
    await expect(editor.locator("[data-editor-crop]")).to_be_visible()
    await editor.get_by_role("button", name="Turn right").press("Enter")
    await editor.get_by_role("button", name="Save").press("Enter")
    await expect(editor).to_be_hidden()
    # What the guest has decided outlives the page.
    await phone.reload()
    await phone.get_by_role("button", name="Send 2 photos").click()
    await expect(phone.locator(".tile[data-state='sent']")).to_have_count(2)
    async with person(fresh_server.url) as other:
        sent = sorted((await other.photos(before=""))["photos"], key=lambda one: one["position"])
    sizes = [(one["width"], one["height"]) for one in sent]
    assert sizes[0] == sizes[1][::-1]
    assert sizes[0] != sizes[1]
